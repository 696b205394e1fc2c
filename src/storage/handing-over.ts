/** Which ready units the queue has been told of: never more at once than it may lose without harm, and what it has lost is handed over again. */
import type { Db } from './database.ts';
import type { AttemptRef } from './work.ts';

/** An attempt with its step: what the queue's name of it is made of. */
export type HandedOver = AttemptRef & { readonly step: string };

/**
 * How many units the queue holds at most: more than the workers get through until the next are handed over, and few enough to be asked about
 * one by one.
 */
export const AHEAD = 1_000;

/** Takes up to `limit` units whose time has come, that wait for no other and that the queue does not know of yet; none while it holds enough. */
export const takeForRelay = async (db: Db, limit: number): Promise<readonly HandedOver[]> => {
  const { rows } = await db.query<HandedOver>({
    name: 'take-for-relay',
    // Materialised: a subselect that the plan runs again for each row would take more than its limit.
    text: `with due as materialized (
       select work_id from work where state = 'ready' and not enqueued and not held and (not_before is null or not_before <= now())
          and (select count(*) from work where state = 'ready' and enqueued) <= $2::bigint order by created_at limit $1 for update skip locked)
     update work set enqueued = true where work_id in (select work_id from due)
     returning work_id as "workId", attempt, step`,
    values: [limit, AHEAD - limit],
  });
  return rows;
};

/** What the queue was given and nobody has claimed yet. */
export const handedOver = async (db: Db): Promise<readonly HandedOver[]> => {
  const { rows } = await db.query<HandedOver>(`select work_id as "workId", attempt, step from work where state = 'ready' and enqueued`);
  return rows;
};

/** Hands back to the relay what the queue has forgotten, or never got. What was claimed meanwhile stays as it is. */
export const takeBack = async (db: Db, refs: readonly AttemptRef[]): Promise<void> => {
  if (refs.length === 0) return;
  await db.query(
    `update work w set enqueued = false from unnest($1::uuid[], $2::int[]) as n (work_id, attempt)
      where w.work_id = n.work_id and w.attempt = n.attempt and w.state = 'ready' and w.enqueued`,
    [refs.map((ref) => ref.workId), refs.map((ref) => ref.attempt)],
  );
};
