/** A source that fails too often: told when it has lasted, and once more when the run has given up on it. */
import { DATASETS, type Dataset, type Source } from '../../domain/sources.ts';
import type { AlertSettings, FailureRate } from '../settings.ts';
import type { Signal } from '../signal.ts';
import type { FailedCause, Situation, SourceSituation } from '../situation.ts';

export const sourceFailing = ({ sources, lastRun, failed: all }: Situation, settings: AlertSettings['source-failing']): readonly Signal[] =>
  sources.flatMap((one) => {
    const { bySource, ...general } = settings;
    const threshold = { ...general, ...bySource[one.source] };
    const givenUp = givenUpOf(one.source, all);
    const standing = standingOf(one, threshold, { jobs: givenUp.jobs, isRunning: lastRun?.status === 'running' });
    if (standing === null) return [];
    const { source, ended, failed, code } = one;
    return [
      {
        subject: source,
        source,
        standing,
        round: givenUp.runId ?? lastRun?.runId ?? null,
        value: ended === 0 ? null : failed / ended,
        threshold: threshold.share,
        facts: {
          source,
          failed,
          ended,
          minutes: threshold.withinMinutes,
          code: code ?? givenUp.code,
          jobs: givenUp.jobs,
          run: givenUp.runId ?? lastRun?.runId ?? null,
        },
        datasets: givenUp.datasets,
      },
    ];
  });

interface Ending {
  /** Given up, and made good by no later run. */
  readonly jobs: number;
  readonly isRunning: boolean;
}

/** Null: it answers, or does again. */
const standingOf = (
  { isPlanned, ended, failed, answersAgain }: SourceSituation,
  { share, attempts }: FailureRate,
  { jobs, isRunning }: Ending,
): Signal['standing'] | null => {
  if (isPlanned) return 'unsaid';
  if (ended === 0) return isRunning ? 'unsaid' : jobs > 0 ? 'stuck' : null;
  if (failed === 0 || answersAgain) return null;
  if (ended < attempts) return 'unsaid';
  if (failed / ended < share) return null;
  return !isRunning && jobs > 0 ? 'over' : 'crossed';
};

const givenUpOf = (
  source: Source,
  failed: readonly FailedCause[],
): { readonly jobs: number; readonly code: string | null; readonly datasets: readonly Dataset[]; readonly runId: string | null } => {
  const causes = failed.filter((cause) => cause.source === source);
  const [largest] = causes.toSorted((a, b) => b.jobs - a.jobs);
  return {
    jobs: causes.reduce((sum, { jobs }) => sum + jobs, 0),
    code: largest?.code ?? null,
    runId: causes[0]?.runId ?? null,
    datasets: causes.length === 0 ? datasetsOf(source) : [...new Set(causes.flatMap(({ datasets }) => datasets))],
  };
};

const datasetsOf = (source: Source): readonly Dataset[] =>
  (Object.keys(DATASETS) as Dataset[]).filter((dataset) => DATASETS[dataset].source === source);
