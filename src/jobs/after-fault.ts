/** What becomes of a unit whose attempt failed. Pure. */
import { epochOf, type Instant, instantOf, MINUTE, SECOND } from '../domain/period.ts';
import { FAULT_POLICY, type Fault } from '../faults.ts';
import type { Run } from '../storage/runs.ts';
import { CLOSED_HOURS } from '../upstream/planned-closures.ts';
import { SOURCE_PAUSED } from '../upstream/source-pauses.ts';

export type Verdict = { readonly again: true; readonly delayMs: number } | { readonly again: false };

export interface Circumstances {
  readonly attempt: number;
  /** Attempts before this one to which the source answered against its own interface. */
  readonly brokenBefore: number;
  readonly now: Instant;
  /** Until then this run waits for the source that is down. */
  readonly waitUntil: Instant;
  /** Of [0, 1): spreads retries. */
  readonly random: number;
}

/**
 * A source is waited for from when it was last heard of, and from the beginning of the run at the earliest: one that answered a moment ago has not been away for
 * as long as the run has lasted. `answeredAt`: null where this process has not heard of it.
 */
export const waitUntilOf = ({ waitUntil, options }: Pick<Run, 'waitUntil' | 'options'>, answeredAt: Instant | null): Instant => {
  const since = answeredAt === null ? waitUntil : instantOf(epochOf(answeredAt) + options.waitMs);
  return since > waitUntil ? since : waitUntil;
};

/** A source that answers against its own interface gets this many chances; one that is merely down is waited for, and uses up none of them. */
const CHANCES_OF_A_BROKEN_ANSWER = 4;
/** One that is sent again and again, asked about and found missing each time. */
const CHANCES_OF_A_DOUBT = 8;
const FIRST_DELAY = 1 * SECOND;
const LONGEST_DELAY = 10 * SECOND;

export const afterFault = (fault: Fault, circumstances: Circumstances): Verdict => {
  const { attempt, brokenBefore } = circumstances;
  switch (FAULT_POLICY[fault.kind].retry) {
    case 'never':
      return { again: false };
    case 'ask-first':
      // The unit's checkpoint remembers that it sent: the next attempt asks before it acts. So does the next night's, where this one gives up.
      return attempt >= CHANCES_OF_A_DOUBT && isTooLate(fault, circumstances)
        ? { again: false }
        : { again: true, delayMs: delayOf(fault, circumstances) };
    case 'later': {
      if (fault.code === SOURCE_PAUSED) return untilResumed(fault, circumstances);
      if (fault.kind === 'broken' && brokenBefore + 1 >= CHANCES_OF_A_BROKEN_ANSWER) return { again: false };
      return isTooLate(fault, circumstances) ? { again: false } : { again: true, delayMs: delayOf(fault, circumstances) };
    }
  }
};

/** Whoever resumes the source makes what waits for it due at once: until then it is only looked whether the run's patience is over. */
const untilResumed = ({ retryAfterMs = 0 }: Fault, { now, waitUntil, random }: Circumstances): Verdict => {
  const leftMs = epochOf(waitUntil) - epochOf(now);
  return leftMs > 0 ? { again: true, delayMs: Math.min(Math.max(retryAfterMs, FIRST_DELAY), leftMs + random * SECOND) } : { again: false };
};

const isTooLate = (fault: Fault, circumstances: Circumstances): boolean =>
  epochOf(circumstances.now) + delayOf(fault, circumstances) > epochOf(circumstances.waitUntil) && !isPlanned(fault);

/** Closed hours are a planned wait, not a failure (`interfaces.md`, "Configuration"). */
const LONGEST_PLANNED_WAIT = 14 * 60 * MINUTE;
const isPlanned = (fault: Fault): boolean => fault.code === CLOSED_HOURS && (fault.retryAfterMs ?? 0) <= LONGEST_PLANNED_WAIT;

/** The other side's own wish, but not at once again and again; or else a little longer each time. */
const delayOf = ({ retryAfterMs }: Fault, { attempt, random }: Circumstances): number => {
  const spread = 0.75 + random / 2;
  const backoff = Math.min(FIRST_DELAY * 2 ** (attempt - 1), LONGEST_DELAY) * spread;
  return Math.round(retryAfterMs === undefined ? backoff : Math.max(retryAfterMs, FIRST_DELAY * spread));
};
