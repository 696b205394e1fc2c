/**
 * What one process has called since it last handed in: counts by minute, and how each counterpart stood at the end. Telling it of a call costs an
 * addition; whoever hands in takes everything at once, and puts back what could not be handed in.
 */
import { type Instant, instantOf, MINUTE } from '../domain/period.ts';
import type { Source } from '../domain/sources.ts';
import type { FaultKind } from '../faults.ts';
import type { UpstreamEvent } from './settings.ts';

/** Calls of one operation in one minute that came to the same. */
export interface CallCount {
  readonly source: Source;
  readonly minute: Instant;
  readonly operation: string;
  /** `answered`, or the code of a fault. */
  readonly outcome: string;
  readonly sent: boolean;
  readonly calls: number;
  readonly totalMs: number;
  readonly maxMs: number;
}

/** Why a call failed, as the operator reads it; the counterpart's own words are masked where they are taken, and left out where they may name somebody. */
export interface CallFault {
  readonly operation: string;
  readonly kind: FaultKind;
  readonly code: string;
  readonly detail: string;
  readonly authority: { readonly httpStatus: number | null; readonly code: string | null; readonly message: string | null } | null;
}

/** The last of each that was seen since; null: none. */
export interface Standing {
  readonly source: Source;
  readonly calledAt: Instant | null;
  readonly answeredAt: Instant | null;
  readonly failedAt: Instant | null;
  readonly fault: CallFault | null;
}

export interface Tallied {
  readonly counts: readonly CallCount[];
  readonly standings: readonly Standing[];
}

export interface CallTally {
  readonly add: (event: UpstreamEvent) => void;
  /** Everything since the last time. */
  readonly take: () => Tallied;
  readonly putBack: (tallied: Tallied) => void;
}

export const ANSWERED = 'answered';

export const createCallTally = (now: () => number): CallTally => {
  let counts = new Map<string, CallCount>();
  let standings = new Map<Source, Standing>();
  const count = (one: CallCount): void => {
    const key = `${one.source} ${one.minute} ${one.operation} ${one.outcome} ${one.sent}`;
    const before = counts.get(key);
    counts.set(key, before === undefined ? one : summed(before, one));
  };
  return {
    add: (event) => {
      const at = now();
      const { source, operation, code, sent, durationMs } = event;
      const minute = instantOf(at - (at % MINUTE));
      const ms = Math.max(0, Math.round(durationMs));
      count({ source, minute, operation, outcome: code ?? ANSWERED, sent, calls: 1, totalMs: ms, maxMs: ms });
      const before = standings.get(source) ?? { source, ...NOTHING_YET };
      standings.set(source, sent ? afterCall(before, event, instantOf(at)) : before);
    },
    take: () => {
      const taken = { counts: [...counts.values()], standings: [...standings.values()] };
      counts = new Map();
      standings = new Map();
      return taken;
    },
    putBack: (tallied) => {
      for (const one of tallied.counts) count(one);
      for (const one of tallied.standings) standings.set(one.source, joined(one, standings.get(one.source)));
    },
  };
};

const NOTHING_YET = { calledAt: null, answeredAt: null, failedAt: null, fault: null };

const summed = (a: CallCount, b: CallCount): CallCount => ({
  ...a,
  calls: a.calls + b.calls,
  totalMs: a.totalMs + b.totalMs,
  maxMs: Math.max(a.maxMs, b.maxMs),
});

const afterCall = (before: Standing, event: UpstreamEvent, at: Instant): Standing => {
  const { outcome, operation, code, detail, authority } = event;
  if (outcome === 'answered') return { ...before, calledAt: at, answeredAt: at };
  const { httpStatus = null, code: theirs = null, message = null } = authority ?? {};
  const said = httpStatus === null && theirs === null && message === null ? null : { httpStatus, code: theirs, message };
  const fault = { operation, kind: outcome, code: code ?? outcome, detail: detail ?? '', authority: said };
  return { ...before, calledAt: at, failedAt: at, fault };
};

const joined = (earlier: Standing, later: Standing | undefined): Standing => ({
  source: earlier.source,
  calledAt: later?.calledAt ?? earlier.calledAt,
  answeredAt: later?.answeredAt ?? earlier.answeredAt,
  failedAt: later?.failedAt ?? earlier.failedAt,
  fault: later?.fault ?? earlier.fault,
});
