/** What callers have left in a window of time, shared by every process. */
import type { Db } from './database.ts';

export interface AllowanceLane {
  readonly lane: string;
  /** Milliseconds since 1970. */
  readonly windowStart: number;
  readonly limit: number;
}

/** Takes up to `wanted` of what is left; answers how many were granted. */
export const takeAllowance = async (db: Db, { lane, windowStart, limit }: AllowanceLane, wanted: number): Promise<number> => {
  const { rows } = await db.query<{ granted: number }>(
    `insert into allowance (lane, window_start, used) values ($1, to_timestamp($2::double precision / 1000), least($3::int, $4::int))
     on conflict (lane, window_start) do update set used = least($3::int, allowance.used + $4::int)
     returning new.used - coalesce(old.used, 0) as granted`,
    [lane, windowStart, limit, wanted],
  );
  return rows[0]?.granted ?? 0;
};

/** Windows that are over count for nothing any more. */
export const forgetAllowances = async (db: Db, before: number): Promise<void> => {
  await db.query(`delete from allowance where window_start < to_timestamp($1::double precision / 1000)`, [before]);
};
