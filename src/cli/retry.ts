/** `huzheng jobs retry|stop`: failed jobs tried again as an operator asks for it, and followed until all of it is over. */
import type pg from 'pg';
import { lookOnce } from '../alerts/watch.ts';
import { processEnvironment, type RawEnvironment } from '../config.ts';
import type { Context } from '../context.ts';
import type { Source } from '../domain/sources.ts';
import { Fault } from '../faults.ts';
import { NOTHING_FAILED, noSuchRetry, previewRetry, retryJobs, stopRetry } from '../jobs/retry-jobs.ts';
import { type ShownRetry, shownRetry } from '../jobs/retry-shown.ts';
import { sourcesNow } from '../sources/sources-now.ts';
import { findRetry } from '../storage/retries.ts';
import { batchesBeginning, unfinishedRetry } from '../storage/retry-batches.ts';
import type { Selection } from '../storage/retry-choice.ts';
import { findRun, type Run } from '../storage/runs.ts';
import type { SyntheticCity } from '../storage/synthetic-city.ts';
import { failedWork } from '../storage/work.ts';
import { isTakenOver } from '../storage/work-of-run.ts';
import { type ChosenJobs, chosenAmong } from './chosen-jobs.ts';
import { exitCodeOf, INTERRUPTED } from './ending.ts';
import { followRun } from './follow.ts';
import type { Interruption, Leaving } from './interruption.ts';
import { patiently } from './patience.ts';
import { begunText, goesOnText, leftText, noteOf, previewText, retryText, waitedFor } from './retry-text.ts';
import { rememberedCity } from './sandbox-city.ts';
import { besideSandbox } from './sandbox-process.ts';
import { withContext } from './session.ts';
import { shownSummary, tellSummary } from './summary.ts';
import { thisUser } from './this-user.ts';
import { unfinishedIn } from './unfinished.ts';
import { unfinishedBatchText } from './unfinished-text.ts';

export interface RetryOptions {
  readonly source?: Source;
  readonly fingerprint?: string;
  readonly all?: true;
  readonly dryRun?: true;
  readonly why?: string;
  readonly sandbox?: true;
  readonly json?: true;
}

export const jobsRetry = (options: RetryOptions, interruption: Interruption, ids: readonly string[]): Promise<number> => {
  if (ids.length === 0 && options.all === undefined && options.fingerprint === undefined) throw nothingChosen();
  // What would be tried is in the database: nobody is asked.
  if (options.dryRun === true)
    return withContext('tool', async (context) => showPreview(await selectionOf(ids, options, context), options, context));
  const retry = (environment: RawEnvironment, { signal }: Leaving): Promise<number> =>
    withContext('jobs retry', async (context) => retryChosen(ids, options, { context, signal }), environment);
  return options.sandbox === true
    ? besideSandbox((pool) => cityFor(ids, pool), interruption, retry)
    : retry(processEnvironment(), interruption);
};

/** That none of what was typed failed is known before its counterparts are brought up. */
const cityFor = async (ids: readonly string[], pool: pg.Pool): Promise<SyntheticCity> => {
  const city = await rememberedCity(pool);
  if (ids.length === 0) return city;
  const { jobIds } = await chosenIn(pool, ids);
  // What `begin` goes on with then.
  if (jobIds.length === 0 && (await unfinishedRetry(pool)) === null) throw nothingFailed();
  return city;
};

const showPreview = async (selection: Selection, { json }: RetryOptions, context: Context): Promise<number> => {
  const { tried, overtaken, following, runs, ...preview } = await previewRetry(selection, context);
  const shown = {
    ...preview,
    jobs: tried.length,
    overtaken: overtaken.length,
    following: following.length,
    runs: runs.map(({ runId }) => runId),
    waitsFor: waitedFor(tried, await sourcesNow(context)),
  };
  const { retry, cityOn } = await unfinishedIn(context.pool);
  process.stdout.write(
    json === true ? `${JSON.stringify(shown)}\n` : `${previewText(shown)}${retry === null ? '' : unfinishedBatchText(retry, { cityOn })}`,
  );
  return 0;
};

interface Retrying {
  readonly context: Context;
  readonly signal: AbortSignal;
}

/** Something that was to be made good still is not. */
const STILL_FAILING = exitCodeOf('incomplete');

const retryChosen = async (ids: readonly string[], options: RetryOptions, retrying: Retrying): Promise<number> => {
  const { context, signal } = retrying;
  const { json } = options;
  const begun = await begin(ids, options, context);
  if (begun === null) {
    process.stdout.write(json === true ? `${JSON.stringify({ retry: null, runs: [] })}\n` : 'Nothing is left to be tried again.\n');
    return 0;
  }
  const ended: Run[] = [];
  for (const runId of begun.runs) {
    const run = await follow(runId, begun, retrying);
    if (run === null) return INTERRUPTED;
    ended.push(run);
  }
  const retry = await patiently(() => now(begun.retryId, context), context, signal);
  if (json === true) {
    const summaries = await patiently(
      () => Promise.all(ended.map((run) => shownSummary(run, { context, withDigest: true }))),
      context,
      signal,
    );
    process.stdout.write(`${JSON.stringify({ retry, runs: summaries })}\n`);
  } else {
    for (const run of ended) await tellSummary(run, { json: false, context, signal });
    process.stdout.write(retryText(retry));
  }
  await lookOnce(context);
  const codes = await patiently(() => Promise.all(ended.map((run) => exitCodeAfter(run, context))), context, signal);
  return Math.max(retry.failed + retry.untried > 0 ? STILL_FAILING : 0, ...codes);
};

/** Null: all was asked for, and there is nothing. Where nothing more has failed, the batch that was left unfinished goes on. */
const begin = async (ids: readonly string[], options: RetryOptions, context: Context): Promise<ShownRetry | null> => {
  try {
    const { retry, following } = await retryJobs(
      await selectionOf(ids, options, context),
      { by: thisUser(), why: options.why ?? null, trace: null },
      context,
    );
    const begun = shownRetry(retry);
    process.stderr.write(begunText(begun, following));
    return begun;
  } catch (thrown) {
    if (!(thrown instanceof Fault && thrown.code === NOTHING_FAILED)) throw thrown;
    const left = await unfinishedRetry(context.pool);
    if (left !== null) {
      const goesOn = await now(left.retryId, context);
      process.stderr.write(goesOnText(goesOn));
      return goesOn;
    }
    if (ids.length === 0 && options.fingerprint === undefined) return null;
    throw thrown;
  }
};

/** A run whose other gaps a later one has filled stays incomplete, and lacks nothing. */
const exitCodeAfter = async ({ runId, status }: Run, { pool }: Pick<Context, 'pool'>): Promise<number> =>
  status === 'incomplete' && (await isTakenOver(pool, runId)) ? 0 : exitCodeOf(status);

/** Null: interrupted. */
const follow = async (runId: string, { retryId }: ShownRetry, { context, signal }: Retrying): Promise<Run | null> => {
  const run = await findRun(context.pool, runId);
  if (run === null) throw new Fault('bug', { code: 'run-missing', detail: `The run ${runId} is missing.` });
  const { run: ended, engine } = await followRun(run, context, { signal, notes: async () => [noteOf(await now(retryId, context))] });
  await engine?.stop();
  if (ended.status !== 'running') return ended;
  process.stderr.write(leftText(await now(retryId, context)));
  return null;
};

export const jobsStop = (
  { why, json }: { readonly why: string; readonly json?: true },
  _: Interruption,
  [id = '']: readonly string[],
): Promise<number> =>
  withContext('tool', async (context) => {
    const stopped = shownRetry(await stopRetry(await batchMeantBy(id, context), { by: thisUser(), why, trace: null }, context));
    process.stdout.write(json === true ? `${JSON.stringify(stopped)}\n` : retryText(stopped));
    return 0;
  });

/** As somebody types it: the beginning of its id will do. */
const batchMeantBy = async (id: string, { pool }: Pick<Context, 'pool'>): Promise<string> => {
  const [retryId, another] = id === '' ? [] : await batchesBeginning(pool, id);
  if (retryId === undefined) throw noSuchRetry();
  if (another !== undefined)
    throw new Fault('invalid', { code: 'several-retries', detail: `More than one batch begins with ${id}; say more of its id.` });
  return retryId;
};

const now = async (retryId: string, { pool }: Pick<Context, 'pool'>): Promise<ShownRetry> => {
  const retry = await findRetry(pool, retryId);
  if (retry === null) throw noSuchRetry();
  return shownRetry(retry);
};

const selectionOf = async (
  ids: readonly string[],
  { source = null, fingerprint = null }: SelectionOptions,
  { pool }: Context,
): Promise<Selection> => {
  if (ids.length === 0) return { jobIds: null, fingerprint, source };
  const { jobIds, unknown } = await chosenIn(pool, ids);
  if (jobIds.length === 0) throw nothingFailed();
  for (const id of unknown) process.stderr.write(`No failed job begins with "${id}": it is left out.\n`);
  return { jobIds, fingerprint, source };
};

const chosenIn = async (pool: pg.Pool, ids: readonly string[]): Promise<ChosenJobs> =>
  chosenAmong(
    (await failedWork(pool)).map(({ workId }) => workId),
    ids,
  );

interface SelectionOptions {
  readonly source?: Source | null;
  readonly fingerprint?: string | null;
}

const nothingChosen = (): Fault =>
  new Fault('invalid', { code: 'nothing-chosen', detail: 'Name the jobs to try again, or say --all or --fingerprint.' });

const nothingFailed = (): Fault =>
  new Fault('invalid', { code: NOTHING_FAILED, detail: 'None of these failed; `huzheng jobs failed` lists those that did.' });
