/** Jobs as workers leave them: added, claimed, failed and finished by the functions that workers call. */
import type pg from 'pg';
import { type Day, endOf } from '../../src/domain/period.ts';
import { causeOf } from '../../src/jobs/fingerprint.ts';
import { inTransaction } from '../../src/storage/database.ts';
import { insertRun } from '../../src/storage/runs.ts';
import { addWork, claim, type FaultRecord, fail, finish, type NewWork, retryLater } from '../../src/storage/work.ts';

export const keepRun = async (pool: pg.Pool, date: Day, ordinal = 1): Promise<string> => {
  const at = endOf(date);
  const runId = ordinal === 1 ? `run-${date}` : `run-${date}-${ordinal}`;
  const instants = { businessAt: at, windowTo: at, waitUntil: at, startedAt: at };
  const options = { full: false, source: null, waitMs: 0 };
  await inTransaction(pool, (tx) =>
    insertRun(tx, { runId, date, ordinal, phase: 'readings', options, ruleSet: 'sandbox-city', ...instants }),
  );
  return runId;
};

export interface KeptJob extends Partial<NewWork> {
  readonly unit: string;
  /** What each attempt failed of, the last one for good unless it is `done`. */
  readonly faults?: readonly FaultRecord[];
  readonly done?: boolean;
}

/** Answers their ids, in the order given. */
export const keepJobs = async (pool: pg.Pool, runId: string, jobs: readonly KeptJob[]): Promise<readonly string[]> => {
  await inTransaction(pool, (tx) =>
    addWork(
      tx,
      { runId, pass: 1 },
      jobs.map(({ faults: _, done: __, ...job }) => ({ step: 'look-up', dataset: 'person', params: {}, ...job })),
    ),
  );
  const { rows } = await pool.query<{ workId: string; unit: string }>(
    'select work_id as "workId", unit from work where run_id = $1 and unit = any($2::text[])',
    [runId, jobs.map(({ unit }) => unit)],
  );
  const ids = jobs.map(({ unit }) => rows.find((row) => row.unit === unit)?.workId ?? '');
  for (const [index, job] of jobs.entries()) await perform(pool, ids[index] ?? '', job);
  return ids;
};

const perform = async (pool: pg.Pool, workId: string, { faults = [], done = false }: KeptJob): Promise<void> => {
  for (const [index, fault] of faults.entries()) {
    const ref = { workId, attempt: index + 1 };
    const work = await claim(pool, ref);
    if (work === null) throw new Error('the job cannot be claimed');
    const failure = { fault, cause: causeOf(work, fault) };
    const isLast = index === faults.length - 1 && !done;
    await inTransaction(pool, (tx) => (isLast ? fail(tx, ref, failure) : retryLater(tx, ref, failure, 0)));
  }
  if (!done) return;
  const ref = { workId, attempt: faults.length + 1 };
  await claim(pool, ref);
  await inTransaction(pool, (tx) => finish(tx, ref));
};
