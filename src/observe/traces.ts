/**
 * Spans of OpenTelemetry, as the rest of Huzheng sees them. Where no collector is named nothing of it is loaded, and every call here is one that does
 * nothing. What a span may tell is the table of `spans.ts`; where it belongs is a `traceparent`, which may come from another process.
 */
import { asFault } from '../faults.ts';
import type { SpanFields, SpanName } from './spans.ts';

export interface Placed {
  /** Absent: whatever is under way here. Null, or no traceparent: a trace of its own. */
  readonly parent?: string | null;
  /** Where it must be one that others know (`spanIdOf`). */
  readonly id?: string;
  /** Traceparents of what it has to do with besides. */
  readonly links?: readonly (string | null)[];
}

export interface OpenSpan<S extends SpanName> {
  /** Null: nothing is traced here. */
  readonly traceparent: string | null;
  /** What is done in `act` is done within it. */
  readonly run: <T>(act: () => T) => T;
  /** With what is known only now. A span that is never ended is never told. */
  readonly end: (fields?: Partial<SpanFields<S>>, fault?: unknown) => void;
}

export interface Traces {
  readonly isOn: boolean;
  readonly begin: <S extends SpanName>(name: S, fields: Partial<SpanFields<S>>, placed?: Placed) => OpenSpan<S>;
  /** Of what is over already; times in epoch ms. */
  readonly past: <S extends SpanName>(name: S, fields: SpanFields<S> & Past, placed?: Placed) => void;
  /** Hands over what was not yet; waits for a collector that does not answer no longer than a moment. */
  readonly close: () => Promise<void>;
}

export interface Past {
  readonly startedAt: number;
  readonly endedAt: number;
  /** Tells that it failed. */
  readonly fault?: unknown;
}

export interface TraceSettings {
  /** Where spans are sent. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly service: string;
  /** Of the requests that begin a trace: how many are traced, from 0 to 1. Nights always are. */
  readonly ratio: number;
}

/** What is not traced goes on all the same. */
export const UNTRACED = { traceparent: null, run: <T>(act: () => T): T => act(), end: (): void => undefined };

export const NO_TRACES: Traces = { isOn: false, begin: () => UNTRACED, past: () => undefined, close: async () => undefined };

interface Told<S extends SpanName> extends Placed {
  readonly fields: Partial<SpanFields<S>>;
}

/** Does `act` within a span that ends with it, and says where it failed. `act` may answer to its own span with what it found out. */
export const within = async <S extends SpanName, T>(
  traces: Traces,
  name: S,
  { fields, ...placed }: Told<S>,
  act: (found: (fields: Partial<SpanFields<S>>) => void, traceparent: string | null) => Promise<T>,
): Promise<T> => {
  const span = traces.begin(name, fields, placed);
  let known: Partial<SpanFields<S>> = {};
  const found = (more: Partial<SpanFields<S>>): void => {
    known = { ...known, ...more };
  };
  try {
    const result = await span.run(() => act(found, span.traceparent));
    span.end(known);
    return result;
  } catch (thrown) {
    span.end({ ...known, code: asFault(thrown).code } as Partial<SpanFields<S>>, thrown);
    throw thrown;
  }
};
