/** Units of work that nobody is to do any more, and those that may be tried at once: what operators' acts do to rows of work. */
import type { Source } from '../domain/sources.ts';
import type { Tx } from './database.ts';

/** What waits for a source with a fault of that code is due now; answers how many units. */
export const makeDue = async (tx: Tx, source: Source, code: string): Promise<number> => {
  const { rowCount } = await tx.query(
    `update work set not_before = null where state = 'ready' and not_before is not null and fault ->> 'code' = $2 and fault -> 'authority' ->> 'source' = $1`,
    [source, code],
  );
  return rowCount ?? 0;
};

/** Holds the units of a run that are not over, in the order whoever finishes one does. */
export const lockOpen = async (tx: Tx, runId: string): Promise<void> => {
  await tx.query(`select 1 from work where run_id = $1 and state in ('ready', 'running') order by work_id for update`, [runId]);
};

/** Gives up everything that is not over; an attempt under way is no longer current. Answers how many units. */
export const cancelOpen = async (tx: Tx, runId: string): Promise<number> => {
  for (let cancelled = 0; ; ) {
    const { rowCount } = await tx.query(
      `with given_up as (update work set state = 'cancelled', held = false, enqueued = false, heartbeat_at = null, finished_at = now()
                          where run_id = $1 and state in ('ready', 'running') returning work_id, attempt),
            ended as (update work_attempt a set ended_at = now(), outcome = 'lost' from given_up g
                       where a.work_id = g.work_id and a.attempt = g.attempt and a.ended_at is null)
       select 1 from given_up`,
      [runId],
    );
    cancelled += rowCount ?? 0;
    // A unit that ended just before has written those that follow from it: they are found by the next look.
    if ((rowCount ?? 0) === 0) return cancelled;
  }
};

/** What it had failed at is nobody's to make good any more. */
export const cancelFailed = async (tx: Tx, runId: string): Promise<void> => {
  await tx.query(`update work set state = 'cancelled' where run_id = $1 and state = 'failed'`, [runId]);
};
