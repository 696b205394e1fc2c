/** Many jobs that failed for one cause, which the run has given up: told as one, where it is not the source that is told of. */
import type { AlertSettings } from '../settings.ts';
import type { IsTold, Signal } from '../signal.ts';
import type { Situation } from '../situation.ts';

export const failedCause = ({ lastRun }: Situation, { jobs: least }: AlertSettings['failed-cause'], isTold: IsTold): readonly Signal[] => {
  if (lastRun === null) return [];
  const { runId, status } = lastRun;
  return lastRun.failed.flatMap(({ fingerprint, source, code, jobs, datasets }) => {
    if (jobs < least || (source !== null && isTold('source-failing', source))) return [];
    const facts = { fingerprint, source, code, jobs, run: runId };
    const standing = status === 'running' ? 'unsaid' : 'over';
    return [{ subject: fingerprint, source, standing, round: runId, value: jobs, threshold: least, facts, datasets }];
  });
};
