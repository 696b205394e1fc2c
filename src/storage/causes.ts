/** Causes of failures: one row each, written where an attempt ends in one, so that no list of failures has to be counted anew. */
import { type Instant, startOf } from '../domain/period.ts';
import type { Dataset, Source } from '../domain/sources.ts';
import type { Db, Tx } from './database.ts';
import { type Batch, type Taken, taken } from './retention.ts';

/** What failures of one cause have in common; nothing personal is in it. */
export interface Cause {
  readonly fingerprint: string;
  readonly source: Source | null;
  readonly kind: string;
  readonly code: string;
  readonly authorityCode: string | null;
  /** The authority's own words, normalised. */
  readonly message: string | null;
  /** How our side says it. */
  readonly detail: string;
}

export interface CauseQuery {
  readonly source?: string;
  readonly date?: string;
  readonly state: 'open' | 'all';
}

/** A cause with what is failed of it now, and how it went in the last hours. */
export interface ListedCause extends Cause {
  readonly jobs: number;
  readonly members: number;
  /** Null: of none of the jobs it is known. */
  readonly about: number | null;
  readonly failures: number;
  readonly firstSeen: Instant;
  readonly lastSeen: Instant;
  readonly steps: readonly string[];
  readonly datasets: readonly Dataset[];
  readonly runs: number;
  /** Failures of each of the last 24 hours, the earliest first; the last one is not over. */
  readonly trend: readonly { readonly hour: Instant; readonly failures: number }[];
}

const HOURS = 24;
const MOST = 200;

/** Those with the most failed jobs first. Of a date: what jobs of its runs failed of, and of these jobs alone. */
export const listCauses = async (db: Db, { source, date, state }: CauseQuery): Promise<readonly ListedCause[]> => {
  // Named only where they are asked for: a plan is made without knowing what is null.
  const [ofDate, every] = [date !== undefined, state === 'all'];
  const runs = `any(array(select run_id from run where date = $1))`;
  const values = [...(date === undefined ? [] : [date]), ...(source === undefined ? [] : [source])];
  const { rows } = await db.query<Omit<ListedCause, 'trend'>>(
    `with failing as (
       select fingerprint, kind, run_id collate "C" as run_id, count(*) as jobs, sum(failed_members) as members, sum(about) as about
         from work where state = 'failed' ${ofDate ? `and run_id = ${runs}` : ''} group by fingerprint, kind, run_id),
     now_failed as materialized (
       select fingerprint, sum(jobs) as jobs, sum(members) as members, sum(about) as about, count(distinct run_id) as runs,
              array_agg(distinct split_part(kind, '/', 1)) as steps, array_agg(distinct split_part(kind, '/', 2)) filter (where kind not like '%/') as datasets
         from failing group by fingerprint)
     select c.fingerprint, c.source, c.kind, c.code, c.authority_code as "authorityCode", c.message, c.detail, coalesce(f.jobs, 0)::int as jobs,
            coalesce(f.members, 0)::int as members, f.about::int as about, c.failures, c.first_seen as "firstSeen", c.last_seen as "lastSeen",
            coalesce(f.steps, '{}') as steps, coalesce(f.datasets, '{}') as datasets, coalesce(f.runs, 0)::int as runs
       from cause c ${every ? 'left' : ''} join now_failed f on f.fingerprint = c.fingerprint
      where ${every && ofDate ? `c.fingerprint in (select w.fingerprint from work w where w.run_id = ${runs} and w.fingerprint is not null)` : 'true'}
        ${source === undefined ? '' : `and c.source = $${values.length}`}
      order by coalesce(f.jobs, 0) desc, c.last_seen desc, c.fingerprint limit ${MOST}`,
    values,
  );
  const trends = await trendsOf(
    db,
    rows.map(({ fingerprint }) => fingerprint),
  );
  return rows.map((row) => ({ ...row, trend: trends.get(row.fingerprint) ?? [] }));
};

const trendsOf = async (db: Db, fingerprints: readonly string[]): Promise<ReadonlyMap<string, ListedCause['trend']>> => {
  const { rows } = await db.query<{ fingerprint: string; hour: Instant; failures: number }>(
    `select f.fingerprint, h.hour, coalesce(t.failures, 0) as failures
       from unnest($1::text[]) as f (fingerprint)
       cross join generate_series(date_trunc('hour', now()) - make_interval(hours => ${HOURS - 1}), now(), interval '1 hour') as h (hour)
       left join cause_hour t on t.fingerprint = f.fingerprint and t.hour = h.hour
      order by h.hour`,
    [fingerprints],
  );
  return new Map(
    [...Map.groupBy(rows, (row) => row.fingerprint)].map(([of, hours]) => [of, hours.map(({ hour, failures }) => ({ hour, failures }))]),
  );
};

/** Causes that nothing failed of any more and that no work kept here had failed of, and hours before `before`. */
export const forgetCauses = (tx: Tx, { before, limit }: Batch): Promise<Taken> =>
  taken(
    tx,
    `with old_hours as (delete from cause_hour where hour < $1::timestamptz),
          old as (select fingerprint from cause c where c.last_seen < $1::timestamptz and not exists (select from work w where w.fingerprint = c.fingerprint) limit $2)
     delete from cause c using old where c.fingerprint = old.fingerprint`,
    [startOf(before), limit],
  );
