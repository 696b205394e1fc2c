/** A run as it stands in its table, of which nothing was done: for tests of what is said beside runs. */
import type pg from 'pg';

interface BareRun {
  readonly runId: string;
  readonly date: string;
  readonly ordinal?: number;
  readonly startedAt?: string;
  /** With one it is over. */
  readonly ended?: { readonly status: string; readonly at: string };
}

export const insertRun = (pool: pg.Pool, { runId, date, ordinal = 1, startedAt = date, ended }: BareRun): Promise<unknown> =>
  pool.query(
    `insert into run (run_id, date, ordinal, status, phase, business_at, window_to, wait_until, options, rule_set, started_at, finished_at)
     values ($1, $2, $3, $4, 'verification', $2::date, $2::date, $2::date, '{}', 'rules', $5, $6)`,
    [runId, date, ordinal, ended?.status ?? 'running', startedAt, ended?.at ?? null],
  );
