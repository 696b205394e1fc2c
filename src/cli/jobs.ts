/** `huzheng jobs`: what failed, why, and again; for operators without a browser. */
import type { Context } from '../context.ts';
import { DATASETS, sourceOf } from '../domain/sources.ts';
import { Fault } from '../faults.ts';
import { fingerprintOf } from '../jobs/fingerprint.ts';
import { reopen } from '../jobs/open-run.ts';
import { inTransaction } from '../storage/database.ts';
import { findRun } from '../storage/runs.ts';
import { failedWork, findWork, type Work } from '../storage/work.ts';
import { exitCodeOf, INTERRUPTED } from './ending.ts';
import { followRun } from './follow.ts';
import { onInterruption } from './interruption.ts';
import { printSummary, shownSummary } from './reconcile.ts';
import { withContext } from './session.ts';

interface Selection {
  readonly source?: string;
  readonly fingerprint?: string;
}

export const jobsFailed = async ({ json, source }: { readonly json?: true; readonly source?: string }): Promise<number> =>
  withContext('tool', async ({ pool }) => {
    const failed = selected(await failedWork(pool), source === undefined ? {} : { source });
    process.stdout.write(json === true ? `${JSON.stringify({ items: failed.map(asJson) })}\n` : failedText(failed));
    return 0;
  });

export const jobsShow = async ({ json }: { readonly json?: true }, id = ''): Promise<number> =>
  withContext('tool', async ({ pool }) => {
    const work = await findWork(pool, id);
    if (work === null) throw new Fault('invalid', { code: 'no-such-job', detail: `No job, or more than one, begins with ${id}; \`huzheng jobs failed\` lists those that failed.` });
    const { attempts } = work;
    if (json === true) process.stdout.write(`${JSON.stringify({ ...asJson(work), checkpoint: work.checkpoint, attempts })}\n`);
    else {
      const tries = attempts.map((one) => `  attempt ${one.attempt}  ${one.startedAt}  ${one.outcome ?? 'under way'}${one.fault === null ? '' : `  ${one.fault.code}: ${wordsOf(one.fault)}`}`);
      process.stdout.write(`${headline(work)}\n  run ${work.runId}, ${work.state}, touched ${work.members} members, checkpoint ${JSON.stringify(work.checkpoint)}\n${tries.join('\n')}\n`);
    }
    return 0;
  });

export const jobsRetry = async ({ all, source, fingerprint, json }: Selection & { readonly all?: true; readonly json?: true }, ...ids: readonly string[]): Promise<number> => {
  if (ids.length === 0 && all === undefined && fingerprint === undefined) throw new Fault('invalid', { code: 'nothing-chosen', detail: 'Name the jobs to try again, or say --all or --fingerprint.' });
  const interruption = onInterruption();
  return withContext('reconcile', async (context) => {
    const failed = selected(await failedWork(context.pool), { ...(source && { source }), ...(fingerprint && { fingerprint }) });
    const chosen = ids.length === 0 ? failed : failed.filter((work) => ids.some((id) => work.workId.startsWith(id)));
    if (chosen.length === 0) throw new Fault('invalid', { code: 'nothing-failed', detail: 'None of these failed; `huzheng jobs failed` lists those that did.' });
    const codes: number[] = [];
    for (const [runId, work] of Map.groupBy(chosen, (one) => one.runId)) {
      const code = await retryOf(runId, work, { context, signal: interruption.signal, json: json ?? false });
      codes.push(code);
      if (code === INTERRUPTED) break;
    }
    return Math.max(...codes);
  });
};

const retryOf = async (runId: string, work: readonly Work[], { context, signal, json }: { readonly context: Context; readonly signal: AbortSignal; readonly json: boolean }): Promise<number> => {
  const run = await inTransaction(context.pool, async (tx) => {
    const found = await findRun(tx, runId);
    if (found === null) throw new Fault('bug', { code: 'run-missing', detail: `The run ${runId} is missing.` });
    return reopen(tx, found, { workIds: work.map((one) => one.workId), waitMs: found.options.waitMs }, context);
  });
  process.stderr.write(`${runId}: ${work.length} jobs are tried again\n`);
  const { run: ended, engine } = await followRun(run, context, { signal });
  await engine?.stop();
  if (ended.status === 'running') return INTERRUPTED;
  await printSummary(await shownSummary(ended, { context, withDigest: json }), json);
  return exitCodeOf(ended.status);
};

const selected = (work: readonly Work[], { source, fingerprint }: Selection): readonly Work[] =>
  work.filter((one) => (source === undefined || (one.dataset !== null && DATASETS[one.dataset].source === source)) && (fingerprint === undefined || fingerprintOf(one) === fingerprint));

const asJson = (work: Work) => ({
  id: work.workId, run: work.runId, step: work.step, source: work.dataset === null ? null : sourceOf(work.dataset), dataset: work.dataset, unit: work.unit,
  state: work.state, attempt: work.attempt, members: work.members, fault: work.fault, fingerprint: fingerprintOf(work), finishedAt: work.finishedAt,
});

const wordsOf = (fault: NonNullable<Work['fault']>): string => {
  const { authority } = fault;
  const said = [authority?.httpStatus === undefined ? '' : `HTTP ${authority.httpStatus}`, authority?.code === undefined ? '' : `code ${authority.code}`, authority?.message === undefined ? '' : `“${authority.message}”`].filter((text) => text !== '');
  return said.length === 0 ? fault.detail : `${fault.detail} (${said.join(', ')})`;
};

const headline = (work: Work): string => `${work.workId.slice(0, 8)}  ${work.step}  ${work.unit}  attempt ${work.attempt}${work.fault === null ? '' : `  ${work.fault.code}: ${wordsOf(work.fault)}`}`;

/** Grouped by cause: ten thousand failures of five causes are five headings. */
const failedText = (failed: readonly Work[]): string => {
  if (failed.length === 0) return 'Nothing failed.\n';
  const causes = [...Map.groupBy(failed, fingerprintOf)].map(([fingerprint, work]) => {
    const [first] = work;
    return `${fingerprint}  ${work.length} ×  ${first?.fault?.code ?? 'unknown'}: ${first?.fault == null ? '' : wordsOf(first.fault)}\n${work.slice(0, SHOWN).map((one) => `    ${headline(one).split('  attempt')[0] ?? ''}  (${one.runId})`).join('\n')}${work.length > SHOWN ? `\n    … and ${work.length - SHOWN} more` : ''}`;
  });
  return `${causes.join('\n')}\n\nAgain: \`huzheng jobs retry --all\`, or --fingerprint F, or by id.\n`;
};
const SHOWN = 5;
