/**
 * The one error class and the one table of what each kind means. Expected answers (absence, mismatch, death, a refused version) are
 * values, never faults; an outage is a fault, never absence.
 */

export type FaultKind = 'invalid' | 'denied' | 'conflict' | 'busy' | 'broken' | 'uncertain' | 'bug';

interface FaultPolicy {
  /** What our HTTP API answers with. */
  readonly httpStatus: number;
  /** Whether the same work may be tried again by itself. `ask-first`: only after asking the other side what became of it. */
  readonly retry: 'never' | 'later' | 'ask-first';
  readonly logLevel: 'info' | 'warn' | 'error';
}

export const FAULT_POLICY: Readonly<Record<FaultKind, FaultPolicy>> = {
  /** What was given cannot be used: a wrong variable, a malformed request. */
  invalid: { httpStatus: 400, retry: 'never', logLevel: 'info' },
  /** Known, and not allowed: a refused signature, a missing approval. */
  denied: { httpStatus: 403, retry: 'never', logLevel: 'warn' },
  /** Someone else was there first. */
  conflict: { httpStatus: 409, retry: 'never', logLevel: 'info' },
  /** Not now: outage, time-out, quota, closed hours. */
  busy: { httpStatus: 503, retry: 'later', logLevel: 'warn' },
  /** The other side answered, against its own interface. */
  broken: { httpStatus: 502, retry: 'later', logLevel: 'error' },
  /** Sent, and nobody knows whether it arrived. */
  uncertain: { httpStatus: 502, retry: 'ask-first', logLevel: 'warn' },
  /** Ours. */
  bug: { httpStatus: 500, retry: 'never', logLevel: 'error' },
};

/** What an authority said of its own refusal, for the operator who has to call them. Identity numbers are already masked. */
export interface AuthorityWords {
  readonly source: string;
  readonly operation: string;
  readonly httpStatus?: number;
  readonly code?: string;
  readonly message?: string;
}

export interface FaultDetail {
  /** Stable, kebab-case: `secret-refused`, `deadline-passed`. The fingerprint of failures is built on it. */
  readonly code: string;
  /** One plain sentence that says what to do where anything can be done. No personal data. */
  readonly detail: string;
  readonly authority?: AuthorityWords;
  /** JSON Pointers, or names of parameters, of what is wrong in a request. */
  readonly fields?: readonly string[];
  /** The other side's own wish, or the end of closed hours. */
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
}

export class Fault extends Error {
  readonly kind: FaultKind;
  readonly code: string;
  readonly authority: AuthorityWords | undefined;
  readonly fields: readonly string[] | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(kind: FaultKind, { code, detail, authority, fields, retryAfterMs, cause }: FaultDetail) {
    super(detail, cause === undefined ? undefined : { cause });
    this.name = 'Fault';
    this.kind = kind;
    this.code = code;
    this.authority = authority;
    this.fields = fields;
    this.retryAfterMs = retryAfterMs;
  }
}

/** Anything thrown, as a fault: what is not one already is ours. */
export const asFault = (thrown: unknown): Fault =>
  thrown instanceof Fault
    ? thrown
    : new Fault('bug', { code: 'unexpected', detail: 'An unexpected error; see the log by its trace.', cause: thrown });

const LONG_NUMBER = /\d[\dXx]{9,}/gu;
/** Written in groups, as a person reads it out; a day with its hour is shorter, and ids with letters in them are none. Bounded: any text may come. */
const GROUPED_NUMBER = /(?<![A-Za-z\d]\p{Pd}?)\d(?:[ \p{Pd}]?\d){9,60}[ \p{Pd}]?[\dXx](?!\p{Pd}?[A-Za-z\d])/gu;
const withheldAfterTwo = (digits: string): string => `${digits.slice(0, 2)}***`;

/** An authority's words may quote the person; numbers long enough to be anybody's are masked, and the text is kept short and storable. */
export const maskedWords = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(LONG_NUMBER, withheldAfterTwo)
    .replace(GROUPED_NUMBER, withheldAfterTwo)
    .replaceAll('\0', ' ')
    .slice(0, 300)
    .toWellFormed();
