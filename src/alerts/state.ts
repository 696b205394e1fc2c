/**
 * What becomes of an alert, as a table. Whoever is told of a failure is told of its recovery; what only a person mends is told once a round; what passes
 * before it has lasted, and what is so by plan, is told to nobody. Pure.
 */
import { epochOf, type Instant } from '../domain/period.ts';
import type { Alert, MessageKind } from './alert.ts';
import type { Signal, Standing } from './signal.ts';

type From = 'ok' | 'pending' | 'firing' | 'final';
/** A standing, and whether it has lasted for as long as its rule demands. */
type Event = 'crossed-lately' | 'crossed-long' | 'over' | 'stuck' | 'clear-lately' | 'clear-long' | 'unsaid';
type Move = { readonly to: From | 'recovered'; readonly tells: MessageKind | null };

const stay = (to: From): Move => ({ to, tells: null });

const MOVES: Readonly<Record<From, Readonly<Record<Event, Move>>>> = {
  ok: {
    'crossed-lately': stay('pending'),
    'crossed-long': { to: 'firing', tells: 'fail' },
    over: { to: 'final', tells: 'final' },
    stuck: stay('ok'),
    'clear-lately': stay('ok'),
    'clear-long': stay('ok'),
    unsaid: stay('ok'),
  },
  pending: {
    'crossed-lately': stay('pending'),
    'crossed-long': { to: 'firing', tells: 'fail' },
    over: { to: 'final', tells: 'final' },
    stuck: stay('ok'),
    'clear-lately': stay('ok'),
    'clear-long': stay('ok'),
    unsaid: stay('ok'),
  },
  firing: {
    'crossed-lately': stay('firing'),
    'crossed-long': stay('firing'),
    over: { to: 'final', tells: 'final' },
    stuck: { to: 'final', tells: 'final' },
    'clear-lately': stay('firing'),
    'clear-long': { to: 'recovered', tells: 'recovered' },
    unsaid: stay('firing'),
  },
  final: {
    'crossed-lately': stay('final'),
    'crossed-long': stay('final'),
    over: { to: 'final', tells: 'final' },
    stuck: stay('final'),
    'clear-lately': stay('final'),
    'clear-long': { to: 'recovered', tells: 'recovered' },
    unsaid: stay('final'),
  },
};

export interface Before {
  /** Null: nothing is open. */
  readonly alert: Alert | null;
  /** The round that was last told of as final, of this alert or of those before it. */
  readonly toldRound: string | null;
}

export interface Moment {
  readonly now: Instant;
  /** So long it has to be so, or to be well again, before anybody is told. */
  readonly forMs: number;
}

/** Null: nothing is open any more, and there was nothing that anybody was told of. */
export type After = Pick<Alert, 'state' | 'since' | 'changedAt' | 'clearFrom' | 'failTold' | 'round'> & {
  readonly tells: MessageKind | null;
};

/** `signal` null: it is clear. */
export const judge = (before: Before, signal: Pick<Signal, 'standing' | 'round'> | null, moment: Moment): After | null => {
  const { alert, toldRound } = before;
  const from: From = alert === null || alert.state === 'recovered' ? 'ok' : alert.state;
  const clearFrom = clearSince(alert, signal?.standing ?? 'clear', moment.now);
  const since = alert?.since ?? moment.now;
  const { to, tells: wouldTell } = MOVES[from][eventOf(signal?.standing ?? 'clear', { since, clearFrom }, moment)];
  if (to === 'ok') return null;
  const failTold = alert?.failTold ?? false;
  const round = wouldTell === 'final' ? (signal?.round ?? alert?.round ?? null) : (alert?.round ?? null);
  const tells = isWorthTelling(wouldTell, { failTold, isNewRound: round !== toldRound }) ? wouldTell : null;
  return {
    state: to,
    since,
    changedAt: to === from && tells === null ? (alert?.changedAt ?? moment.now) : moment.now,
    clearFrom,
    failTold: failTold || tells === 'fail',
    round,
    tells,
  };
};

/** Who heard of no failure waits for no recovery; a round is told of once. */
const isWorthTelling = (
  tells: MessageKind | null,
  { failTold, isNewRound }: { readonly failTold: boolean; readonly isNewRound: boolean },
): boolean => {
  switch (tells) {
    case null:
      return false;
    case 'fail':
      return true;
    case 'recovered':
      return failTold;
    case 'final':
      return isNewRound;
  }
};

/** What was well when it was last heard of stays so while nothing is heard. */
const clearSince = (alert: Alert | null, standing: Standing | 'clear', now: Instant): Instant | null => {
  switch (standing) {
    case 'clear':
      return alert?.clearFrom ?? now;
    case 'unsaid':
      return alert?.clearFrom ?? null;
    default:
      return null;
  }
};

const eventOf = (
  standing: Standing | 'clear',
  { since, clearFrom }: { readonly since: Instant; readonly clearFrom: Instant | null },
  { now, forMs }: Moment,
): Event => {
  const hasLasted = (from: Instant): boolean => epochOf(now) - epochOf(from) >= forMs;
  if (clearFrom !== null) return hasLasted(clearFrom) ? 'clear-long' : 'clear-lately';
  switch (standing) {
    case 'crossed':
      return hasLasted(since) ? 'crossed-long' : 'crossed-lately';
    case 'over':
    case 'stuck':
      return standing;
    default:
      return 'unsaid';
  }
};
