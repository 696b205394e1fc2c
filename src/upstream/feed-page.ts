/**
 * A page of a cursor feed, read by what it states (`interfaces.md`, "Common to all": any field may be missing, `""` or `null`). Pure. Nothing a
 * page leaves out may cost a row: where it is not certain that the rows before a cursor came, tomorrow starts in front of them.
 */
import { isStated, isStorable } from './wire.ts';

export interface FeedPage {
  readonly rows: readonly unknown[];
  readonly nextCursor: string | null;
  readonly hasMore: boolean;
}

interface StatedPage {
  readonly rows?: unknown;
  readonly hasMore?: unknown;
  readonly nextCursor?: unknown;
}

/**
 * `cursor` is the one the page was asked for with. A page that does not say whether more follow is followed as long as it has rows and its cursor
 * moves. The last page's cursor is where tomorrow starts; where it has none, tomorrow reads that page again.
 */
export const readFeedPage = (
  { rows, hasMore, nextCursor }: StatedPage,
  cursor: string | null,
): FeedPage | 'not-a-page' | 'cursor-stands-still' => {
  const next = cursorIn(nextCursor);
  if (next === undefined || !(isStated(hasMore) ? typeof hasMore === 'boolean' : true)) return 'not-a-page';
  if (!isStated(rows)) return isEndWithoutRows({ hasMore, next }) ? { rows: [], nextCursor: cursor, hasMore: false } : 'not-a-page';
  if (!Array.isArray(rows)) return 'not-a-page';
  const moves = next !== null && next !== cursor;
  if (hasMore === true && !moves) return 'cursor-stands-still';
  return { rows, nextCursor: next ?? cursor, hasMore: isStated(hasMore) ? hasMore === true : moves && rows.length > 0 };
};

/** Rows that are not stated are none only at an end; a page that states nothing at all is no page. */
const isEndWithoutRows = ({ hasMore, next }: { readonly hasMore: unknown; readonly next: string | null }): boolean =>
  hasMore === false || (!isStated(hasMore) && next !== null);

/** Opaque: as it came, also where it came as a number. Null: not stated; undefined: no cursor. */
const cursorIn = (value: unknown): string | null | undefined => {
  if (!isStated(value)) return null;
  if (typeof value === 'string') return isStorable(value) ? value : undefined;
  return Number.isSafeInteger(value) ? String(value) : undefined;
};
