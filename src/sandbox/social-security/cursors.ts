// Cursors (interfaces.md §3): opaque, good for ever, and only for the city and feed they were given for. One from another
// city is one the server no longer knows.

import type { Position } from './change-index.ts';

export const writeCursor = (telling: string, feed: string, { time, ref }: Position): string =>
  Buffer.from(`${telling} ${feed} ${time.toString(36)} ${ref.toString(36)}`).toString('base64url');

/** The position; undefined for a cursor this city never gave for this feed. */
export const readCursor = (telling: string, feed: string, cursor: string): Position | undefined => {
  const [ofTelling, ofFeed, time, ref, ...rest] = Buffer.from(cursor, 'base64url').toString('utf8').split(' ');
  if (ofTelling !== telling || ofFeed !== feed || !time || !ref || rest.length > 0) return undefined;
  const position = { time: Number.parseInt(time, 36), ref: Number.parseInt(ref, 36) };
  return Number.isSafeInteger(position.time) && Number.isSafeInteger(position.ref) ? position : undefined;
};
