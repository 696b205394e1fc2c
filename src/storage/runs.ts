/** Runs: one reconciliation of one date, its frozen instants, its phase and its result. */
import type { Day, Instant } from '../domain/period.ts';
import type { Db, Tx } from './database.ts';

export const RUN_STATUSES = ['running', 'completed', 'incomplete', 'unbalanced', 'cancelled'] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

export interface RunOptions {
  /** Read every feed from its beginning. */
  readonly full: boolean;
  /** Only this authority. */
  readonly source: string | null;
  /** How long a source that is down is waited for. */
  readonly waitMs: number;
}

/** When a phase was entered, in which pass. */
export interface Entered {
  readonly pass: number;
  readonly phase: string;
  readonly at: Instant;
}

export interface Run {
  readonly runId: string;
  readonly date: Day;
  readonly ordinal: number;
  /** Counts re-openings: what follows the readings is done anew in each. */
  readonly pass: number;
  readonly status: RunStatus;
  readonly phase: string;
  readonly businessAt: Instant;
  readonly windowTo: Instant;
  readonly waitUntil: Instant;
  readonly options: RunOptions;
  readonly ruleSet: string;
  readonly startedAt: Instant;
  readonly finishedAt: Instant | null;
  readonly summary: unknown;
  /** A traceparent: what it was opened within; null where nothing was traced. */
  readonly trace: string | null;
  /** In the order they were entered. */
  readonly phases: readonly Entered[];
}

const RUN = `run_id as "runId", date, ordinal, pass, status, phase, business_at as "businessAt", window_to as "windowTo", wait_until as "waitUntil",
  options, rule_set as "ruleSet", started_at as "startedAt", finished_at as "finishedAt", summary, trace, phases`;

export type NewRun = Omit<Run, 'pass' | 'status' | 'finishedAt' | 'summary' | 'trace' | 'phases'>;

export const insertRun = async (tx: Tx, run: NewRun): Promise<boolean> => {
  const { rowCount } = await tx.query(
    `insert into run (run_id, date, ordinal, status, phase, business_at, window_to, wait_until, options, rule_set, started_at, phases)
     values ($1, $2, $3, 'running', $4, $5, $6, $7, $8, $9, $10, jsonb_build_array(jsonb_build_object('pass', 1, 'phase', $4::text, 'at', $10::timestamptz)))
     on conflict do nothing`,
    [
      run.runId,
      run.date,
      run.ordinal,
      run.phase,
      run.businessAt,
      run.windowTo,
      run.waitUntil,
      JSON.stringify(run.options),
      run.ruleSet,
      run.startedAt,
    ],
  );
  return rowCount === 1;
};

export const findRun = async (db: Db, runId: string): Promise<Run | null> => {
  const { rows } = await db.query<Run>({ name: 'find-run', text: `select ${RUN} from run where run_id = $1`, values: [runId] });
  return rows[0] ?? null;
};

/** The latest run of a date, finished or not. */
export const latestRunOf = async (db: Db, date: Day): Promise<Run | null> => {
  const { rows } = await db.query<Run>(`select ${RUN} from run where date = $1 order by ordinal desc limit 1`, [date]);
  return rows[0] ?? null;
};

/** Whether everything is read for that date, or was: what was cancelled, or reads one source, is no night. */
export const hasNightOf = async (db: Db, date: Day): Promise<boolean> => {
  const { rows } = await db.query(`select from run where date = $1 and status <> 'cancelled' and options ->> 'source' is null limit 1`, [
    date,
  ]);
  return rows.length > 0;
};

/** The last that began after it, for its date or a later one, and read everything. */
export const wholeRunAfter = async (db: Db, { date, startedAt }: Pick<Run, 'date' | 'startedAt'>): Promise<string | null> => {
  const { rows } = await db.query<{ runId: string }>(
    `select run_id as "runId" from run where status = 'completed' and date >= $1 and started_at > $2 and options ->> 'source' is null
      order by started_at desc limit 1`,
    [date, startedAt],
  );
  return rows[0]?.runId ?? null;
};

/** It and every run that began before it: what was known that night. */
export const runsUpTo = async (db: Db, { runId, startedAt }: Pick<Run, 'runId' | 'startedAt'>): Promise<readonly string[]> => {
  const { rows } = await db.query<{ runId: string }>(`select run_id as "runId" from run where (started_at, run_id) <= ($1, $2)`, [
    startedAt,
    runId,
  ]);
  return rows.map((row) => row.runId);
};

/** The last run of each date from one to another that is over and was not cancelled, the earliest first. */
export const closedRuns = async (db: Db, { from, to }: { readonly from: Day; readonly to: Day }): Promise<readonly Run[]> => {
  const { rows } = await db.query<Run>(
    `select distinct on (date) ${RUN} from run where date between $1 and $2 and status not in ('running', 'cancelled') order by date, ordinal desc`,
    [from, to],
  );
  return rows;
};

/** The last that is over, whatever its date. */
export const lastClosedRun = async (db: Db): Promise<Run | null> => {
  const { rows } = await db.query<Run>(
    `select ${RUN} from run where status not in ('running', 'cancelled') order by started_at desc, run_id desc limit 1`,
  );
  return rows[0] ?? null;
};

/** The last that was not cancelled, over or not, whatever its date. */
export const newestRun = async (db: Db): Promise<Run | null> => {
  const { rows } = await db.query<Run>(`select ${RUN} from run where status <> 'cancelled' order by started_at desc, run_id desc limit 1`);
  return rows[0] ?? null;
};

export const unfinishedRuns = async (db: Db): Promise<readonly Run[]> => {
  const { rows } = await db.query<Run>(`select ${RUN} from run where status = 'running' order by started_at`);
  return rows;
};

export const isAnotherUnderWay = async (db: Db, runId: string): Promise<boolean> => {
  const { rows } = await db.query(`select from run where status = 'running' and run_id <> $1 limit 1`, [runId]);
  return rows.length > 0;
};

export const listRuns = async (db: Db, page: { readonly before: string | null; readonly limit: number }): Promise<readonly Run[]> => {
  const { rows } = await db.query<Run>(
    `select ${RUN} from run where $1::text is null or (started_at, run_id) < (select started_at, run_id from run where run_id = $1) order by started_at desc, run_id desc limit $2`,
    [page.before, page.limit],
  );
  return rows;
};

/** One opener of a date at a time. */
export const holdDate = async (tx: Tx, date: Day): Promise<void> => {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('huzheng:date:' || $1, 0))`, [date]);
};

/** What it was opened within, or gone on with where it was opened while nothing was traced. */
export const traceRun = async (tx: Tx, runId: string, trace: string): Promise<void> => {
  await tx.query(`update run set trace = $2 where run_id = $1 and trace is null`, [runId, trace]);
};

export const extendWait = async (tx: Tx, runId: string, until: Instant): Promise<void> => {
  await tx.query(`update run set wait_until = greatest(wait_until, $2) where run_id = $1`, [runId, until]);
};

/** Holds the run's row to the end of the transaction: only one finisher at a time decides what comes next. */
export const holdRun = async (tx: Tx, runId: string): Promise<Run | null> => {
  const { rows } = await tx.query<Run>({
    name: 'hold-run',
    text: `select ${RUN} from run where run_id = $1 for no key update`,
    values: [runId],
  });
  return rows[0] ?? null;
};

export const enterPhase = async (tx: Tx, runId: string, phase: string): Promise<void> => {
  await tx.query(
    `update run set phase = $2, phases = phases || jsonb_build_object('pass', pass, 'phase', $2::text, 'at', clock_timestamp()) where run_id = $1`,
    [runId, phase],
  );
};

export const reopenRun = async (
  tx: Tx,
  runId: string,
  reopened: { readonly phase: string; readonly waitUntil: Instant },
): Promise<void> => {
  await tx.query(
    `update run set status = 'running', pass = pass + 1, phase = $2, wait_until = $3, finished_at = null,
            phases = phases || jsonb_build_object('pass', pass + 1, 'phase', $2::text, 'at', clock_timestamp()) where run_id = $1`,
    [runId, reopened.phase, reopened.waitUntil],
  );
};

export const closeRun = async (
  tx: Tx,
  runId: string,
  closed: { readonly status: RunStatus; readonly finishedAt: Instant; readonly summary: object },
): Promise<void> => {
  await tx.query(`update run set status = $2, phase = 'closed', finished_at = $3, summary = $4 where run_id = $1`, [
    runId,
    closed.status,
    closed.finishedAt,
    JSON.stringify(closed.summary),
  ]);
};
