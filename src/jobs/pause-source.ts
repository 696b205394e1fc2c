/** An operator leaves a source alone for a time, and lets it be asked again. Every process knows within a second. */
import type { Context } from '../context.ts';
import { epochOf, type Instant, MINUTE } from '../domain/period.ts';
import type { Source } from '../domain/sources.ts';
import { Fault } from '../faults.ts';
import { actorOf } from '../security/caller.ts';
import { inTransaction } from '../storage/database.ts';
import { makeDue } from '../storage/given-up.ts';
import { endPause, pauseSource, type SourcePause } from '../storage/source-pauses.ts';
import { SOURCE_PAUSED } from '../upstream/source-pauses.ts';
import { type Acting, deedOf } from './acting.ts';

type Tools = Pick<Context, 'pool' | 'ledger' | 'clock'>;

/** `why` is asked for here, unlike of other acts. */
export type Reasoned = Acting & { readonly why: string };

/** In place of a pause that there is. Throws `invalid` where it would have ended already. */
export const pause = async (
  { source, until }: { readonly source: Source; readonly until: Instant | null },
  acting: Reasoned,
  { pool, ledger, clock }: Tools,
): Promise<SourcePause> => {
  const since = clock();
  if (until !== null && until <= since)
    throw new Fault('invalid', { code: 'field-invalid', detail: 'until has passed already.', fields: ['/until'] });
  const paused: SourcePause = { source, by: actorOf(acting.by), why: acting.why, since, until };
  await inTransaction(pool, async (tx) => {
    await pauseSource(tx, paused);
    const particulars = until === null ? {} : { minutes: Math.ceil((epochOf(until) - epochOf(since)) / MINUTE) };
    await ledger.append(tx, [deedOf(acting, { act: 'source-paused', outcome: 'done', sources: [source], particulars })]);
  });
  return paused;
};

/** Answers how many units of work waited for it: they are due now. Throws `conflict` where it is not paused. */
export const resume = (source: Source, acting: Reasoned, { pool, ledger, clock }: Tools): Promise<number> =>
  inTransaction(pool, async (tx) => {
    if (!(await endPause(tx, source, clock()))) throw notPaused(source);
    const dueNow = await makeDue(tx, source, SOURCE_PAUSED);
    await ledger.append(tx, [deedOf(acting, { act: 'source-resumed', outcome: 'done', sources: [source], particulars: { jobs: dueNow } })]);
    return dueNow;
  });

const notPaused = (source: Source): Fault => new Fault('conflict', { code: 'not-paused', detail: `${source} is not paused.` });
