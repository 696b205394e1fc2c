/** The units of a run together: what is open, what failed, how far each step is. */
import type { Dataset } from '../domain/sources.ts';
import type { Db, Tx } from './database.ts';
import { WORK, type Work } from './work.ts';

export const hasOpenWork = async (tx: Db, runId: string, steps: readonly string[], dataset: Dataset | null): Promise<boolean> => {
  const { rows } = await tx.query({
    name: 'has-open-work',
    text: `select 1 from work where run_id = $1 and step = any($2::text[]) and state in ('ready', 'running') and ($3::text is null or dataset = $3) limit 1`,
    values: [runId, steps, dataset],
  });
  return rows.length > 0;
};

/** Of which steps, and of which datasets, anything is open: asked once where many have to be known of. */
export type OpenWork = readonly Pick<Work, 'step' | 'dataset'>[];

export const openWork = async (tx: Tx, runId: string): Promise<OpenWork> => {
  const { rows } = await tx.query<OpenWork[number]>({
    name: 'open-work',
    text: `select distinct step, dataset from work where run_id = $1 and state in ('ready', 'running')`,
    values: [runId],
  });
  return rows;
};

export const hasFailedWork = async (tx: Tx, runId: string, steps: readonly string[], dataset: Dataset | null): Promise<boolean> => {
  const { rows } = await tx.query({
    name: 'has-failed-work',
    text: `select 1 from work where run_id = $1 and step = any($2::text[]) and state = 'failed' and ($3::text is null or dataset = $3) limit 1`,
    values: [runId, steps, dataset],
  });
  return rows.length > 0;
};

export const hasDoneWork = async (tx: Tx, runId: string, step: string, dataset: Dataset): Promise<boolean> => {
  const { rows } = await tx.query(`select 1 from work where run_id = $1 and step = $2 and dataset = $3 and state = 'done' limit 1`, [
    runId,
    step,
    dataset,
  ]);
  return rows.length > 0;
};

/** Whether a run's pass has come to plan the second part of a reading of one of these. */
export const isPlannedIn = async (
  tx: Tx,
  { runId, pass }: { readonly runId: string; readonly pass: number },
  datasets: readonly Dataset[],
): Promise<boolean> => {
  const { rows } = await tx.query(
    `select 1 from work where run_id = $1 and pass = $2 and step = 'plan-lookup' and dataset = any($3::text[]) limit 1`,
    [runId, pass, datasets],
  );
  return rows.length > 0;
};

export const failedIn = async (tx: Tx, runId: string): Promise<readonly Pick<Work, 'workId' | 'step' | 'dataset'>[]> => {
  const { rows } = await tx.query<Pick<Work, 'workId' | 'step' | 'dataset'>>(
    `select work_id as "workId", step, dataset from work where run_id = $1 and state = 'failed'`,
    [runId],
  );
  return rows;
};

/** Those of these runs of which later ones have done all that they failed at, or lack it themselves: there is nothing of their own to try again. */
export const takenOverAmong = async (db: Db, runIds: readonly string[]): Promise<ReadonlySet<string>> => {
  const { rows } = await db.query<{ runId: string }>(
    `select run_id as "runId" from unnest($1::text[]) as n (run_id)
      where exists (select from work w where w.run_id = n.run_id and w.state = 'overtaken')
        and not exists (select from work w where w.run_id = n.run_id and w.state = 'failed')`,
    [runIds],
  );
  return new Set(rows.map(({ runId }) => runId));
};

export const isTakenOver = async (db: Db, runId: string): Promise<boolean> => (await takenOverAmong(db, [runId])).has(runId);

/** Makes failed units ready again, each with its next attempt and its checkpoint. */
export const revive = async (tx: Tx, workIds: readonly string[]): Promise<readonly Work[]> => {
  const { rows } = await tx.query<Work>(
    `update work set state = 'ready', attempt = attempt + 1, enqueued = false, not_before = null, finished_at = null
      where work_id = any($1::uuid[]) and state = 'failed' returning ${WORK}`,
    [workIds],
  );
  return rows;
};

/**
 * What failed of these steps, where they are planned once more: whoever it was about is asked about again, so it neither fails the new reading nor counts beside it
 * among what would have ended.
 */
export const overtakeFailed = async (
  tx: Tx,
  runId: string,
  { steps, datasets }: { readonly steps: readonly string[]; readonly datasets: readonly Dataset[] },
): Promise<void> => {
  await tx.query(
    `with overtaken as (update work set state = 'overtaken' where run_id = $1 and step = any($2::text[]) and dataset = any($3::text[]) and state = 'failed' returning work_id)
     delete from ending_refused where work_id in (select work_id from overtaken)`,
    [runId, steps, datasets],
  );
};

/** How far each step of a run is: for progress and for the summary. */
export interface StepProgress {
  readonly step: string;
  readonly dataset: Dataset | null;
  readonly total: number;
  readonly done: number;
  readonly failed: number;
  readonly waiting: number;
}

export const progressOf = async (db: Db, runId: string): Promise<readonly StepProgress[]> => {
  const { rows } = await db.query<StepProgress>(
    `select step, dataset, count(*)::int as total, count(*) filter (where state = 'done')::int as done, count(*) filter (where state = 'failed')::int as failed,
            count(*) filter (where state = 'ready' and not_before > now())::int as waiting
       from work where run_id = $1 group by step, dataset order by min(created_at)`,
    [runId],
  );
  return rows;
};

/** Succeeded and failed units, and repeated attempts, of a whole run. */
export const jobCounts = async (
  db: Db,
  runId: string,
): Promise<{ readonly succeeded: number; readonly failed: number; readonly retried: number }> => {
  const { rows } = await db.query<{ succeeded: number; failed: number; retried: number }>(
    `select count(*) filter (where state = 'done')::int as succeeded, count(*) filter (where state = 'failed')::int as failed, coalesce(sum(attempt - 1), 0)::int as retried from work where run_id = $1`,
    [runId],
  );
  return rows[0] ?? { succeeded: 0, failed: 0, retried: 0 };
};
