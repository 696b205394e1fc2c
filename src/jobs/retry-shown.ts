/** A batch of retries in the shape of the public contract. Pure. */
import { type RetryCounts, type StoredCause, type StoredRetry, stateOf } from '../storage/retries.ts';
import type { CauseState, StoppedBecause } from '../storage/retry-batches.ts';

export interface ShownRetry extends Omit<StoredRetry, 'causes' | 'runs'>, RetryCounts {
  readonly state: CauseState;
  /** Null: none, or several causes. */
  readonly fingerprint: string | null;
  readonly canary: string | null;
  readonly causes: StoredCause[];
  readonly runs: string[];
  /** Of the first cause that stopped by itself. */
  readonly stoppedBecause: StoppedBecause | null;
}

export const shownRetry = ({ causes, runs, ...retry }: StoredRetry): ShownRetry => {
  const [only] = causes.length === 1 ? causes : [];
  const count = (column: keyof RetryCounts): number => causes.reduce((sum, cause) => sum + cause[column], 0);
  return {
    ...retry,
    state: stateOf(causes),
    fingerprint: only?.fingerprint ?? null,
    canary: only?.canary ?? null,
    jobs: count('jobs'),
    waiting: count('waiting'),
    underWay: count('underWay'),
    succeeded: count('succeeded'),
    failed: count('failed'),
    untried: count('untried'),
    causes: [...causes],
    runs: [...runs],
    stoppedBecause: causes.find(({ stoppedBecause }) => stoppedBecause !== null)?.stoppedBecause ?? null,
  };
};
