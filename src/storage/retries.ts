/** Batches of retries as they are shown: what became of each job, counted by cause. */
import type { Instant } from '../domain/period.ts';
import type { Db } from './database.ts';
import type { CauseState, StoppedBecause } from './retry-batches.ts';

export interface RetryCounts {
  readonly jobs: number;
  readonly waiting: number;
  readonly underWay: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly untried: number;
}

export interface StoredCause extends RetryCounts {
  readonly fingerprint: string;
  readonly state: CauseState;
  readonly canary: string;
  readonly stoppedBecause: StoppedBecause | null;
}

export interface StoredRetry {
  readonly retryId: string;
  readonly requestedBy: string;
  readonly requestedAt: Instant;
  readonly why: string | null;
  readonly stoppedBy: string | null;
  readonly endedAt: Instant | null;
  readonly overtaken: number;
  /** The oldest first. */
  readonly runs: readonly string[];
  /** The commonest first. */
  readonly causes: readonly StoredCause[];
}

export type RetryJobState = 'waiting' | 'under-way' | 'succeeded' | 'failed' | 'untried' | 'overtaken' | 'cancelled';

/** Of a unit that is over, its row of work need not be looked at. */
const STATE = `coalesce(j.outcome, case when w.state = 'running' then 'under-way' else 'waiting' end)`;
const JOBS = `retry_job j left join work w on j.outcome is null and w.work_id = j.work_id`;

const RETRY = `b.retry_id as "retryId", b.requested_by as "requestedBy", b.requested_at as "requestedAt", b.why, b.stopped_by as "stoppedBy", b.ended_at as "endedAt",
  (select count(*)::int from retry_job j where j.retry_id = b.retry_id and j.outcome = 'overtaken') as overtaken,
  (select coalesce(array_agg(t.run_id order by r.started_at, r.run_id), '{}') from (select distinct run_id from retry_job where retry_id = b.retry_id and outcome is distinct from 'overtaken') t
     join run r on r.run_id = t.run_id) as runs,
  (select coalesce(jsonb_agg(to_jsonb(s) order by s.jobs desc, s.fingerprint), '[]') from (
     select c.fingerprint, c.state, c.canary, c.stopped_because as "stoppedBecause", count(*) as jobs, count(*) filter (where n.state = 'waiting') as waiting,
            count(*) filter (where n.state = 'under-way') as "underWay", count(*) filter (where n.state = 'succeeded') as succeeded,
            count(*) filter (where n.state = 'failed') as failed, count(*) filter (where n.state in ('untried', 'cancelled')) as untried
       from retry_cause c join lateral (select ${STATE} as state from ${JOBS} where j.retry_id = c.retry_id and j.fingerprint = c.fingerprint and j.outcome is distinct from 'overtaken') n on true
      where c.retry_id = b.retry_id group by c.fingerprint, c.state, c.canary, c.stopped_because) s) as causes`;

export const findRetry = async (db: Db, retryId: string): Promise<StoredRetry | null> => {
  const { rows } = await db.query<StoredRetry>(`select ${RETRY} from retry_batch b where b.retry_id = $1`, [retryId]);
  return rows[0] ?? null;
};

/** What a batch is called by what its causes are in. */
export type RetryFilter = 'open' | CauseState;

const some = (states: string): string => `exists (select from retry_cause c where c.retry_id = b.retry_id and c.state in (${states}))`;

const FILTERS: Readonly<Record<RetryFilter, string>> = {
  open: `b.ended_at is null`,
  canary: `${some(`'canary'`)} and not ${some(`'running'`)}`,
  running: some(`'running'`),
  done: `not ${some(`'canary', 'running', 'stopped'`)}`,
  stopped: `${some(`'stopped'`)} and not ${some(`'canary', 'running'`)}`,
};

/** The same of one that was read: what its causes are in that go on, and once none does, whether any stopped. */
export const stateOf = (causes: readonly Pick<StoredCause, 'state'>[]): CauseState => {
  const has = (state: CauseState): boolean => causes.some((cause) => cause.state === state);
  if (has('running')) return 'running';
  if (has('canary')) return 'canary';
  return has('stopped') ? 'stopped' : 'done';
};

/** The newest first; none after a cursor that is none. */
export const listRetries = async (
  db: Db,
  { filter, after, limit }: { readonly filter: RetryFilter | null; readonly after: string | null; readonly limit: number },
): Promise<readonly StoredRetry[]> => {
  const { rows } = await db.query<StoredRetry>(
    `select ${RETRY} from retry_batch b
      where ${filter === null ? 'true' : FILTERS[filter]}
        and ($1::uuid is null or (b.requested_at, b.retry_id) < (select requested_at, retry_id from retry_batch where retry_id = $1))
      order by b.requested_at desc, b.retry_id desc limit $2`,
    [after, limit],
  );
  return rows;
};

export const jobsOfRetry = async (
  db: Db,
  retryId: string,
  limit: number,
): Promise<readonly { readonly jobId: string; readonly fingerprint: string; readonly state: RetryJobState }[]> => {
  const { rows } = await db.query<{ jobId: string; fingerprint: string; state: RetryJobState }>(
    `select j.work_id as "jobId", j.fingerprint, ${STATE} as state from ${JOBS} where j.retry_id = $1
      order by j.outcome = 'succeeded' nulls first, j.wave nulls last, j.work_id limit $2`,
    [retryId, limit],
  );
  return rows;
};
