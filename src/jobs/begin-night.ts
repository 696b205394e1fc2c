/** Begins the night of a date, once: what `huzheng schedule` does when its hour has come. */
import type { Context } from '../context.ts';
import { type Day, dayAt, MINUTE, SECOND } from '../domain/period.ts';
import { asFault } from '../faults.ts';
import { within } from '../observe/traces.ts';
import { pause } from '../pause.ts';
import { databaseFault } from '../storage/database-faults.ts';
import { hasNightOf, latestRunOf } from '../storage/runs.ts';
import { openRun } from './open-run.ts';

/** A night has hours: a source that is down is waited for longer than at a command. */
const NIGHT_WAIT = 120 * MINUTE;

const TRIED_AGAIN_AFTER = 5 * SECOND;

/**
 * Until it has begun, or the date is over: a database that is away just then, or a run of one source that is under way, puts the night off and does not
 * cost it.
 */
export const beginNight = async (
  date: Day,
  context: Context,
  { leaving, triedAgainAfter = TRIED_AGAIN_AFTER }: { readonly leaving: AbortSignal; readonly triedAgainAfter?: number },
): Promise<void> => {
  while (!leaving.aborted && dayAt(context.clock()) === date && (await isToBegin(date, context))) await pause(triedAgainAfter, leaving);
};

const isToBegin = async (date: Day, context: Context): Promise<boolean> => {
  try {
    return (await begin(date, context)) === 'waits';
  } catch (thrown) {
    const fault = asFault(databaseFault(thrown));
    context.log.failed({ doing: 'schedule', fault });
    return fault.kind === 'busy';
  }
};

/** One that reads everything may be there already: another instance's, or an operator's. One of a single source is no night, and is not gone on with. */
const begin = async (date: Day, context: Context): Promise<'there' | 'waits' | 'begun'> => {
  if (await hasNightOf(context.pool, date)) return 'there';
  if ((await latestRunOf(context.pool, date))?.status === 'running') return 'waits';
  await within(context.traces, 'tick', { fields: { date } }, () =>
    openRun(date, { full: false, source: null, waitMs: NIGHT_WAIT, by: { kind: 'machine', id: 'schedule' } }, context),
  );
  return 'begun';
};
