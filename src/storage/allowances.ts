/** What callers have used of a window of time, shared by every process. */
import { textArray } from './arrays.ts';
import type { Clause } from './clause.ts';
import type { Db, Tx } from './database.ts';
import { type Batch, type Taken, taken } from './retention.ts';

export interface AllowanceLane {
  readonly lane: string;
  /** Milliseconds since 1970. */
  readonly windowStart: number;
  readonly limit: number;
}

/** Takes up to `wanted` of what is left; answers how many were granted. */
export const takeAllowance = async (db: Db, { lane, windowStart, limit }: AllowanceLane, wanted: number): Promise<number> => {
  const { rows } = await db.query<{ granted: number }>(
    `insert into allowance (lane, window_start, used) values ($1, ${windowAt('$2')}, least($3::int, $4::int))
     on conflict (lane, window_start) do update set used = least($3::int, allowance.used + $4::int)
     returning new.used - coalesce(old.used, 0) as granted`,
    [lane, windowStart, limit, wanted],
  );
  return rows[0]?.granted ?? 0;
};

/** In one order everywhere, so that two processes never wait for each other. */
const counting = (lanes: string, window: string): string =>
  `insert into allowance (lane, window_start, used) select lane, ${window}, count(*) from unnest(${lanes}::text[]) as asked (lane) group by lane order by lane
     on conflict (lane, window_start) do update set used = allowance.used + excluded.used`;

const windowAt = (parameter: string): string => `to_timestamp(${parameter}::double precision / 1000)`;

/** Counts uses; a lane named twice has both counted. */
export const countedUses = (windowStart: number, lanes: readonly string[]): Clause => ({
  name: 'counted_uses',
  text: ($) => `${counting($(1), windowAt($(2)))} returning 1`,
  values: [textArray(lanes), windowStart],
});

/**
 * Counts uses of some lanes, and answers what each of them, and of others beside them, had used before; those that are not named had used nothing.
 * A statement of its own, which nobody waits to see flushed (within a transaction it would hold for all of it): the log is written in order, and
 * whoever is answered is so after something that is flushed later.
 */
export const countUsesBeside = async (
  db: Db,
  windowStart: number,
  { counted, looked }: { readonly counted: readonly string[]; readonly looked: readonly string[] },
): Promise<ReadonlyMap<string, number>> => {
  const { rows } = await db.query<{ lane: string; before: number }>({
    name: 'count-uses-beside',
    text: `with unflushed as materialized (select set_config('synchronous_commit', 'off', true)),
       counted as (${counting('$1', windowAt('$2'))} returning lane, coalesce(old.used, 0) as before)
     select lane, before from unflushed, counted
     union all select lane, used from allowance where lane = any($3::text[]) and window_start = ${windowAt('$2')}`,
    values: [textArray(counted), windowStart, textArray(looked)],
  });
  return new Map(rows.map(({ lane, before }) => [lane, before]));
};

/** Takes back what was counted and not used. */
export const returnUses = async (db: Db, windowStart: number, lanes: readonly string[]): Promise<void> => {
  await db.query(
    `update allowance set used = allowance.used - given.many from (select lane, count(*) as many from unnest($1::text[]) as given (lane) group by lane) as given
      where allowance.lane = given.lane and window_start = ${windowAt('$2')}`,
    [lanes, windowStart],
  );
};

/** Windows that are over count for nothing any more. */
export const forgetAllowances = (tx: Tx, { before, limit }: Batch): Promise<Taken> =>
  taken(
    tx,
    `delete from allowance a using (select lane, window_start from allowance where window_start < $1 limit $2) old
      where a.lane = old.lane and a.window_start = old.window_start`,
    [before, limit],
  );
