/** Chains of made-up entries, signed, as the ledger would write them. */
import type { Instant } from '../../src/domain/period.ts';
import { standardSuite } from '../../src/security/crypto-suite.ts';
import { type Entry, GENESIS, type Head, hashOfSubjects, type Link, nextLink, subjectSet } from '../../src/security/ledger/chain.ts';
import { isDue, signerOf } from '../../src/security/ledger/checkpoint.ts';
import { type ChainItem, endLine, headerLine, itemLine } from '../../src/security/ledger/export.ts';

export const suite = standardSuite;
export const signer = signerOf(suite, suite.newSigningKey());
export const AT = '2026-11-23T01:02:03.456Z' as Instant;

export const subjectNumber = (number: number): string =>
  suite
    .hash(Buffer.from(String(number)))
    .toString('hex')
    .slice(0, 32);

export const entryAbout = (subjects: readonly string[], particulars: Entry['particulars'] = {}): Omit<Entry, 'seq'> => ({
  at: AT,
  actor: 'client:aid-system',
  act: 'verify-identity',
  purpose: 'hardship-screening',
  sources: ['civil-affairs', 'social-security'],
  outcome: 'match',
  trace: '5f0e0a4e-0000-4000-8000-000000000001',
  particulars,
  subjects: subjects.length,
  subjectsHash: hashOfSubjects(suite.hash, subjects),
});

export interface Chain {
  readonly items: readonly ChainItem[];
  readonly head: Head;
}

/** One entry for each set of subjects; signed after those of `signedAfter`, where it is due, and at its end. */
export const chainAbout = (sets: readonly (readonly string[])[], signedAfter: ReadonlySet<number> = new Set()): Chain => {
  const items: ChainItem[] = [];
  let head: Head = GENESIS;
  for (const [index, set] of sets.entries()) {
    const subjects = subjectSet(set);
    const link: Link = nextLink(suite.hash, head, entryAbout(subjects, { attempt: index, unit: `death/${index}` }));
    items.push({ link, subjects });
    const isSigned = signedAfter.has(index) || isDue(head.seq, link.entry.seq) || index === sets.length - 1;
    head = { seq: link.entry.seq, hash: link.hash };
    if (isSigned) items.push({ checkpoint: signer.sign(head, AT) });
  }
  return { items, head };
};

export const exported = ({ items, head }: Chain): readonly string[] => [
  headerLine({ suite: suite.name, keys: [signer.publicKey] }),
  ...items.map(itemLine),
  endLine(head),
];
