// What a counterpart sees of a call and gives back; the server beneath adds transport and faults.

import type { SourceId } from '../tally.ts';

export interface Received {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** How the data of an answer is spoiled; transport faults are the server's. */
export type Mood = 'plain' | 'badrecord' | 'empty' | 'forget' | 'refuse';

/** One authority or system: pure but for its own session state. */
export interface Counterpart {
  readonly source: SourceId;
  /** The name a call is counted under. */
  readonly operationOf: (received: Received) => string;
  readonly answer: (received: Received, mood: Mood) => Answer;
}

export const ok = (body: unknown): Answer => ({ status: 200, body });

export type JsonObject = Record<string, unknown>;

export const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The body as a JSON object; undefined if it is none. */
export const parseObject = (text: string): JsonObject | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
};

/** `Retry-After` in one of its two forms, in turn: seconds or an HTTP date. */
export const retryAfter = (seconds: number, nowMs: number, turn: number): Record<string, string> => ({
  'retry-after': turn % 2 === 0 ? String(seconds) : new Date(nowMs + (seconds + 1) * 1000).toUTCString(),
});
