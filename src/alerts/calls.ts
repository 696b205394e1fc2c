/** How often a source has failed of late, out of the calls that were sent to it, and whether it still does. Pure. */
import type { Source } from '../domain/sources.ts';
import type { CallsByOutcome } from '../storage/alert-readings.ts';
import { ANSWERED } from '../upstream/call-tally.ts';

export interface CallsOfSource {
  readonly ended: number;
  readonly failed: number;
  /** Share of those that failed in the last minutes in which it was called at all; null: it was not called. */
  readonly failsLately: number | null;
  /** Why most of them failed. */
  readonly code: string | null;
}

/** We asked for more than was allowed: it is waited, and no failure of theirs. */
const OURS: readonly string[] = ['quota-used-up'];
/** Of these minutes it is said how it stands: what failed before is no failure any more. */
const LATELY = 3;

export const callsOf = (source: Source, calls: readonly CallsByOutcome[]): CallsOfSource => {
  const counted = calls.filter((one) => one.source === source && !OURS.includes(one.outcome));
  const byCode = [...Map.groupBy(failuresIn(counted), ({ outcome }) => outcome)].map(([code, alike]) => ({ code, calls: sumOf(alike) }));
  const [most] = byCode.toSorted((a, b) => b.calls - a.calls);
  const minutes = [...new Set(counted.map(({ minute }) => minute))].toSorted().slice(-LATELY);
  const lately = counted.filter(({ minute }) => minutes.includes(minute));
  return {
    ended: sumOf(counted),
    failed: sumOf(failuresIn(counted)),
    failsLately: lately.length === 0 ? null : sumOf(failuresIn(lately)) / sumOf(lately),
    code: most?.code ?? null,
  };
};

const failuresIn = (calls: readonly CallsByOutcome[]): readonly CallsByOutcome[] => calls.filter(({ outcome }) => outcome !== ANSWERED);
const sumOf = (counted: readonly { readonly calls: number }[]): number => counted.reduce((sum, { calls }) => sum + calls, 0);
