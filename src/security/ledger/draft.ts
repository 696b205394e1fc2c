/** From what a caller wants recorded to what is written: only what is recognised as harmless, and everybody by digest. Pure. */
import { faultOfWords } from '../../domain/kept-words.ts';
import type { Instant } from '../../domain/period.ts';
import { count, flag, token, WITHHELD } from '../../observe/allowed.ts';
import { actorOf } from '../caller.ts';
import type { CryptoSuite } from '../crypto-suite.ts';
import { type Entry, hashOfSubjects, type Particulars, subjectSet } from './chain.ts';
import type { LedgerDraft } from './entry.ts';
import type { LedgerKeys } from './keys.ts';

export interface Prepared {
  readonly entry: Omit<Entry, 'seq' | 'at'>;
  /** In hex, each once, in order. */
  readonly subjects: readonly string[];
}

export const prepare = (draft: LedgerDraft, { hash }: CryptoSuite, { subjectOf }: LedgerKeys): Prepared => {
  const subjects = subjectSet([...draft.subjects.map(subjectOf), ...(draft.ledgerSubjects ?? [])]);
  return {
    subjects,
    entry: {
      actor: actorOf(draft.caller),
      act: draft.act,
      purpose: draft.purpose,
      sources: draft.sources,
      outcome: token(draft.outcome),
      trace: draft.trace === null ? null : token(draft.trace),
      particulars: harmless(draft.particulars ?? {}),
      subjects: subjects.length,
      subjectsHash: hashOfSubjects(hash, subjects),
    },
  };
};

const harmless = (particulars: Particulars): Particulars =>
  Object.fromEntries(
    Object.entries(particulars).map(([name, value]) => [token(name), name === 'why' ? words(value) : harmlessValue(value)]),
  );

/** The reason somebody gave: a sentence, of which whoever took it made sure that it names nobody by a number. */
const words = (value: string | number | boolean): string => (typeof value === 'string' && faultOfWords(value) === null ? value : WITHHELD);

const harmlessValue = (value: string | number | boolean): string | number | boolean => {
  switch (typeof value) {
    case 'number':
      return count(value);
    case 'boolean':
      return flag(value);
    default:
      return token(value);
  }
};

/** No entry is earlier than the one before it, whatever the clocks of several processes say. */
export const notBefore = (now: Instant, last: Instant | null): Instant => (last !== null && last > now ? last : now);
