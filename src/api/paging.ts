/** How pages are asked for: how many, and after which. */
import { Fault } from '../faults.ts';

const DEFAULT_LIMIT = 20;
const LARGEST_LIMIT = 100;

export const readLimit = (stated: unknown): number => {
  if (stated === undefined) return DEFAULT_LIMIT;
  const limit = typeof stated === 'string' && /^\d{1,3}$/.test(stated) ? Number(stated) : 0;
  if (limit < 1 || limit > LARGEST_LIMIT)
    throw new Fault('invalid', { code: 'limit-out-of-range', detail: `limit is a whole number from 1 to ${LARGEST_LIMIT}.` });
  return limit;
};

export const unknownCursor = (): Fault =>
  new Fault('invalid', { code: 'cursor-unknown', detail: 'cursor is the nextCursor of the page before; leave it out to begin.' });
