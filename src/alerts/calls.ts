/** How often a source has failed of late, out of the calls that were sent to it, and whether it still does. Pure. */
import type { Source } from '../domain/sources.ts';
import type { CallsByOutcome } from '../storage/alert-readings.ts';
import { ANSWERED } from '../upstream/call-tally.ts';

export interface CallsOfSource {
  readonly ended: number;
  readonly failed: number;
  /** In the last minute in which it was called every call was answered: what failed before is no failure any more. */
  readonly answersAgain: boolean;
  /** Why most of them failed. */
  readonly code: string | null;
}

/** We asked for more than was allowed: it is waited, and no failure of theirs. */
const OURS: readonly string[] = ['quota-used-up'];

export const callsOf = (source: Source, calls: readonly CallsByOutcome[]): CallsOfSource => {
  const counted = calls.filter((one) => one.source === source && !OURS.includes(one.outcome));
  const byCode = [...Map.groupBy(failuresIn(counted), ({ outcome }) => outcome)].map(([code, alike]) => ({ code, calls: sumOf(alike) }));
  const [most] = byCode.toSorted((a, b) => b.calls - a.calls);
  const last = counted
    .map(({ minute }) => minute)
    .toSorted()
    .at(-1);
  return {
    ended: sumOf(counted),
    failed: sumOf(failuresIn(counted)),
    answersAgain: counted.length > 0 && failuresIn(counted.filter(({ minute }) => minute === last)).length === 0,
    code: most?.code ?? null,
  };
};

const failuresIn = (calls: readonly CallsByOutcome[]): readonly CallsByOutcome[] => calls.filter(({ outcome }) => outcome !== ANSWERED);
const sumOf = (counted: readonly { readonly calls: number }[]): number => counted.reduce((sum, { calls }) => sum + calls, 0);
