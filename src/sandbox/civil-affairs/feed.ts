// A change feed of civil affairs: rows of a window by CD_TIME and UUID, paged by offset (interfaces.md §1). A window that
// is not closed five minutes yet moves under the reader's feet, as the real one does.

import type { Quirks, Row } from '../quirks.ts';
import { type Dice, diceFor } from '../random.ts';
import { DAY_SECONDS, dayOfSecond, parseStamp, type Second } from '../shanghai-time.ts';

export const LONGEST_PAGE = 1000;
const CLOSED_AFTER_SECONDS = 300;

export interface Change {
  readonly uuid: string;
  /** When a district recorded it. */
  readonly at: Second;
  /** About somebody on the roster; a fault never spoils such a row. */
  readonly ofMember: boolean;
}

/**
 * `CD_TIME`: what districts recorded in a day reaches the feed in the first minute of the next. So no window that is closed gains a row, neither that of a night
 * of date D, which ends with D, nor that of one under way on D itself.
 */
export const fedAt = ({ at }: Change): Second => (dayOfSecond(at) + 1) * DAY_SECONDS + Math.floor((at % DAY_SECONDS) / 1440);

const inFeedOrder = (one: Change, other: Change): number =>
  fedAt(one) - fedAt(other) || (one.uuid < other.uuid ? -1 : one.uuid > other.uuid ? 1 : 0);

/** What was recorded before the city's date, in the order of the feed. */
export const fedBefore = <T extends Change>(end: Second, changes: readonly T[]): T[] =>
  changes.filter(({ at }) => at < end).sort(inFeedOrder);

export interface Window {
  readonly from: Second;
  readonly to: Second;
  readonly start: number;
  readonly length: number;
}

/** Reads `biz_content` of a feed; a text says what is wrong with it. */
export const parseWindow = ({ cd_time_from, cd_time_to, start, length }: Row): Window | string => {
  const from = typeof cd_time_from === 'string' ? parseStamp(cd_time_from) : undefined;
  const to = typeof cd_time_to === 'string' ? parseStamp(cd_time_to) : undefined;
  if (from === undefined) return 'cd_time_from 格式应为 yyyy-MM-dd HH:mm:ss';
  if (to === undefined) return 'cd_time_to 格式应为 yyyy-MM-dd HH:mm:ss';
  if (typeof start !== 'number' || !Number.isInteger(start) || start < 0) return 'start 应为不小于 0 的整数';
  if (typeof length !== 'number' || !Number.isInteger(length) || length < 1) return 'length 应为正整数';
  return { from, to, start, length };
};

/** First place whose change was not fed before the second. */
const placeOf = (changes: readonly Change[], second: Second): number => {
  let [low, high] = [0, changes.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const change = changes[middle];
    if (change && fedAt(change) < second) low = middle + 1;
    else high = middle;
  }
  return low;
};

const castPage = diceFor('civil-page');

export interface Page<T> {
  readonly changes: readonly T[];
  readonly recordCount: number;
  readonly dice: Dice;
}

export interface PageRequest<T extends Change> {
  readonly changes: readonly T[];
  readonly window: Window;
  readonly seed: number;
  readonly now: Second;
  readonly quirks: Quirks;
}

/** The page asked for; it may be short, but is never empty before the end. */
export const pageOf = <T extends Change>({ changes, window, seed, now, quirks }: PageRequest<T>): Page<T> => {
  const { from, to, start, length } = window;
  const dice = castPage(seed, `${from} ${to} ${start} ${length}`);
  const [first, end] = [placeOf(changes, from), placeOf(changes, to)];
  const open = to > now - CLOSED_AFTER_SECONDS && start > 0;
  const begin = Math.max(first, first + start + (open ? dice.whole({ from: -2, to: 2 }) : 0));
  const size = quirks.pageLength(dice, length);
  return { changes: changes.slice(begin, Math.min(begin + size, end)), recordCount: Math.max(0, end - first), dice };
};
