/** How often a source has failed of late, out of the calls that were sent to it. Pure. */
import type { Source } from '../domain/sources.ts';
import type { CallsByOutcome } from '../storage/alert-readings.ts';
import { ANSWERED } from '../upstream/call-tally.ts';

export interface CallsOfSource {
  readonly ended: number;
  readonly failed: number;
  /** Why most of them failed. */
  readonly code: string | null;
}

/** We asked for more than was allowed: it is waited, and no failure of theirs. */
const OURS: readonly string[] = ['quota-used-up'];

export const callsOf = (source: Source, calls: readonly CallsByOutcome[]): CallsOfSource => {
  const counted = calls.filter((one) => one.source === source && !OURS.includes(one.outcome));
  const failures = counted.filter(({ outcome }) => outcome !== ANSWERED);
  const [most] = failures.toSorted((a, b) => b.calls - a.calls);
  return { ended: sumOf(counted), failed: sumOf(failures), code: most?.outcome ?? null };
};

const sumOf = (counted: readonly CallsByOutcome[]): number => counted.reduce((sum, { calls }) => sum + calls, 0);
