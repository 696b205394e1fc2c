/** Many jobs that failed for one cause, which the run has given up: told as one, where neither the source nor a drop is told of. */
import type { AlertSettings } from '../settings.ts';
import type { IsTold, Signal } from '../signal.ts';
import type { Situation } from '../situation.ts';
import { isOfDrop } from './drop-asked.ts';

export const failedCause = (situation: Situation, { jobs: least }: AlertSettings['failed-cause'], isTold: IsTold): readonly Signal[] => {
  const { lastRun } = situation;
  if (lastRun === null) return [];
  const { runId, status } = lastRun;
  return lastRun.failed.flatMap((cause) => {
    const { fingerprint, source, code, jobs, datasets } = cause;
    if (jobs < least || (source !== null && isTold('source-failing', source)) || isOfDrop(cause, situation, isTold)) return [];
    const facts = { fingerprint, source, code, jobs, run: runId };
    const standing = status === 'running' ? 'unsaid' : 'over';
    return [{ subject: fingerprint, source, standing, round: runId, value: jobs, threshold: least, facts, datasets }];
  });
};
