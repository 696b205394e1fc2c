/** One page of a feed as the interface has it. Pure. A page that does not say whether more follows is broken: a reading is complete only if it says so. */
import type { CursorReader } from '../../src/upstream/connector.ts';
import { recordOf } from '../../src/upstream/wire.ts';
import { brokenAnswer } from './faults.ts';

export type Page = Exclude<Awaited<ReturnType<CursorReader['page']>>, 'restart'>;

/** `cursor` is the one the page was asked for with. The last page's own is where tomorrow starts; where it has none, tomorrow reads that page again. */
export const pageOf = (data: unknown, cursor: string | null, operation: string): Page => {
  const { rows, hasMore, nextCursor } = recordOf(data) ?? {};
  if (!Array.isArray(rows) || typeof hasMore !== 'boolean') {
    throw brokenAnswer(operation, {
      code: 'not-a-page',
      detail: 'Social security answered a feed without rows, or without saying whether more follow.',
    });
  }
  const next = typeof nextCursor === 'string' && nextCursor !== '' ? nextCursor : null;
  if (hasMore && (next === null || next === cursor)) {
    throw brokenAnswer(operation, {
      code: 'cursor-stands-still',
      detail: 'Social security says that more rows follow, but not where: the cursor does not move.',
    });
  }
  return { rows, nextCursor: next ?? cursor, hasMore };
};
