/** How often each source has failed of late, out of attempts at units of work. Pure. */
import { DATASETS, type Source } from '../domain/sources.ts';
import type { EndedAttempts } from '../storage/alert-readings.ts';

export interface SourceAttempts {
  readonly ended: number;
  readonly failed: number;
  /** Why most of them failed. */
  readonly code: string | null;
}

/** Waits by plan, and those we owe to our own quota: no failures of the source. */
export const PLANNED_WAITS = ['closed-hours', 'source-paused', 'maintenance'];
const NO_FAILURES: readonly (string | null)[] = [...PLANNED_WAITS, 'quota-used-up', 'overtaken', 'leaving'];

export const attemptsOf = (source: Source, attempts: readonly EndedAttempts[]): SourceAttempts => {
  const its = attempts.filter((one) => sourceOfAttempt(one) === source);
  const counted = its.filter(({ failed, authority, code }) => !failed || (authority !== null && !NO_FAILURES.includes(code)));
  const failures = counted.filter(({ failed }) => failed);
  const [most] = failures.toSorted((a, b) => b.count - a.count);
  return { ended: sumOf(counted), failed: sumOf(failures), code: most?.code ?? null };
};

const sourceOfAttempt = ({ authority, dataset, step }: EndedAttempts): string | null =>
  authority ?? (dataset !== null ? DATASETS[dataset].source : step === 'deliver' ? 'aid-system' : null);

const sumOf = (attempts: readonly EndedAttempts[]): number => attempts.reduce((sum, { count }) => sum + count, 0);
