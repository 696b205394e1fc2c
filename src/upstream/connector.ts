/**
 * What a connector is: the only code that speaks one counterpart's dialect. `index.ts` defines it as data, `client.ts` does its only
 * I/O through the `UpstreamHttp` it is handed, `normalise.ts` turns wire rows into drafts, `faults.ts` turns refusals into ours.
 */

import type { CanonicalContent, CanonicalSealed } from '../domain/canonical.ts';
import type { Grade } from '../domain/grade.ts';
import type { IdNumber, IdNumberFault, IdType } from '../domain/id-number.ts';
import type { Day, Instant } from '../domain/period.ts';
import type { Authority, Dataset, Source, Testimony } from '../domain/sources.ts';

/** One call's circumstances. `live`: a worker waits on a phone; `night`: nobody waits. */
export interface Call {
  readonly priority: 'night' | 'live';
  readonly signal: AbortSignal;
}

/** A row as it came: still the authority's, not yet read. */
export type WireRow = unknown;

/** What a wire row says of one person, before it is compared with the roster. Content is clear, `sealed` is for the vault. */
export type Draft = { [D in Testimony]: DraftOf<D> }[Testimony];
export interface DraftOf<D extends Testimony> {
  readonly dataset: D;
  /** Unique within source, dataset and person; carries no personal data and no health code. */
  readonly recordKey: string;
  /** Null: nobody whom a roster can name. A `D` row that states only its key, or a number that no roster has. */
  readonly subject: IdNumber | null;
  /** When the row last changed at its source; the newest wins. Null where the source does not say: the later arrival wins. */
  readonly changedAt: Instant | null;
  /** The record no longer holds (`CD_OPERATION` D). Then `content` may be null. */
  readonly ended: boolean;
  readonly content: CanonicalContent[D] | null;
  readonly sealed: CanonicalSealed[D] | null;
  /** The authority's own copies, compared with the roster's on arrival and then dropped; null: not stated. */
  readonly stated: {
    readonly name: string | null;
    readonly birthDate: Day | null;
    readonly employer: { readonly name: string | null; readonly uscc: string | null } | null;
  };
  /** Household number as the source writes it: kept only as a keyed digest. */
  readonly household: string | null;
}

/** A row that cannot be read: it costs only itself. */
export interface BrokenRow {
  readonly recordKey: string | null;
  readonly reason:
    | 'not-an-object'
    | 'missing-key'
    | 'identity-number'
    | 'impossible-date'
    | 'impossible-amount'
    | 'unknown-operation'
    | 'wrong-type'
    /** Reading it threw: nobody foresaw what it says. */
    | 'unreadable';
  readonly identityFault?: IdNumberFault;
  /** JSON Pointer into the row, in the authority's own spelling. */
  readonly path: string;
  /** Type and length of what stood there, digits as 9 and letters as a: `string(18) 999999aaaa…`; never the value. */
  readonly shape: string;
  /** Where the number itself could be read: whose record this is. */
  readonly subject: IdNumber | null;
  /** Of a lookup, where it could not: those asked about whom the row may be about. None of them is absent for want of this row. */
  readonly mayBe?: readonly IdNumber[];
}

export type Normalised = { readonly ok: true; readonly draft: Draft } | { readonly ok: false; readonly broken: BrokenRow };

/** Code tables as the authority publishes them for this deployment: table → code → label. `version` names the edition. */
export interface Dictionary {
  readonly version: string;
  readonly tables: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Of an authority that publishes none, or for a feed that is read by none: nobody asks for it. */
export const NO_DICTIONARY: Dictionary = { version: 'none', tables: {} };

/** Whom to ask about. `personNo` and `place` are what an earlier answer of the same authority stated (医保 `psn_no`, `insuplc_admdvs`). */
export interface Subject {
  readonly idNumber: IdNumber;
  readonly idType: IdType;
  readonly name: string;
}
export interface InsuredSubject extends Subject {
  readonly personNo: string;
  readonly place: string;
}

interface ReaderBase<D extends Testimony> {
  readonly dataset: D;
  /** Pure. A lookup that groups rows (family: one record of a household's rows) says so by `normaliseBatch` in its reader instead. */
  readonly normalise: (row: WireRow, dictionary: Dictionary) => Normalised;
}

/** Which record a wire row tells of and about whom, as they are written, without reading the row. `subject` null: not stated. */
export interface Glance {
  readonly recordKey: string;
  readonly subject: string | null;
}

interface FeedReaderBase<D extends Testimony> extends ReaderBase<D> {
  /** Cheap, for rows that are most likely of no use. Null where a glance does not tell: the row has to be read. Pure. */
  readonly glance: (row: WireRow) => Glance | null;
}

/** An offset window over a change feed: `from` inclusive, `to` exclusive. A page may be short; stop at `offset ≥ total`, or, where no total is stated, at a page without rows. */
export interface WindowReader<D extends Testimony = Testimony> extends FeedReaderBase<D> {
  readonly kind: 'window';
  readonly pageSize: number;
  readonly page: (
    request: { readonly from: Instant; readonly to: Instant; readonly offset: number; readonly limit: number },
    call: Call,
  ) => Promise<WindowPage>;
}

export interface WindowPage {
  readonly rows: readonly WireRow[];
  /** Rows of the whole window; null: not stated. */
  readonly total: number | null;
}

/** An opaque cursor. `restart`: the server no longer knows it (`B0410`): from the beginning. */
export interface CursorReader<D extends Testimony = Testimony> extends FeedReaderBase<D> {
  readonly kind: 'cursor';
  readonly pageSize: number;
  /** Tables of the dictionary by which its rows are read. Default: none. */
  readonly labelledBy?: readonly string[];
  /** Names how its rows are read. Rows that were read otherwise come to something else, and are read again as by another dictionary. Default: as ever. */
  readonly manner?: string;
  readonly page: (
    request: { readonly cursor: string | null; readonly limit: number },
    call: Call,
  ) => Promise<{ readonly rows: readonly WireRow[]; readonly nextCursor: string | null; readonly hasMore: boolean } | 'restart'>;
}

/** A lookup of a batch of persons. Everyone asked about and not answered is *not held*. */
export interface LookupReader<D extends Testimony = Testimony> {
  readonly kind: 'lookup';
  readonly dataset: D;
  readonly batchSize: number;
  /** Tables of the dictionary by which its rows are read. Default: none, and then nobody asks for the dictionary because of them. */
  readonly labelledBy?: readonly string[];
  /** `insured`: subjects must be of one place and carry a person number. `settled`: the window of settlement dates, both inclusive. */
  readonly asks: 'subject' | 'insured' | 'insured-in-window';
  readonly batch: (
    request: { readonly subjects: readonly Subject[]; readonly window: { readonly from: Day; readonly to: Day } | null },
    call: Call,
  ) => Promise<LookupAnswer>;
  /**
   * Where an answer leaves open whose its rows are: into which parts to divide those asked about, to ask about each anew. Fewer than two: it tells all, or
   * asking again would not help. Default: it tells all. Pure.
   */
  readonly apart?: (rows: readonly WireRow[], subjects: readonly Subject[]) => readonly (readonly Subject[])[];
  /**
   * Whose each row plainly is, and all that reading it depends on, for telling whether it was read before: without reading it. One entry a row, in order;
   * null where a glance does not tell. Pure.
   */
  readonly glance: (rows: readonly WireRow[], subjects: readonly Subject[]) => readonly (LookupGlance | null)[];
  /**
   * Pure: rows of a whole batch to drafts, because one record may be made of several rows. `fetched` counts wire rows. `known`: of these people nothing
   * is read; rows that a glance says to be theirs are answered as `known`.
   */
  readonly normalise: (
    rows: readonly WireRow[],
    subjects: readonly Subject[],
    dictionary: Dictionary,
    known?: ReadonlySet<IdNumber>,
  ) => LookupNormalised;
}
/** `subject`: one of those asked about. `said`: as JSON, the same whenever reading the row comes to the same. */
export interface LookupGlance {
  readonly subject: IdNumber;
  readonly said: unknown;
}
export interface LookupAnswer {
  readonly rows: readonly WireRow[];
}
export interface LookupNormalised {
  /** One entry a wire row, in order, so that the books can count rows. */
  readonly rows: readonly LookupRow[];
}
/** `other`: about somebody who was not asked about; `merged`: part of another row's draft (same record); `known`: nobody wants to have it read. */
export type LookupRow =
  | Normalised
  | { readonly ok: 'other'; readonly subject: IdNumber | null }
  | { readonly ok: 'merged' }
  | { readonly ok: 'known' };

export type Reader = WindowReader | CursorReader | LookupReader;

/** What a live answer may state, and did not: `name-grade` where the authority grades (PPDDM), of participation `employer` and `payment`. */
export type LeftOut = 'name-grade' | 'employer' | 'payment';

/** One person asked about while a worker waits. `held: false` is an answer ("no such person here"), an outage is a fault. */
export interface LiveAnswer {
  readonly held: boolean;
  /** The authority's own grade of number and name, where it grades (PPDDM); otherwise null and the caller compares. */
  readonly graded: { readonly idNumber: Grade; readonly name: Grade } | null;
  /** The same drafts the night would make. */
  readonly drafts: readonly Draft[];
  /** Which datasets this answer settles: in them, no draft means not held. */
  readonly settles: readonly Testimony[];
  /** Which it settles only where nothing was read of the person: it states nothing that could take the place of a record. Default: none. */
  readonly settlesUnlessHeld?: readonly Testimony[];
  /** Of this, what was read of the person stands. A code without meaning is stated: it leaves nothing out. Default: nothing. */
  readonly leftOut?: readonly LeftOut[];
}

/** An authority, ready to be asked. */
export interface AuthorityClient {
  readonly source: Authority;
  readonly readers: readonly Reader[];
  /** Proves sign-in works; for `connectors check`. */
  readonly signIn: (call: Call) => Promise<void>;
  readonly dictionary: (call: Call) => Promise<Dictionary>;
  readonly ask: (subject: Subject, call: Call) => Promise<LiveAnswer>;
}

/** Definition of a counterpart as data; `connect` builds its client from configuration and the HTTP client it is handed. */
export interface Connector<Settings, Client> {
  readonly source: Source;
  /** 中文 name for operators. */
  readonly title: string;
  readonly datasets: readonly Dataset[];
  readonly connect: (settings: Settings, tools: ConnectorTools) => Client;
}

export interface ConnectorTools {
  readonly http: UpstreamHttp;
  /** Wall clock, epoch ms: signatures and timestamps. */
  readonly now: () => number;
  /** Unguessable text for nonces and request ids. */
  readonly uuid: () => string;
}

/** One exchange with a counterpart. Everything that signs is a function: it runs anew for every attempt, so every retry has a fresh nonce and time. */
export interface Exchange {
  /** What is being done, in the authority's word: `s_civil_assistance`, `1101B`. Appears in logs, metrics and faults. */
  readonly operation: string;
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Below the base URL. Never holds personal data. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers: () => Readonly<Record<string, string>>;
  /** Ready-made text; its content type is in `headers`. */
  readonly body?: () => string;
  /**
   * It asks about nobody: a feed, a dictionary, a sign-in. Only then are the counterpart's own words on a failure told beside its calls; of a question about
   * a person they may name that person, and stay with whoever asked. Default: it may be about somebody.
   */
  readonly aboutNobody?: boolean;
  /** False for what must not be repeated blindly (a delivery): an answer that never came is then `uncertain`. */
  readonly repeatable: boolean;
  /** Quota bucket this call draws from. Default: the counterpart's own. */
  readonly quotaKey?: string;
  /** HTTP statuses, besides 2xx, that are answers to be read and not faults (401 of sign-in, 409 of a delivery …). */
  readonly answers?: readonly number[];
  /** Of these, those that say all by themselves: their body may be no JSON, and is undefined then. */
  readonly bodyless?: readonly number[];
  /**
   * Reads an answer as the protocol means it. It may throw a `Fault`: `busy` ones are retried here with backoff (honouring
   * `retryAfterMs`), others are not. Two-level success codes, quota words in a 200, all belong here.
   */
  readonly read?: (response: UpstreamResponse) => void;
}

export interface UpstreamResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed JSON, or undefined for an empty body. */
  readonly body: unknown;
}

/**
 * The HTTP client a connector is handed: retry with fresh signatures, `Retry-After` in both forms, quota on our side, breaker, deadline, stall and cut
 * detection, closed hours, proxy, private CA, size limit. Throws `Fault`: `busy` (outage, time-out, quota, closed; with `retryAfterMs`), `broken`
 * (not JSON, too large, unexpected status), `denied` (401/403 not in `answers`), `uncertain` (unrepeatable and no answer).
 */
export interface UpstreamHttp {
  readonly exchange: (exchange: Exchange, call: Call) => Promise<UpstreamResponse>;
}
