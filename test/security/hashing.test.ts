/** Digests made of whole hashes are those of the library's own HMAC. */
import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hmacUnder } from '../../src/security/hashing.ts';

describe.each(['sha256', 'sm3'] as const)('a keyed digest by %s', (name) => {
  it('is HMAC (RFC 2104), whatever the key and the text', () => {
    const bytes = fc.uint8Array({ maxLength: 200 });
    fc.assert(
      fc.property(bytes, fc.oneof(bytes, fc.string({ unit: 'binary' })), (key, data) => {
        expect(hmacUnder(name, key)(data)).toEqual(createHmac(name, key).update(data).digest());
      }),
    );
  });
});
