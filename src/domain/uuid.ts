/** Ids that follow from what they name (UUIDv5, RFC 9562 §5.5): the same results have the same ids, whoever makes them. */
import { createHash } from 'node:crypto';

export const uuidOf = (namespace: string, name: readonly string[]): string => {
  const space = Buffer.from(namespace.replaceAll('-', ''), 'hex');
  const bytes = createHash('sha1').update(space).update(JSON.stringify(name)).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
};

/** In the one form we write: two spellings of an id would be two ids to whoever compares them. */
export const isUuid = (text: string): boolean => /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(text);

const [FIRST, LAST] = ['00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff'];

/** The ids that begin so, both ends included; null: none does. */
export const uuidsFrom = (beginning: string): { readonly first: string; readonly last: string } | null => {
  const [first, last] = [FIRST, LAST].map((end) => beginning.toLowerCase() + end.slice(beginning.length)) as [string, string];
  return isUuid(first) ? { first, last } : null;
};
