/**
 * The circuits of one counterpart, one a service: where one of its services is down, the others are asked as ever. What has a quota of its own is a
 * service of its own, whatever is asked of it (`interfaces.md` §1: a `sid`, also for its secret); else every operation is one.
 */
import { MINUTE } from '../domain/period.ts';
import type { AuthorityWords, Fault } from '../faults.ts';
import { type Breaker, type BreakerSettings, type BreakerState, createBreaker } from './breaker.ts';
import type { Exchange } from './connector.ts';
import { circuitOpen } from './outages.ts';

export interface Circuit extends Breaker {
  /** What opened it is told to whoever is turned away by it. */
  readonly noteOutage: (outage: Fault) => void;
  readonly turnedAway: (words: AuthorityWords) => Fault;
}

export interface Circuits {
  readonly of: (exchange: Exchange) => Circuit;
  /** As a whole: the worst of those that were in use of late. One that nobody has tried since it opened may have nothing behind it any more. */
  readonly state: () => BreakerState;
}

const OF_LATE_MS = 15 * MINUTE;

export const createCircuits = (settings: BreakerSettings, now: () => number): Circuits => {
  const circuits = new Map<string, { readonly circuit: Circuit; usedAt: number }>();

  const of = ({ quotaKey, operation }: Exchange): Circuit => {
    const service = quotaKey ?? operation;
    const known = circuits.get(service) ?? { circuit: createCircuit(settings, now), usedAt: 0 };
    known.usedAt = now();
    circuits.set(service, known);
    return known.circuit;
  };

  const state = (): BreakerState => {
    const inUse = [...circuits.values()].filter(({ usedAt }) => now() - usedAt <= OF_LATE_MS).map(({ circuit }) => circuit.state());
    const ofKind = (kind: BreakerState['circuit']): BreakerState | undefined => inUse.find(({ circuit }) => circuit === kind);
    return ofKind('open') ?? ofKind('probing') ?? { circuit: 'closed', retryAfterMs: null };
  };

  return { of, state };
};

const createCircuit = (settings: BreakerSettings, now: () => number): Circuit => {
  const breaker = createBreaker(settings, now);
  let lastOutage: Fault | null = null;
  return {
    ...breaker,
    noteOutage: (outage) => {
      lastOutage = outage;
    },
    turnedAway: (words) => circuitOpen(words, breaker.state().retryAfterMs ?? 0, lastOutage),
  };
};
