/** How pages go on. */
import { Fault } from '../faults.ts';

export interface Paging {
  readonly limit: number;
  /** `nextCursor` of the page before. */
  readonly cursor?: string;
}

export const unknownCursor = (): Fault =>
  new Fault('invalid', {
    code: 'cursor-unknown',
    detail: 'cursor is the nextCursor of the page before; leave it out to begin.',
    fields: ['cursor'],
  });

/** Of one more than the limit, as it was asked for: whether there are more is seen by that one. */
export const pageOf = <T>(found: readonly T[], { limit }: Paging, cursorOf: (last: T) => string) => {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: found.length > limit && last !== undefined ? cursorOf(last) : null };
};
