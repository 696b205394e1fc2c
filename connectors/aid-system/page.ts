/** One page of the roster's change feed. Pure. A page that does not say whether more follows is broken: a reading is complete only if it says so. */
import type { AidSystemClient } from '../../src/upstream/aid-system.ts';
import { recordOf } from '../../src/upstream/wire.ts';
import { brokenAnswer } from './faults.ts';
import type { components } from './upstream.ts';

type Page = Awaited<ReturnType<AidSystemClient['members']['page']>>;
type WirePage = { readonly [Field in keyof components['schemas']['MembersPage']]?: unknown };

/** `cursor` is the one the page was asked for with. The last page's own is where tomorrow starts; where it has none, tomorrow reads that page again. */
export const pageOf = (body: unknown, cursor: string | null): Page => {
  const { items, hasMore, nextCursor }: WirePage = recordOf(body) ?? {};
  if (!Array.isArray(items) || typeof hasMore !== 'boolean') {
    throw brokenAnswer('members', {
      code: 'not-a-page',
      detail: 'The aid system answered the roster without items, or without saying whether more follow.',
    });
  }
  const next = typeof nextCursor === 'string' && nextCursor !== '' ? nextCursor : null;
  if (hasMore && (next === null || next === cursor)) {
    throw brokenAnswer('members', {
      code: 'cursor-stands-still',
      detail: 'The aid system says that more members follow, but not where: the cursor does not move.',
    });
  }
  return { rows: items, nextCursor: next ?? cursor, hasMore };
};
