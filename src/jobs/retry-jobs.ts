/**
 * Failed work tried again, as an operator asks for it: previewed, begun with one canary of each cause, stopped by hand. A run is opened once more for
 * all its units of a batch, so that what follows from them is done once.
 */
import type { Context } from '../context.ts';
import { instantOf } from '../domain/period.ts';
import { ASKED_AFTER } from '../domain/sources.ts';
import { Fault } from '../faults.ts';
import { actorOf } from '../security/caller.ts';
import { inTransaction, type Tx } from '../storage/database.ts';
import { reopenReadings } from '../storage/readings.ts';
import { findRetry, type StoredRetry } from '../storage/retries.ts';
import { holdOpenBatch, insertBatch, noteReopened } from '../storage/retry-batches.ts';
import { type ChosenJob, chosenJobs, datesOf, holdChosen, holdRunsOf, type Selection, unknownJobs } from '../storage/retry-choice.ts';
import { extendWait, findRun, holdDate, reopenRun } from '../storage/runs.ts';
import { isPlannedIn } from '../storage/work-of-run.ts';
import { type Acting, deedOf } from './acting.ts';
import { stopBatch } from './drive-retry.ts';
import type { Reasoned } from './pause-source.ts';
import { moveOn, NIGHT_ORDER, PHASES, phaseOfStep } from './phases.ts';
import { estimate } from './retry-estimate.ts';
import { planOf, type RetryPlan, type RunPlan } from './retry-plan.ts';

export interface RetryPreview extends RetryPlan {
  /** Chosen by id, and not failed. */
  readonly notFailed: number;
  /** Null: not known. */
  readonly calls: number | null;
  readonly seconds: number | null;
}

/** What it would mean; changes nothing. Throws `invalid` for an id that is no unit's. */
export const previewRetry = async (selection: Selection, context: Pick<Context, 'pool' | 'authorities'>): Promise<RetryPreview> => {
  const { pool } = context;
  await mustExist(selection, context);
  const chosen = await chosenJobs(pool, selection, { order: NIGHT_ORDER });
  const plan = planOf(chosen);
  return { ...plan, notFailed: (selection.jobIds?.length ?? chosen.length) - chosen.length, ...(await estimate(plan.tried, context)) };
};

export interface BegunRetry {
  readonly retry: StoredRetry;
  /** How many of what was chosen follow from what is tried: they are planned anew then. */
  readonly following: number;
}

/** Begins a batch. Throws `conflict` where nothing of what was chosen has failed, or where a run under way is elsewhere. */
export const retryJobs = async (
  selection: Selection,
  acting: Acting,
  context: Pick<Context, 'pool' | 'ledger' | 'clock' | 'now' | 'uuid'>,
): Promise<BegunRetry> => {
  const { pool, ledger, clock, uuid } = context;
  await mustExist(selection, context);
  const retryId = uuid();
  const { runs, following } = await inTransaction(pool, async (tx) => {
    // Nobody opens one of these runs again meanwhile, or goes on with it.
    for (const date of await datesOf(tx, selection)) await holdDate(tx, date);
    const held = await holdRunsOf(tx, selection);
    const plan = planOf(await holdChosen(tx, selection, { order: NIGHT_ORDER, runIds: held }));
    if (plan.tried.length + plan.overtaken.length === 0) throw nothingFailed();
    for (const run of plan.runs) checkPhase(run);
    const idsOf = (jobs: readonly ChosenJob[]): readonly string[] => jobs.map(({ workId }) => workId);
    await insertBatch(tx, {
      retryId,
      requestedBy: actorOf(acting.by),
      requestedAt: clock(),
      why: acting.why,
      causes: plan.causes,
      workIds: idsOf(plan.tried),
      overtaken: idsOf(plan.overtaken),
    });
    for (const run of plan.runs) await openOnceMore(tx, run, { retryId, now: context.now });
    const particulars = { retry: retryId, jobs: plan.tried.length, overtaken: plan.overtaken.length, causes: plan.causes.length };
    await ledger.append(tx, [deedOf(acting, { act: 'jobs-retried', outcome: 'done', particulars })]);
    return plan;
  });
  // A phase whose last unit has just become open has nothing to wait for but that; one whose units were all overtaken waits for nobody.
  for (const { runId } of runs) await moveOn(runId, pool);
  return { retry: await mustFind(retryId, context), following: following.length };
};

/** Throws `invalid` for a batch that there is not, `conflict` for one that is over. */
export const stopRetry = async (retryId: string, acting: Reasoned, context: Pick<Context, 'pool' | 'ledger'>): Promise<StoredRetry> => {
  const { pool, ledger } = context;
  await inTransaction(pool, async (tx) => {
    const found = await holdOpenBatch(tx, retryId);
    if (found === null) throw noSuchRetry();
    if (found === 'over')
      throw new Fault('conflict', { code: 'retry-over', detail: 'This batch of retries is over, or was stopped already.' });
    await stopBatch(tx, retryId, acting.by);
    await ledger.append(tx, [deedOf(acting, { act: 'retry-stopped', outcome: 'done', particulars: { retry: retryId } })]);
  });
  const stopped = await mustFind(retryId, context);
  for (const runId of stopped.runs) await moveOn(runId, pool);
  return stopped;
};

/** Work that is tried in the middle of a run must belong to what the run is at: its phase waits for it there. */
const checkPhase = ({ runId, jobs }: RunPlan): void => {
  for (const { runStatus, runPhase, step } of jobs)
    if (runStatus === 'running' && phaseOfStep(step) !== runPhase)
      throw new Fault('conflict', {
        code: 'run-under-way',
        detail: `${runId} is under way, in its phase ${runPhase}, and a job of ${step} is chosen: try again when the run is over, or cancel the run.`,
      });
};

/** Its readings are read on, its earliest phase of these is entered again; one under way stays where it is. */
const openOnceMore = async (
  tx: Tx,
  { runId, jobs }: RunPlan,
  { retryId, now }: { readonly retryId: string; readonly now: () => number },
): Promise<void> => {
  const run = await findRun(tx, runId);
  if (run === null) throw new Fault('bug', { code: 'run-missing', detail: `The run ${runId} is missing.` });
  await reopenReadings(
    tx,
    runId,
    jobs.flatMap(({ dataset }) => dataset ?? []),
  );
  const waitUntil = instantOf(now() + run.options.waitMs);
  if (run.status === 'running') {
    // What is asked about after these may be planned already, in this pass, without them: in the next it is planned with them.
    const following = jobs.flatMap(({ dataset }) => (dataset === null ? [] : (ASKED_AFTER[dataset] ?? [])));
    return (await isPlannedIn(tx, run, following))
      ? reopenRun(tx, runId, { phase: run.phase, waitUntil })
      : extendWait(tx, runId, waitUntil);
  }
  const phase = PHASES.find(({ steps }) => jobs.some(({ step }) => steps.includes(step)));
  if (phase === undefined) throw new Fault('bug', { code: 'no-phase', detail: 'A job belongs to no phase.' });
  await reopenRun(tx, runId, { phase: phase.name, waitUntil });
  await noteReopened(tx, retryId, runId);
};

const mustExist = async ({ jobIds }: Selection, { pool }: Pick<Context, 'pool'>): Promise<void> => {
  if (jobIds === null || (await unknownJobs(pool, jobIds)).length === 0) return;
  throw new Fault('invalid', {
    code: 'no-such-job',
    detail: 'There is no such job; GET /v1/jobs and `huzheng jobs list` list them.',
    fields: ['jobIds'],
  });
};

const mustFind = async (retryId: string, { pool }: Pick<Context, 'pool'>): Promise<StoredRetry> => {
  const retry = await findRetry(pool, retryId);
  if (retry === null) throw noSuchRetry();
  return retry;
};

export const noSuchRetry = (): Fault =>
  new Fault('invalid', {
    code: 'no-such-retry',
    detail:
      'There is no such batch of retries; GET /v1/retries lists them, and `huzheng jobs retry` says the id of the one that it begins.',
    fields: ['retryId'],
  });

export const NOTHING_FAILED = 'nothing-failed';
const nothingFailed = (): Fault =>
  new Fault('conflict', {
    code: NOTHING_FAILED,
    detail: 'None of these failed; GET /v1/jobs?state=failed and `huzheng jobs failed` list those that did.',
  });
