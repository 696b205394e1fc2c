/** How a counterpart fares, and what that rests on: from what is planned, what the circuit is, and what became of the calls of late. Pure. */
import { epochOf, HOUR, type Instant, MINUTE } from '../domain/period.ts';
import type { BreakerState } from '../upstream/breaker.ts';

export type Health = 'ok' | 'failing' | 'paused' | 'closed' | 'unknown';

export type Because =
  | 'paused'
  | 'closed-hours'
  | 'maintenance'
  | 'circuit-open'
  | 'calls-fail'
  | 'calls-answered'
  | 'last-call-failed'
  | 'last-call-answered'
  | 'not-called-lately'
  | 'never-called';

export interface Signs {
  readonly now: Instant;
  readonly isPaused: boolean;
  /** By which plan it is closed now; null: it is open. */
  readonly closedBy: 'closed-hours' | 'maintenance' | null;
  /** As one process knew it, and when; null: nobody has called. */
  readonly breaker: { readonly circuit: BreakerState['circuit']; readonly at: Instant } | null;
  /** Of the last `RECENT_MS`, those that were sent. */
  readonly recent: { readonly sent: number; readonly failed: number };
  readonly answeredAt: Instant | null;
  readonly failedAt: Instant | null;
}

/** Long enough to hold some calls of a night, short enough to be about now. */
export const RECENT_MS = 15 * MINUTE;
/** A counterpart is called every night at least: what is older says nothing of today. */
const LAST_CALL_COUNTS_MS = 26 * HOUR;
/** Of the calls of late. A page that cannot be read is one failure among many answers. */
const FAILING_SHARE = 1 / 2;

/** Failures alone, for so long. */
const STOPPED_MS = MINUTE;

const HEALTH: Readonly<Record<Because, Health>> = {
  paused: 'paused',
  'closed-hours': 'closed',
  maintenance: 'closed',
  'circuit-open': 'failing',
  'calls-fail': 'failing',
  'calls-answered': 'ok',
  'last-call-failed': 'failing',
  'last-call-answered': 'ok',
  'not-called-lately': 'unknown',
  'never-called': 'unknown',
};

export const healthOf = (signs: Signs): { readonly health: Health; readonly because: Because } => {
  const because = reasonOf(signs);
  return { health: HEALTH[because], because };
};

/** What is intended comes before what is found: a closed counterpart that does not answer is as it should be. */
const reasonOf = ({ now, isPaused, closedBy, breaker, recent, answeredAt, failedAt }: Signs): Because => {
  const isWithin = (ms: number, at: Instant | null): boolean => at !== null && epochOf(now) - epochOf(at) <= ms;
  if (isPaused) return 'paused';
  if (closedBy !== null) return closedBy;
  if (answeredAt === null && failedAt === null) return 'never-called';
  // An open circuit that nobody has told of for a while may be that of a process that is gone.
  if (breaker !== null && breaker.circuit !== 'closed' && isWithin(RECENT_MS, breaker.at)) return 'circuit-open';
  if (recent.sent > 0)
    return recent.failed / recent.sent >= FAILING_SHARE || hasStopped(answeredAt, failedAt) ? 'calls-fail' : 'calls-answered';
  if (!isWithin(LAST_CALL_COUNTS_MS, answeredAt) && !isWithin(LAST_CALL_COUNTS_MS, failedAt)) return 'not-called-lately';
  return epochOf(failedAt ?? EARLIEST) > epochOf(answeredAt ?? EARLIEST) ? 'last-call-failed' : 'last-call-answered';
};

/** It answered well until it answered no more: what was before does not count for it. */
const hasStopped = (answeredAt: Instant | null, failedAt: Instant | null): boolean =>
  epochOf(failedAt ?? EARLIEST) - epochOf(answeredAt ?? EARLIEST) >= STOPPED_MS;

const EARLIEST = '0001-01-01T00:00:00.000Z' as Instant;
