/** One page of a feed as the interface has it. Pure. */
import type { CursorReader } from '../../src/upstream/connector.ts';
import { readFeedPage } from '../../src/upstream/feed-page.ts';
import { recordOf } from '../../src/upstream/wire.ts';
import { brokenAnswer } from './faults.ts';

export type Page = Exclude<Awaited<ReturnType<CursorReader['page']>>, 'restart'>;

const FAULTS = {
  'not-a-page': 'Social security answered a feed with something that is no page: without rows, or with a cursor that is none.',
  'cursor-stands-still': 'Social security says that more rows follow, but not where: the cursor does not move.',
} as const;

/** `cursor` is the one the page was asked for with. */
export const pageOf = (data: unknown, cursor: string | null, operation: string): Page => {
  const { rows, hasMore, nextCursor } = recordOf(data) ?? {};
  const page = readFeedPage({ rows, hasMore, nextCursor }, cursor);
  if (typeof page === 'string') throw brokenAnswer(operation, { code: page, detail: FAULTS[page] });
  return page;
};
