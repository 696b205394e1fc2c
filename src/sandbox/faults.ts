// `--faults`: which counterpart misbehaves, how, and during which part of the calls expected of it. A window is counted
// in calls, not in time, so it ends once that many calls were made, unless it is said to last; after the last window everything is normal.

import { SOURCES, type SourceId } from './tally.ts';

/** For tests, and not in the public list: social security no longer knows a cursor; it refuses in words of its own. */
const UNPUBLISHED = ['forget', 'refuse'] as const;
/** What becomes of a call, by kind. */
export const PUBLIC_KINDS = {
  down: 'the connection is reset, and nothing is done or answered',
  slow: 'the answer comes after 2 to 30 seconds',
  cut: 'what was asked is done, and the connection breaks in the middle of the answer',
  error: 'HTTP 503, 502, 504 and 429 in turn; what is answered with 504 was done all the same',
  badrecord: 'broken rows stand among the good ones, or in their place where a page has no room',
  empty: 'a right answer that knows of nothing and nobody',
} as const;
const KINDS = [...(Object.keys(PUBLIC_KINDS) as (keyof typeof PUBLIC_KINDS)[]), ...UNPUBLISHED] as const;
export type FaultKind = (typeof KINDS)[number];

/** No window is shorter than this many calls. */
const SHORTEST_WINDOW_CALLS = 3;

export interface FaultWindow {
  readonly source: SourceId;
  readonly kind: FaultKind;
  /** Percent of the source's expected calls; `to` null: it never ends. */
  readonly from: number;
  readonly to: number | null;
}

/** What one call suffers; `call` counts the source's calls from 0. */
export interface Fault {
  readonly kind: FaultKind;
  readonly call: number;
}

const parseWindow = (text: string): FaultWindow => {
  const refuse = (reason: string): never => {
    throw new RangeError(`--faults: "${text}" ${reason}`);
  };
  const [, sourceId, kindId, percent] = /^([^:@]*):?([^@]*)@?(.*)$/.exec(text) ?? [];
  const [source, kind] = [SOURCES.find((id) => id === sourceId), KINDS.find((known) => known === kindId)];
  if (!source) return refuse(`names no known source; known: ${SOURCES.join(', ')}`);
  if (!kind) return refuse(`names no known kind; known: ${Object.keys(PUBLIC_KINDS).join(', ')}`);
  const window = /^(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)?$/.exec(percent ?? '');
  if (!window) return refuse(`does not say when: ${source}:${kind}@from-to, from and to in percent of the calls; without to it never ends`);
  const [from, to] = [Number(window[1]), window[2] === undefined ? null : Number(window[2])];
  if (to === null && from >= 100) return refuse('must begin below 100 percent: of the calls that are expected none is left');
  if (to !== null && (from >= to || to > 100)) return refuse('must run from a lower to a higher percent, at most 100');
  return { source, kind, from, to };
};

/** Reads a comma list of `source:kind@from-to` or `source:kind@from-`; an empty text is no faults. Throws RangeError with one line. */
export const parseFaults = (spec: string): FaultWindow[] =>
  spec.trim() === '' ? [] : spec.split(',').map((part) => parseWindow(part.trim()));

interface CallWindow {
  readonly kind: FaultKind;
  readonly first: number;
  /** Exclusive. */
  readonly end: number;
}

/** Counts one source's calls and says which of them suffer. Where windows overlap, the one listed first wins. */
export class FaultSchedule {
  readonly #windows: readonly CallWindow[];
  #calls = 0;

  constructor(windows: readonly FaultWindow[], source: SourceId, expectedCalls: number) {
    this.#windows = windows
      .filter((window) => window.source === source)
      .map(({ kind, from, to }) => {
        const first = Math.floor((from / 100) * expectedCalls);
        return {
          kind,
          first,
          end: to === null ? Number.POSITIVE_INFINITY : Math.max(Math.ceil((to / 100) * expectedCalls), first + SHORTEST_WINDOW_CALLS),
        };
      });
  }

  /** Counts a call; the fault it suffers, or null. */
  next(): Fault | null {
    const call = this.#calls;
    this.#calls += 1;
    const window = this.#windows.find(({ first, end }) => call >= first && call < end);
    return window ? { kind: window.kind, call } : null;
  }
}
