/** `huzheng jobs retry`: what failed, again; for operators without a browser. */
import { processEnvironment, type RawEnvironment } from '../config.ts';
import type { Context } from '../context.ts';
import { Fault } from '../faults.ts';
import { reopen } from '../jobs/open-run.ts';
import type { LedgerDraft } from '../security/ledger/entry.ts';
import { inTransaction } from '../storage/database.ts';
import { findRun, type Run } from '../storage/runs.ts';
import { failedWork, type Work } from '../storage/work.ts';
import { exitCodeOf, INTERRUPTED } from './ending.ts';
import { followRun } from './follow.ts';
import type { Interruption } from './interruption.ts';
import { rememberedCity } from './sandbox-city.ts';
import { besideSandbox } from './sandbox-process.ts';
import { withContext } from './session.ts';
import { printSummary, shownSummary } from './summary.ts';
import { thisUser } from './this-user.ts';

interface Selection {
  readonly source?: string;
  readonly fingerprint?: string;
}

export interface RetryOptions extends Selection {
  readonly all?: true;
  readonly sandbox?: true;
  readonly json?: true;
}

export const jobsRetry = (options: RetryOptions, interruption: Interruption, ids: readonly string[]): Promise<number> => {
  if (ids.length === 0 && options.all === undefined && options.fingerprint === undefined) throw nothingChosen();
  const retry = (environment: RawEnvironment): Promise<number> =>
    withContext('jobs retry', (context) => retryChosen(ids, options, { context, signal: interruption.signal }), environment);
  return options.sandbox === true ? besideSandbox(rememberedCity, retry) : retry(processEnvironment());
};

interface Retrying {
  readonly context: Context;
  readonly signal: AbortSignal;
}

const retryChosen = async (ids: readonly string[], options: RetryOptions, retrying: Retrying): Promise<number> => {
  const { context } = retrying;
  const json = options.json ?? false;
  const failed = selected(await failedWork(context.pool), options);
  const chosen = ids.length === 0 ? failed : failed.filter((work) => ids.some((id) => work.workId.startsWith(id)));
  if (chosen.length === 0) throw nothingFailed();
  let worst = 0;
  for (const [runId, work] of Map.groupBy(chosen, (one) => one.runId)) {
    const ended = await retryOf(runId, work, retrying);
    if (ended === null) return INTERRUPTED;
    await printSummary(await shownSummary(ended, { context, withDigest: json }), json);
    worst = Math.max(worst, exitCodeOf(ended.status));
  }
  return worst;
};

/** Null: interrupted. */
const retryOf = async (runId: string, work: readonly Work[], { context, signal }: Retrying): Promise<Run | null> => {
  const run = await inTransaction(context.pool, async (tx) => {
    const found = await findRun(tx, runId);
    if (found === null) throw new Fault('bug', { code: 'run-missing', detail: `The run ${runId} is missing.` });
    const reopened = await reopen(tx, found, { workIds: work.map((one) => one.workId), waitMs: found.options.waitMs }, context);
    await context.ledger.append(tx, [retried(runId, work.length)]);
    return reopened;
  });
  process.stderr.write(`${runId}: ${work.length === 1 ? 'one job is' : `${work.length} jobs are`} tried again\n`);
  const { run: ended, engine } = await followRun(run, context, { signal });
  await engine?.stop();
  return ended.status === 'running' ? null : ended;
};

const retried = (run: string, jobs: number): LedgerDraft => ({
  caller: thisUser(),
  act: 'jobs-retried',
  purpose: null,
  subjects: [],
  sources: [],
  outcome: 'done',
  trace: null,
  particulars: { run, jobs },
});

const selected = (work: readonly Work[], { source, fingerprint }: Selection): readonly Work[] =>
  work.filter((one) => (source === undefined || one.source === source) && (fingerprint === undefined || one.fingerprint === fingerprint));

const nothingChosen = (): Fault =>
  new Fault('invalid', { code: 'nothing-chosen', detail: 'Name the jobs to try again, or say --all or --fingerprint.' });

const nothingFailed = (): Fault =>
  new Fault('invalid', { code: 'nothing-failed', detail: 'None of these failed; `huzheng jobs failed` lists those that did.' });
