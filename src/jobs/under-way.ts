/** Which attempts a process is at. One that was taken for lost goes on until it is refused, beside its unit's next, which may have come to the same process. */
import type { AttemptRef } from '../storage/work.ts';

export interface UnderWay {
  /** False: it has begun already. */
  readonly begin: (ref: AttemptRef) => boolean;
  readonly end: (ref: AttemptRef) => void;
  /** The latest of each unit. */
  readonly all: () => readonly AttemptRef[];
}

export const underWay = (): UnderWay => {
  const latest = new Map<string, AttemptRef>();
  return {
    begin: (ref) => {
      if (latest.get(ref.workId)?.attempt === ref.attempt) return false;
      latest.set(ref.workId, ref);
      return true;
    },
    end: (ref) => {
      if (latest.get(ref.workId)?.attempt === ref.attempt) latest.delete(ref.workId);
    },
    all: () => [...latest.values()],
  };
};
