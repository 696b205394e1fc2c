/** Whole texts hashed at once: an object for each, as for a stream, costs more than the hash itself. */
import { hash } from 'node:crypto';

/** Both take blocks of 64 bytes and answer 32. */
export type HashName = 'sha256' | 'sm3';
const BLOCK = 64;

export const hashOf = (name: HashName, ...parts: readonly Uint8Array[]): Buffer =>
  Buffer.from(hash(name, Buffer.concat(parts), 'binary'), 'binary');

/** HMAC (RFC 2104) under one key, which is padded once. */
export const hmacUnder = (name: HashName, key: Uint8Array): ((data: string | Uint8Array) => Buffer) => {
  const short = key.length > BLOCK ? hashOf(name, key) : key;
  const padded = (by: number): Uint8Array => Uint8Array.from({ length: BLOCK }, (_, index) => by ^ (short[index] ?? 0));
  const [inner, outer] = [padded(0x36), padded(0x5c)];
  return (data) => hashOf(name, outer, hashOf(name, inner, typeof data === 'string' ? Buffer.from(data) : data));
};
