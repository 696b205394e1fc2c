/** Pace kept in PostgreSQL: one quota for all processes, kept before the authority has to say so (`design.md`, "Quota"). */
import type { Db } from './database.ts';
import { one } from './database.ts';

/**
 * Reserves the next free slot of a lane and answers how many milliseconds to wait for it. Slots are evenly spaced: no second ever holds
 * more than the lane's share, which a bucket with a burst could not promise.
 */
export const reserveSlot = async (db: Db, lane: string, spacingMs: number): Promise<number> => {
  const { rows } = await db.query<{ wait: number }>({
    name: 'reserve-slot',
    text: `insert into quota (lane, next_at) values ($1, clock_timestamp() + make_interval(secs => $2::float8 / 1000))
     on conflict (lane) do update set next_at = greatest(quota.next_at, clock_timestamp()) + make_interval(secs => $2::float8 / 1000)
     returning greatest(0, extract(epoch from next_at - clock_timestamp()) * 1000 - $2)::float8 as wait`,
    values: [lane, spacingMs],
  });
  return one(rows).wait;
};
