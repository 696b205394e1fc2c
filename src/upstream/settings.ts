/** What the HTTP client of one counterpart is set up with, and what it tells of every attempt. */
import { MINUTE, SECOND } from '../domain/period.ts';
import type { Source } from '../domain/sources.ts';
import type { AuthorityWords, FaultKind } from '../faults.ts';
import type { BreakerSettings } from './breaker.ts';
import type { ClosedHours } from './closed-hours.ts';
import type { Closure } from './planned-closures.ts';
import type { Priority, Quota } from './quota.ts';
import type { Backoff } from './retry-after.ts';
import type { PauseOf } from './source-pauses.ts';

export interface UpstreamSettings {
  readonly source: Source;
  /** With or without a path; exchanges go below it. */
  readonly baseUrl: string;
  /** `http(s)://user:password@host:port`. The process's own proxy variables are not looked at. */
  readonly proxyUrl?: string | undefined;
  /** PEM text of the private authority that signed the counterpart's (or an https proxy's) certificate, in place of the public ones. */
  readonly caPem?: string | undefined;
  readonly closed?: ClosedHours | undefined;
  readonly patience?: Readonly<Partial<Record<Priority, Partial<Patience>>>> | undefined;
  readonly breaker?: BreakerSettings | undefined;
  /** Of one answer, decompressed. */
  readonly maxAnswerBytes?: number | undefined;
}

/** How long, and how often, one call tries. `longestWaitMs` also bounds what is waited at the counterpart's wish: beyond it the work row waits. */
export interface Patience extends Backoff {
  readonly attempts: number;
  /** One attempt, from sending to the last byte. */
  readonly attemptMs: number;
  /** Without a single byte. */
  readonly stallMs: number;
}

/** By night nobody waits; live, a worker does, and the cached answer is better than a late one. */
export const PATIENCE: Readonly<Record<Priority, Patience>> = {
  night: { attempts: 4, attemptMs: MINUTE, stallMs: 20 * SECOND, firstWaitMs: 250, longestWaitMs: 10 * SECOND },
  live: { attempts: 2, attemptMs: 3 * SECOND, stallMs: 2 * SECOND, firstWaitMs: 50, longestWaitMs: 250 },
};

export const MAX_ANSWER_BYTES = 16 * 1024 * 1024;

export interface UpstreamTools {
  /** Epoch ms. */
  readonly now: () => number;
  /** Rejects with the signal's reason when it aborts. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Of [0, 1). */
  readonly random: () => number;
  readonly quota: Quota;
  /** Whether an operator has paused it. */
  readonly pauseOf: PauseOf;
  /** Closures of a counterpart that an operator has announced, as known a second ago. */
  readonly announced: (source: Source) => Promise<readonly Closure[]>;
  /** Of every attempt, in its own time: it must not take any. */
  readonly observe: (event: UpstreamEvent) => void;
  readonly agentOptions?: AgentOptions;
}

export interface AgentOptions {
  /** Connections at once. */
  readonly maxSockets?: number;
}

/** One attempt, told for log and metrics: no personal data, no body. */
export interface UpstreamEvent {
  readonly source: Source;
  readonly operation: string;
  readonly outcome: 'answered' | FaultKind;
  /** The fault's code; null: answered. */
  readonly code: string | null;
  /** The fault's sentence; null: answered. */
  readonly detail: string | null;
  /** False: turned away on our side, by the gate or the circuit. */
  readonly sent: boolean;
  /** Null: no answer came, or nothing was sent. */
  readonly httpStatus: number | null;
  /** From 1. */
  readonly attempt: number;
  readonly durationMs: number;
  /** Without its message, where that may name somebody. */
  readonly authority?: AuthorityWords;
}
