/** Many jobs that failed for one cause, given up and made good by no later run: told as one, where neither the source nor a drop is told of. */
import type { AlertSettings } from '../settings.ts';
import type { IsTold, Signal } from '../signal.ts';
import type { Situation } from '../situation.ts';
import { isOfDrop } from './drop-asked.ts';

export const failedCause = (situation: Situation, { jobs: least }: AlertSettings['failed-cause'], isTold: IsTold): readonly Signal[] => {
  const standing = situation.lastRun?.status === 'running' ? 'unsaid' : 'over';
  return situation.failed.flatMap((cause) => {
    const { fingerprint, source, code, jobs, datasets, runId } = cause;
    if (jobs < least || (source !== null && isTold('source-failing', source)) || isOfDrop(cause, situation, isTold)) return [];
    const facts = { fingerprint, source, code, jobs, run: runId };
    return [{ subject: fingerprint, source, standing, round: runId, value: jobs, threshold: least, facts, datasets }];
  });
};
