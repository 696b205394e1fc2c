/** One page of the roster's change feed. Pure. */
import type { AidSystemClient } from '../../src/upstream/aid-system.ts';
import { readFeedPage } from '../../src/upstream/feed-page.ts';
import { recordOf } from '../../src/upstream/wire.ts';
import { brokenAnswer } from './faults.ts';
import type { components } from './upstream.ts';

type Page = Awaited<ReturnType<AidSystemClient['members']['page']>>;
type WirePage = { readonly [Field in keyof components['schemas']['MembersPage']]?: unknown };

const FAULTS = {
  'not-a-page': 'The aid system answered the roster with something that is no page: without items, or with a cursor that is none.',
  'cursor-stands-still': 'The aid system says that more members follow, but not where: the cursor does not move.',
} as const;

/** `cursor` is the one the page was asked for with. */
export const pageOf = (body: unknown, cursor: string | null): Page => {
  const { items, hasMore, nextCursor }: WirePage = recordOf(body) ?? {};
  const page = readFeedPage({ rows: items, hasMore, nextCursor }, cursor);
  if (typeof page === 'string') throw brokenAnswer('members', { code: page, detail: FAULTS[page] });
  return page;
};
