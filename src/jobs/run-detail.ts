/** One run as it is shown, over HTTP and by the command alike: its summary (`design.md`, "Summary JSON"), and beside it how it stands and its steps. */
import type { Context } from '../context.ts';
import type { Run } from '../storage/runs.ts';
import { progressOf, type StepProgress } from '../storage/work-of-run.ts';
import { type Summary, summaryOf } from './summary.ts';

/** `id`: as the summary calls it. */
export const shownRun = ({ runId, date, status, phase, startedAt, finishedAt, summary }: Run) => ({
  id: runId,
  runId,
  date,
  status,
  phase,
  startedAt,
  finishedAt,
  seconds: finishedAt === null ? null : ((summary as Summary | null)?.seconds ?? null),
});

export type ShownRun = ReturnType<typeof shownRun>;

export interface RunDetail extends Omit<Summary, 'run'> {
  readonly run: ShownRun;
  readonly steps: readonly StepProgress[];
  /** The same figures, for whoever reads them from here; its status is what the run would be closed as. */
  readonly summary: Summary;
}

/** While it is under way, the figures are what stands at this moment. */
export const runDetail = async (run: Run, context: Pick<Context, 'pool' | 'now'>): Promise<RunDetail> => {
  const steps = await progressOf(context.pool, run.runId);
  const summary = run.finishedAt === null ? await summaryOf(run, context) : (run.summary as Summary);
  return { ...summary, run: shownRun(run), steps, summary };
};
