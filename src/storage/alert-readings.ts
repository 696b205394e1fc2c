/** How nights, sources and what waits stand: what the rules of alerts are told. Counts and codes only. */
import type { Day, Instant } from '../domain/period.ts';
import type { Dataset, Source } from '../domain/sources.ts';
import { type Db, one } from './database.ts';
import type { Run } from './runs.ts';

/** Of the latest date that was not cancelled, finished or not. */
export const lastRun = async (db: Db): Promise<Pick<Run, 'runId' | 'date' | 'status' | 'startedAt'> | null> => {
  const { rows } = await db.query<Pick<Run, 'runId' | 'date' | 'status' | 'startedAt'>>(
    `select run_id as "runId", date, status, started_at as "startedAt" from run where status <> 'cancelled' order by date desc, ordinal desc limit 1`,
  );
  return rows[0] ?? null;
};

/** Whether units of a run wait for what these codes name. */
export const waitsFor = async (db: Db, runId: string, codes: readonly string[]): Promise<boolean> => {
  const { rowCount } = await db.query(
    `select 1 from work where run_id = $1 and state = 'ready' and fault ->> 'code' = any($2::text[]) limit 1`,
    [runId, codes],
  );
  return rowCount === 1;
};

export interface FailedOfCause extends Pick<Run, 'runId' | 'date'> {
  readonly fingerprint: string;
  readonly source: Source | null;
  /** The authority's own, where it has one. */
  readonly code: string;
  readonly jobs: number;
  readonly datasets: readonly Dataset[];
}

/** What runs gave up and no later one has made good, by cause, each with the last of them that failed of it. */
export const failedCauses = async (db: Db): Promise<readonly FailedOfCause[]> => {
  const { rows } = await db.query<FailedOfCause>(
    `select f.fingerprint, c.source, coalesce(c.authority_code, c.code, 'unknown') as code, f.jobs, f.datasets, r.run_id as "runId", r.date
       from (select coalesce(w.fingerprint, 'unknown') as fingerprint, count(*)::int as jobs,
                    coalesce(array_agg(distinct w.dataset) filter (where w.dataset is not null), '{}') as datasets,
                    (array_agg(w.run_id order by k.started_at desc))[1] as run_id
               from work w join run k on k.run_id = w.run_id where w.state = 'failed' group by 1) f
       join run r on r.run_id = f.run_id
       left join cause c on c.fingerprint = f.fingerprint
      order by r.started_at desc, f.fingerprint`,
  );
  return rows;
};

export interface CallsByOutcome {
  readonly source: Source;
  readonly minute: Instant;
  /** `answered`, or the code of a fault. */
  readonly outcome: string;
  readonly calls: number;
}

/** Calls that were sent since then, by minute and what came of them. */
export const callsSince = async (db: Db, from: Instant): Promise<readonly CallsByOutcome[]> => {
  const { rows } = await db.query<CallsByOutcome>(
    `select source, minute, outcome, sum(calls)::int as calls from upstream_call where minute >= $1 and sent group by source, minute, outcome`,
    [from],
  );
  return rows;
};

/** By dataset, with the run that met the newest of them first. */
export const openQuarantine = async (
  db: Db,
): Promise<readonly { readonly dataset: Dataset; readonly open: number; readonly newestRun: string }[]> => {
  const { rows } = await db.query<{ dataset: Dataset; open: number; newestRun: string }>(
    `select dataset, count(*)::int as open, max(first_run) as "newestRun" from quarantine where state = 'open' group by dataset`,
  );
  return rows;
};

/** Units whose time has come, and since when the first of them waits; `hasMoved`: an attempt has begun or ended since `from`. */
export const dueWork = async (
  db: Db,
  { at, from }: { readonly at: Instant; readonly from: Instant },
): Promise<{ readonly units: number; readonly since: Instant | null; readonly hasMoved: boolean }> => {
  const { rows } = await db.query<{ units: number; since: Instant | null; hasMoved: boolean }>(
    `select count(*)::int as units, min(coalesce(not_before, created_at)) as since,
            exists (select from work where state = 'running' and heartbeat_at >= $2)
              or exists (select from work_attempt where ended_at >= $2) as "hasMoved"
       from work where state = 'ready' and not held and (not_before is null or not_before <= $1)`,
    [at, from],
  );
  return rows[0] ?? { units: 0, since: null, hasMoved: true };
};

export const openConcerns = async (db: Db): Promise<{ readonly open: number; readonly newestOn: Day | null }> => {
  const { rows } = await db.query<{ open: number; newestOn: Day | null }>(
    `select count(*)::int as open, max(opened_on) as "newestOn" from concern where closed_run is null`,
  );
  return rows[0] ?? { open: 0, newestOn: null };
};

/** Correction requests whose day of answer has passed. */
export const overdueCorrections = async (db: Db, today: Day): Promise<{ readonly overdue: number; readonly newestOn: Day | null }> => {
  const { rows } = await db.query<{ overdue: number; newestOn: Day | null }>(
    `select count(*)::int as overdue, max(due_on) as "newestOn" from correction_request where state = 'open' and due_on < $1`,
    [today],
  );
  return rows[0] ?? { overdue: 0, newestOn: null };
};

/** Rule sets that judge from a day on or later, with the text of one of their files, in order. */
export const activeFrom = async (
  db: Db,
  { region, today, file }: { readonly region: string; readonly today: Day; readonly file: string },
): Promise<readonly { readonly id: string; readonly version: string; readonly from: Day; readonly text: string }[]> => {
  const { rows } = await db.query<{ id: string; version: string; from: Day; text: string }>(
    `select s.id, s.version, a.effective_from as "from", s.files ->> $3 as text
       from rule_set_activation a join rule_set s on s.digest = a.digest
      where a.region = $1
        and a.effective_from >= coalesce((select max(effective_from) from rule_set_activation where region = $1 and effective_from <= $2), $2)
      order by a.effective_from`,
    [region, today, file],
  );
  return rows;
};

/** How many members' statements come from these datasets, at most: those of whom they may be used. Null: no roster has said yet who is one. */
export const membersBehind = async (db: Db, datasets: readonly Dataset[]): Promise<number | null> => {
  const { rows } = await db.query<{ members: number | null }>(
    `select case when exists (select from permission)
                 then (select count(*)::int from permission where $1::text[] && array['members'] or datasets && $1::text[]) end as members`,
    [datasets],
  );
  return one(rows).members;
};
