/**
 * What is counted of the whole installation for those who watch it: whatever there is little of, by the index of just that. What is done and over is
 * counted by run, or where it happens.
 */
import type { Programme } from '../domain/application.ts';
import type { Instant } from '../domain/period.ts';
import type { Dataset, Source } from '../domain/sources.ts';
import { type Db, one } from './database.ts';

/** Units of work that are not over, and those that failed and were not made good since. */
export const openWork = async (db: Db): Promise<Readonly<Record<'ready' | 'held' | 'running' | 'failed', number>>> => {
  const { rows } = await db.query<{ state: 'ready' | 'held' | 'running' | 'failed'; jobs: number }>(
    `select case when held then 'held' else state end as state, count(*)::int as jobs from work where state in ('ready', 'running') group by 1
     union all select 'failed', count(*)::int from work where state = 'failed'`,
  );
  return { ready: 0, held: 0, running: 0, failed: 0, ...Object.fromEntries(rows.map(({ state, jobs }) => [state, jobs])) };
};

/** Units that are not over, by what they wait for; for how long one has been due, and since when one under way has not been heard of. */
export interface QueueStanding {
  readonly units: Readonly<Record<'due' | 'enqueued' | 'later' | 'held' | 'running', number>>;
  /** Null: none is due. */
  readonly oldestDueSeconds: number | null;
  /** Null: none is under way. */
  readonly mostSilentSeconds: number | null;
}

export const queueStanding = async (db: Db): Promise<QueueStanding> => {
  const { rows } = await db.query<{ state: keyof QueueStanding['units']; units: number; due: number | null; silent: number | null }>(
    `select case when held then 'held' when state = 'running' then 'running' when not_before > now() then 'later' when enqueued then 'enqueued' else 'due' end as state,
            count(*)::int as units, extract(epoch from now() - min(coalesce(not_before, created_at)))::float8 as due,
            extract(epoch from now() - min(heartbeat_at))::float8 as silent
       from work where state in ('ready', 'running') group by 1`,
  );
  const waiting = rows.filter(({ state }) => state === 'due' || state === 'enqueued').map(({ due }) => due ?? 0);
  return {
    units: { due: 0, enqueued: 0, later: 0, held: 0, running: 0, ...Object.fromEntries(rows.map(({ state, units }) => [state, units])) },
    oldestDueSeconds: waiting.length === 0 ? null : Math.max(0, ...waiting),
    mostSilentSeconds: rows.find(({ state }) => state === 'running')?.silent ?? null,
  };
};

/** How far the audit ledger has come, and how far of that is signed. */
export const ledgerStanding = async (db: Db): Promise<{ readonly entries: number; readonly signed: number }> => {
  const { rows } = await db.query<{ entries: number; signed: number }>(
    `select seq as entries, coalesce((select max(seq) from ledger_checkpoint), 0) as signed from ledger_head`,
  );
  return one(rows);
};

export interface FailedJobs {
  /** Null: nobody was asked. */
  readonly source: Source | null;
  /** Of the fault; null: none was noted. */
  readonly code: string | null;
  readonly jobs: number;
}

export const failedByCode = async (db: Db): Promise<readonly FailedJobs[]> => {
  const { rows } = await db.query<FailedJobs>(
    // By the index alone, and then of each cause its one code.
    `with failed as materialized (select source, fingerprint, count(*) as jobs from work where state = 'failed' group by 1, 2)
     select f.source, c.code, sum(f.jobs)::int as jobs from failed f left join cause c on c.fingerprint = f.fingerprint group by 1, 2 order by 3 desc`,
  );
  return rows;
};

/** Units of a run by step and state, by the index alone. */
export const workOfRun = async (
  db: Db,
  runId: string,
): Promise<readonly { readonly step: string; readonly state: string; readonly jobs: number }[]> => {
  const { rows } = await db.query<{ step: string; state: string; jobs: number }>(
    `select step, state, count(*)::int as jobs from work where run_id = $1 group by step, state`,
    [runId],
  );
  return rows;
};

export const lastCompletedAt = async (db: Db): Promise<Instant | null> => {
  const { rows } = await db.query<{ at: Instant | null }>(`select max(finished_at) as at from run where status = 'completed'`);
  return rows[0]?.at ?? null;
};

export const openQuarantine = async (db: Db): Promise<ReadonlyMap<Dataset, number>> => {
  const { rows } = await db.query<{ dataset: Dataset; records: number }>(
    `select dataset, count(*)::int as records from quarantine where state = 'open' group by dataset`,
  );
  return new Map(rows.map(({ dataset, records }) => [dataset, records]));
};

export const applicationCounts = async (
  db: Db,
): Promise<readonly { readonly programme: Programme; readonly state: string; readonly applications: number }[]> => {
  const { rows } = await db.query<{ programme: Programme; state: string; applications: number }>(
    `select programme, state, count(*)::int as applications from application group by programme, state`,
  );
  return rows;
};

export const openCases = async (db: Db): Promise<ReadonlyMap<string, number>> => {
  const { rows } = await db.query<{ kind: string; cases: number }>(
    `select kind, count(*)::int as cases from screening_case where closed_run is null group by kind`,
  );
  return new Map(rows.map(({ kind, cases }) => [kind, cases]));
};

/** Batches of retries that are not over. */
export const openRetries = async (db: Db): Promise<number> => {
  const { rows } = await db.query<{ batches: number }>(`select count(*)::int as batches from retry_batch where ended_at is null`);
  return rows[0]?.batches ?? 0;
};
