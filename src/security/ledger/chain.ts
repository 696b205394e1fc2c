/**
 * The chain: what the bytes of an entry are, and how each is bound to the one before. Pure; a verifier in another language needs no more than
 * this: the hash of an entry is hash(previous ‖ canonical bytes), its subjects are bound by the hash of their sorted set.
 */
import type { Instant } from '../../domain/period.ts';
import type { Purpose, Source } from '../../domain/sources.ts';
import type { CryptoSuite } from '../crypto-suite.ts';

export type Particulars = Readonly<Record<string, string | number | boolean>>;

/** An entry in its place, as it is hashed. */
export interface Entry {
  readonly seq: number;
  readonly at: Instant;
  readonly actor: string;
  readonly act: string;
  readonly purpose: Purpose | null;
  readonly sources: readonly Source[];
  readonly outcome: string;
  readonly trace: string | null;
  readonly particulars: Particulars;
  readonly subjects: number;
  /** Hex. */
  readonly subjectsHash: string;
}

/** An entry with what binds it; `previous` and `hash` in hex. Made by `linkOf`. */
export interface Link {
  readonly entry: Entry;
  /** The entry's canonical text, written once. */
  readonly text: string;
  readonly previous: string;
  readonly hash: string;
}

/** The end of a chain: what the next entry is bound to. */
export interface Head {
  readonly seq: number;
  readonly hash: string;
}

export const GENESIS: Head = { seq: 0, hash: '00'.repeat(32) };

const VERSION = 1;
type Hash = CryptoSuite['hash'];

const inKeyOrder = (particulars: Particulars): Particulars =>
  Object.fromEntries(Object.entries(particulars).toSorted(([a], [b]) => (a < b ? -1 : 1)));

/** JSON of one array in this order, without spaces, in UTF-8; particulars by their names in order of UTF-16. */
const canonicalText = (entry: Entry): string =>
  JSON.stringify([
    VERSION,
    entry.seq,
    entry.at,
    entry.actor,
    entry.act,
    entry.purpose,
    entry.sources,
    entry.outcome,
    entry.trace,
    inKeyOrder(entry.particulars),
    entry.subjects,
    entry.subjectsHash,
  ]);

export const linkOf = (entry: Entry, bound: { readonly previous: string; readonly hash: string }): Link => ({
  entry,
  text: canonicalText(entry),
  ...bound,
});

export const linkHash = (hash: Hash, previous: string, text: string): string =>
  hash(Buffer.from(previous, 'hex'), Buffer.from(text)).toString('hex');

/** Every digest once, in order: a set has one hash. Digests are in hex. */
export const subjectSet = (subjects: Iterable<string>): readonly string[] => [...new Set(subjects)].toSorted();

/** Of digests that are already a set in order; all are equally long, so that nothing stands between them. */
export const hashOfSubjects = (hash: Hash, subjects: readonly string[]): string =>
  hash(Buffer.from(subjects.join(''), 'hex')).toString('hex');

export const nextLink = (hash: Hash, head: Head, draft: Omit<Entry, 'seq'>): Link => {
  const entry: Entry = { ...draft, seq: head.seq + 1 };
  const text = canonicalText(entry);
  return { entry, text, previous: head.hash, hash: linkHash(hash, head.hash, text) };
};
