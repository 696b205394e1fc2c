// One page of a feed (interfaces.md §3): from a cursor on, now and then short, now and then with rows of the page before
// again, keys in either case.

import { type Anatomy, withDamagedCopies } from '../damage.ts';
import type { Mood } from '../http/exchange.ts';
import { type Quirks, type Row, recased } from '../quirks.ts';
import { diceFor } from '../random.ts';
import { BEGINNING, type ChangeIndex, type Position } from './change-index.ts';

export const LONGEST_PAGE = 1000;

export interface SocialFeed {
  readonly index: ChangeIndex;
  /** The row of an entry, keys in upper case. */
  readonly rowOf: (position: Position) => Row;
  readonly anatomy: Anatomy;
}

export interface PageRequest {
  readonly feed: SocialFeed;
  /** Null: from the beginning. */
  readonly after: Position | null;
  readonly limit: number;
  readonly mood: Mood;
  readonly seed: number;
  readonly quirks: Quirks;
}

export interface Page {
  readonly rows: readonly Row[];
  readonly next: Position;
  readonly hasMore: boolean;
}

const castPage = diceFor('social-page');
const castCase = diceFor('social-key-case');

export const pageOf = ({ feed, after, limit, mood, seed, quirks }: PageRequest): Page => {
  const position = after ?? BEGINNING;
  if (mood === 'empty') return { rows: [], next: position, hasMore: false };
  const dice = castPage(seed, `${position.time} ${position.ref} ${limit}`);
  const { index } = feed;
  const from = index.after(position);
  const repeated = Math.min(after ? quirks.repeatedRows(dice) : 0, from, limit - 1);
  // Damaged copies need room within the limit.
  const length = mood === 'badrecord' ? Math.max(1, Math.floor(limit / 2)) : quirks.pageLength(dice, limit);
  const end = Math.min(index.size, Math.max(from + 1, from - repeated + length));
  const rows = Array.from({ length: end - from + repeated }, (_, place) => feed.rowOf(index.at(from - repeated + place)));
  const answered = mood === 'badrecord' ? withDamagedCopies(rows, feed.anatomy, dice, limit) : rows;
  const keyCase = quirks.keyCase(castCase(seed, from));
  return {
    rows: answered.map((row) => recased(row, keyCase, dice)),
    next: end > from ? index.at(end - 1) : position,
    hasMore: end < index.size,
  };
};
