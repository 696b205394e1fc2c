/** A person says that a drop is true: in that night's readings of that dataset as much may end as ends. What failed of it is then tried again. */
import type { Context } from '../context.ts';
import { type Dataset, sourceOf } from '../domain/sources.ts';
import { Fault } from '../faults.ts';
import { actorOf } from '../security/caller.ts';
import { inTransaction } from '../storage/database.ts';
import { type AcceptedDrop, acceptDrop as accept, standingDrops } from '../storage/drops.ts';
import { deedOf } from './acting.ts';
import type { Reasoned } from './pause-source.ts';

/** Throws `conflict` where nobody asks about it, or where it has been accepted. */
export const acceptDrop = async (
  { dataset, runId }: { readonly dataset: Dataset; readonly runId: string },
  acting: Reasoned,
  { pool, ledger, clock }: Pick<Context, 'pool' | 'ledger' | 'clock'>,
): Promise<AcceptedDrop> => {
  const accepted: AcceptedDrop = { by: actorOf(acting.by), at: clock(), why: acting.why };
  await inTransaction(pool, async (tx) => {
    const standing = await standingDrops(tx);
    if (!standing.some((drop) => drop.dataset === dataset && drop.runId === runId)) throw noSuchDrop();
    if (!(await accept(tx, { dataset, runId, ...accepted }))) throw acceptedAlready();
    const particulars = { run: runId, dataset };
    await ledger.append(tx, [deedOf(acting, { act: 'drop-accepted', outcome: 'done', sources: [sourceOf(dataset)], particulars })]);
  });
  return accepted;
};

const noSuchDrop = (): Fault =>
  new Fault('conflict', {
    code: 'no-such-drop',
    detail: 'Nothing of that dataset waits for a person in that run; GET /v1/drops and `huzheng drops list` show what does.',
  });

const acceptedAlready = (): Fault =>
  new Fault('conflict', { code: 'drop-accepted', detail: 'It was accepted already; try the failed jobs again.' });
