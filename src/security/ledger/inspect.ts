/**
 * Goes along a chain, entry by entry, and names the first that is broken and why. Pure, and in constant memory: what it holds is the last good
 * link. Once something is broken only one question is left, whether an entry that was missing stands further on.
 */
import type { CryptoSuite } from '../crypto-suite.ts';
import { GENESIS, type Head, hashOfSubjects, type Link, linkHash } from './chain.ts';
import { type Checkpoint, FARTHEST_CHECKPOINT, isGenuine, type PublicKey } from './checkpoint.ts';

export const BREAKS = [
  /** Its content, its hash or what it is bound to is not what was written. */
  'altered',
  /** It is gone. */
  'missing',
  /** It stands further on. */
  'reordered',
  /** A number that was there before. */
  'inserted',
  /** Somebody was added to, or taken from, those it is about. */
  'subjects-altered',
  /** The checkpoint is not signed with a key of this ledger. */
  'checkpoint-unsigned',
  /** Rightly signed over another hash: everything since the last good checkpoint may have been written anew. */
  'rewritten',
  /** Too many entries since the last checkpoint: signed ones were taken away. */
  'unvouched',
] as const;

export interface Broken {
  readonly seq: number;
  readonly reason: (typeof BREAKS)[number];
}

export interface Inspected {
  readonly broken: Broken | null;
  /** Where what was seen begins: 0, or the checkpoint up to which retention has dropped entries. */
  readonly from: number;
  /** The last good entry. */
  readonly to: Head;
  readonly checkpoints: number;
  /** The last entry that a genuine checkpoint vouches for. */
  readonly vouchedTo: number;
}

export interface Inspector {
  /** The last good entry so far. */
  readonly at: () => Head;
  /** `subjects`: digests in hex, in order. False: broken, and there is no need to go on. */
  readonly link: (link: Link, subjects: readonly string[]) => boolean;
  /** After the entry it stands at, or before the first if that is where the chain begins. */
  readonly checkpoint: (checkpoint: Checkpoint) => boolean;
  /** What should be the next entry, or the checkpoint before it, cannot be read. */
  readonly unreadable: () => boolean;
  /** `head`: where the chain is said to end; null where nothing says it, because the end was cut off. */
  readonly end: (head: Head | null) => Inspected;
}

export interface Trust {
  readonly suite: CryptoSuite;
  readonly keys: readonly PublicKey[];
}

export const inspector = ({ suite, keys }: Trust): Inspector => {
  let last: Link | Head = GENESIS;
  let from = 0;
  let broken: Broken | null = null;
  let checkpoints = 0;
  let vouchedTo = 0;
  const at = (): Head => ('entry' in last ? { seq: last.entry.seq, hash: last.hash } : last);
  const breaks = (seq: number, reason: Broken['reason']): boolean => {
    broken ??= { seq, reason };
    return reason === 'missing';
  };
  const lookForMissing = ({ entry }: Link): boolean => {
    if (broken?.reason === 'missing' && entry.seq === broken.seq) broken = { seq: entry.seq, reason: 'reordered' };
    return broken?.reason === 'missing';
  };
  return {
    at,
    link: (link, subjects) => {
      if (broken !== null) return lookForMissing(link);
      const found = breakIn(link, subjects, { last: at(), vouchedTo, suite });
      if (found !== null) return breaks(found.seq, found.reason);
      last = link;
      return true;
    },
    checkpoint: (checkpoint) => {
      if (broken !== null) return (broken as Broken).reason === 'missing';
      if (!isGenuine(suite, keys, checkpoint)) return breaks(at().seq || checkpoint.seq, 'checkpoint-unsigned');
      checkpoints += 1;
      if (at() === GENESIS) {
        from = checkpoint.seq;
        last = { seq: checkpoint.seq, hash: checkpoint.hash };
      }
      if (checkpoint.seq !== at().seq) return breaks(at().seq + 1, 'missing');
      if (checkpoint.hash !== at().hash) return breaks(checkpoint.seq, 'rewritten');
      vouchedTo = checkpoint.seq;
      return true;
    },
    unreadable: () => breaks(at().seq + 1, 'altered'),
    end: (head) => {
      if (head === null || head.seq > at().seq) breaks(at().seq + 1, 'missing');
      else if (head.seq < at().seq) breaks(head.seq + 1, 'inserted');
      else if (head.hash !== at().hash) breaks(head.seq, 'rewritten');
      return { broken, from, to: at(), checkpoints, vouchedTo };
    },
  };
};

interface Standing {
  readonly last: Head;
  readonly vouchedTo: number;
  readonly suite: CryptoSuite;
}

const breakIn = (
  { entry, text, previous, hash }: Link,
  subjects: readonly string[],
  { last, vouchedTo, suite }: Standing,
): Broken | null => {
  const { seq } = entry;
  // Bound to the last one under another number: it is the number that was altered.
  if (seq !== last.seq + 1 && previous === last.hash) return { seq: last.seq + 1, reason: 'altered' };
  if (seq <= last.seq) return { seq, reason: 'inserted' };
  if (seq > last.seq + 1) return { seq: last.seq + 1, reason: 'missing' };
  if (linkHash(suite.hash, last.hash, text) !== hash || previous !== last.hash) {
    // Whole in itself and bound to something else: then it is the one before that was written anew, unless that is vouched for.
    const isWhole = previous !== last.hash && linkHash(suite.hash, previous, text) === hash;
    return { seq: isWhole && last.seq > vouchedTo ? last.seq : seq, reason: 'altered' };
  }
  if (seq - vouchedTo > FARTHEST_CHECKPOINT) return { seq, reason: 'unvouched' };
  const isSameSet = subjects.length === entry.subjects && hashOfSubjects(suite.hash, subjects) === entry.subjectsHash;
  return isSameSet ? null : { seq, reason: 'subjects-altered' };
};
