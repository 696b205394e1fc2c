/**
 * A circuit: after several outages in a row calls fail at once instead of queueing up on a dead line, until a probe gets
 * through. Only outages count; an answer we dislike is still an answer. cockatiel keeps the circuit. Around it stands what it leaves open:
 * callers that meet a probe under way fail fast as well (cockatiel would make them wait for it), and learn how long to stay away.
 */
import { BrokenCircuitError, CircuitState, ConsecutiveBreaker, circuitBreaker, handleWhenResult, IterableBackoff } from 'cockatiel';
import { isRecord } from './wire.ts';

export interface BreakerSettings {
  /** Outages in a row that open the circuit. */
  readonly opensAfter: number;
  /** How long it stays open before a probe: the first time, the second …; the last repeats. */
  readonly probesAfterMs: readonly number[];
}

export const BREAKER: BreakerSettings = { opensAfter: 5, probesAfterMs: [500, 1000, 2000, 5000] };

export interface BreakerState {
  readonly circuit: 'closed' | 'open' | 'probing';
  /** Until the next probe may be made; null while closed. */
  readonly retryAfterMs: number | null;
}

/** What an attempt came to, weighed: did the counterpart fail to serve at all? */
export interface Weighed {
  readonly outage: boolean;
}

export interface Breaker {
  /** The attempt's own result, or `open` without attempting it. */
  readonly run: <T extends Weighed>(attempt: () => Promise<T>) => Promise<T | 'open'>;
  /** Whether an attempt would be turned away now. */
  readonly isShut: () => boolean;
  readonly state: () => BreakerState;
}

/** `now` dates the openings for `retryAfterMs`; cockatiel itself reads the process clock. */
export const createBreaker = ({ opensAfter, probesAfterMs }: BreakerSettings, now: () => number): Breaker => {
  const policy = circuitBreaker(
    handleWhenResult((result) => isRecord(result) && result['outage'] === true),
    { breaker: new ConsecutiveBreaker(opensAfter), halfOpenAfter: new IterableBackoff([...probesAfterMs]) },
  );
  let openings = 0;
  let openedAt = 0;
  policy.onBreak(() => {
    openings += 1;
    openedAt = now();
  });
  policy.onReset(() => {
    openings = 0;
  });

  /** Whoever waited for the time it was opened at would wait for as long as the clock was put back by: it is closed, and the next outage opens it anew. */
  const noticeClock = (): void => {
    if (policy.state === CircuitState.Open && now() < openedAt) policy.isolate().dispose();
  };

  const untilProbeMs = (): number => {
    const waitMs = probesAfterMs[Math.min(openings, probesAfterMs.length) - 1] ?? 0;
    return Math.max(0, openedAt + waitMs - now());
  };

  return {
    run: async (attempt) => {
      noticeClock();
      if (policy.state === CircuitState.HalfOpen) return 'open';
      try {
        return await policy.execute(attempt);
      } catch (thrown) {
        if (thrown instanceof BrokenCircuitError) return 'open';
        throw thrown;
      }
    },
    isShut: () => {
      noticeClock();
      return policy.state === CircuitState.HalfOpen || (policy.state === CircuitState.Open && untilProbeMs() > 0);
    },
    state: () => {
      noticeClock();
      switch (policy.state) {
        case CircuitState.Closed:
          return { circuit: 'closed', retryAfterMs: null };
        case CircuitState.HalfOpen:
          return { circuit: 'probing', retryAfterMs: probesAfterMs[0] ?? 0 };
        default:
          return { circuit: 'open', retryAfterMs: untilProbeMs() };
      }
    },
  };
};
