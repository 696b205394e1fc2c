/** What trying failed units again comes to: which are tried, which go first, which runs are opened once more. Pure. */
import type { Dataset } from '../domain/sources.ts';
import { Fault } from '../faults.ts';
import { withoutFollowing } from '../pipeline/1-pull/reading-plan.ts';
import type { ChosenJob } from '../storage/retry-choice.ts';

export interface CausePlan {
  readonly fingerprint: string;
  readonly jobs: number;
  /** The one that goes first. */
  readonly canary: string;
}

export interface RunPlan {
  readonly runId: string;
  readonly jobs: readonly ChosenJob[];
}

export interface RetryPlan {
  /** Without those that follow from others which are tried: they are planned anew then. */
  readonly tried: readonly ChosenJob[];
  readonly overtaken: readonly ChosenJob[];
  /** Of what was chosen: those that follow from others which are tried. */
  readonly following: readonly ChosenJob[];
  /** The commonest first. */
  readonly causes: readonly CausePlan[];
  /** The oldest first. */
  readonly runs: readonly RunPlan[];
  readonly datasets: readonly Dataset[];
}

export const planOf = (chosen: readonly ChosenJob[]): RetryPlan => {
  const standing = chosen.filter((job) => !job.overtaken);
  const tried = [...Map.groupBy(standing, ({ runId }) => runId).values()].flatMap(withoutFollowing);
  const isTried = new Set(tried);
  const following = standing.filter((job) => !isTried.has(job));
  const causes = [...Map.groupBy(tried, ({ fingerprint }) => fingerprint)]
    .map(([fingerprint, jobs]) => ({ fingerprint, jobs: jobs.length, canary: canaryOf(jobs) }))
    .toSorted((a, b) => b.jobs - a.jobs || compare(a.fingerprint, b.fingerprint));
  const runs = [...Map.groupBy(tried.toSorted(byRun), ({ runId }) => runId)].map(([runId, jobs]) => ({ runId, jobs }));
  const datasets = [...new Set(tried.flatMap(({ dataset }) => dataset ?? []))].toSorted();
  return { tried, overtaken: chosen.filter((job) => job.overtaken), following, causes, runs, datasets };
};

/** The smallest of the newest run: it says soonest, and at the least cost, whether the cause is still there. */
const canaryOf = (jobs: readonly ChosenJob[]): string => {
  const [first] = jobs.toSorted((a, b) => byRun(b, a) || sizeOf(a) - sizeOf(b) || compare(a.workId, b.workId));
  if (first === undefined) throw new Fault('bug', { code: 'no-canary', detail: 'A cause without jobs has no canary.' });
  return first.workId;
};

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
const byRun = (a: ChosenJob, b: ChosenJob): number => compare(a.runStartedAt, b.runStartedAt) || compare(a.runId, b.runId);

/** About how many rows there are to it: so far only its kind matters, and of a window what is left of it. */
const USUAL_ROWS: Readonly<Record<string, number>> = {
  'look-up': 100,
  deliver: 1,
  'read-window': 20_000,
  'read-cursor': 20_000,
  roster: 100_000,
};
const OTHERS_ROWS = 1_000;
const sizeOf = ({ step, offset, total }: ChosenJob): number =>
  offset !== null && total !== null ? total - offset : (USUAL_ROWS[step] ?? OTHERS_ROWS);
