/** `huzheng reconcile`: one run, done when it ends. Works itself where no worker is about. */
import { processEnvironment, type RawEnvironment } from '../config.ts';
import type { Context } from '../context.ts';
import { type Day, dayAt } from '../domain/period.ts';
import { type OpenedRun, openRun } from '../jobs/open-run.ts';
import { summaryOf } from '../jobs/summary.ts';
import { resultDigest } from '../storage/result-digest.ts';
import type { Run } from '../storage/runs.ts';
import { exitCodeOf, INTERRUPTED } from './ending.ts';
import { followRun } from './follow.ts';
import { type Interruption, onInterruption } from './interruption.ts';
import { environmentOf, rememberedCity, withSandbox } from './sandbox-city.ts';
import { withContext } from './session.ts';
import { type ShownSummary, summaryText } from './summary-text.ts';

export interface ReconcileOptions {
  readonly date?: Day;
  readonly full?: true;
  readonly source?: string;
  readonly wait: number;
  readonly sandbox?: true;
  readonly json?: true;
}

export const reconcile = async (options: ReconcileOptions): Promise<number> => {
  const interruption = onInterruption();
  const environment = processEnvironment();
  if (options.sandbox === undefined) return reconcileIn(environment, options, interruption);
  return withSandbox(await rememberedCity(environment), (sandbox) => reconcileIn(environmentOf(environment, sandbox), options, interruption));
};

const reconcileIn = (environment: RawEnvironment, options: ReconcileOptions, interruption: Interruption): Promise<number> =>
  withContext(
    'reconcile',
    async (context) => {
      const opened = await openRun(options.date ?? dayAt(context.clock()), { full: options.full ?? false, source: options.source ?? null, waitMs: options.wait }, context);
      sayHow(opened);
      const { run, engine } = await followRun(opened.run, context, interruption);
      await engine?.stop();
      if (run.status === 'running') return INTERRUPTED;
      await printSummary(await shownSummary(run, { context, withDigest: options.json ?? false }), options.json ?? false);
      return exitCodeOf(run.status);
    },
    environment,
  );

const HOW: Readonly<Record<OpenedRun['how'], string>> = { new: 'started', resumed: 'goes on where it stopped', reopened: 'goes on with what was missing' };
export const sayHow = ({ run, how }: OpenedRun): void => void process.stderr.write(`${run.runId} ${HOW[how]}\n`);

/** As it was closed; a digest over all results costs a second for some thousands of members. */
export const shownSummary = async (run: Run, { context, withDigest }: { readonly context: Context; readonly withDigest: boolean }): Promise<ShownSummary> => {
  const summary = await summaryOf(run, context);
  const closed = { ...summary, run: { ...summary.run, status: run.status }, seconds: (run.summary as ShownSummary | null)?.seconds ?? summary.seconds };
  return withDigest ? { ...closed, resultDigest: await resultDigest(context.pool, context.vault, run.date) } : closed;
};

/** For people on standard output; as JSON it is the last line. */
export const printSummary = async (summary: ShownSummary, json: boolean): Promise<void> => {
  const text = json ? `${JSON.stringify(summary)}\n` : summaryText(summary);
  await new Promise<void>((resolve) => process.stdout.write(text, () => resolve()));
};
