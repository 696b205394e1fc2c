/** Units that a dead worker left under way: made ready again, each with its next attempt. */
import type { Db } from './database.ts';
import type { Attempt, AttemptRef } from './work.ts';

/** Units whose worker has been silent for longer than `silentMs`. */
export const recoverSilent = (db: Db, silentMs: number): Promise<number> =>
  recover(db, `heartbeat_at <= now() - make_interval(secs => $1::float8 / 1000)`, [silentMs]);

/** Units that these workers left. */
export const recoverOf = (db: Db, workers: readonly number[]): Promise<number> => recover(db, `worker = any($1::integer[])`, [workers]);

/** Units that nobody in particular took, before workers had numbers: for a worker that has just come, who knows that none such is about. */
export const recoverNobodys = (db: Db): Promise<number> => recover(db, `worker is null`, []);

/** None that is being saved at this moment, as long as that may take: whoever holds its row is alive, or else lets go of it soon. */
const recover = async (db: Db, which: string, values: readonly unknown[]): Promise<number> => {
  const { rowCount } = await db.query(
    `with left_alone as materialized (select work_id from work where state = 'running' and ${which} for no key update skip locked),
          lost as (update work set state = 'ready', attempt = attempt + 1, enqueued = false, heartbeat_at = null
                    where work_id in (select work_id from left_alone) returning work_id, attempt - 1 as attempt)
     update work_attempt a set ended_at = now(), outcome = 'lost' from lost where a.work_id = lost.work_id and a.attempt = lost.attempt and a.ended_at is null`,
    [...values],
  );
  return rowCount ?? 0;
};

/** When an attempt began, and when it was noticed to be lost; null: it was not lost. */
export const lostAttempt = async (db: Db, ref: AttemptRef): Promise<Pick<Attempt, 'startedAt' | 'endedAt'> | null> => {
  const { rows } = await db.query<Pick<Attempt, 'startedAt' | 'endedAt'>>(
    `select started_at as "startedAt", ended_at as "endedAt" from work_attempt where work_id = $1 and attempt = $2 and outcome = 'lost'`,
    [ref.workId, ref.attempt],
  );
  return rows[0] ?? null;
};

/** Who is at work, as far as the rows know; whether they are still about, `goneOf` says. */
export const workersAtWork = async (db: Db): Promise<readonly number[]> => {
  const { rows } = await db.query<{ worker: number }>(`select distinct worker from work where state = 'running' and worker is not null`);
  return rows.map(({ worker }) => worker);
};
