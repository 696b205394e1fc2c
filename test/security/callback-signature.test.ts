import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSignedBy, readSignature, signedAt } from '../../src/security/callback-signature.ts';

const SECONDS = 1_795_395_600;
const NOW = SECONDS * 1000;
const SECRET = 'test-callback-secret';
const hexOf = (body: string | Uint8Array, seconds: number | string = SECONDS, secret = SECRET): string =>
  createHmac('sha256', secret).update(`${seconds}.`).update(body).digest('hex');
const header = (body: string | Uint8Array, seconds: number | string = SECONDS): string => `t=${seconds},v1=${hexOf(body, seconds)}`;

const isGood = (signature: string | undefined, body: Uint8Array, nowMs = NOW): boolean | string => {
  const read = readSignature(signature, nowMs);
  return typeof read === 'string' ? read : isSignedBy(SECRET, read, Buffer.from(body));
};

describe('a signature of the aid system', () => {
  it('is good over exactly the bytes that were sent, whatever they are', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (body) => isGood(header(body), body) === true));
  });

  it('is no good over any other', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 200 }), fc.nat(), fc.integer({ min: 1, max: 255 }), (body, place, change) => {
        const other = body.map((byte, index) => (index === place % body.length ? byte ^ change : byte));
        return isGood(header(body), other) === false;
      }),
    );
  });

  const body = Buffer.from('{"eventId":"e-1"}');
  it.each([
    { given: '180 s old', seconds: SECONDS - 180, want: true },
    { given: '181 s old', seconds: SECONDS - 181, want: 'out-of-time' },
    { given: '180 s ahead', seconds: SECONDS + 180, want: true },
    { given: '181 s ahead', seconds: SECONDS + 181, want: 'out-of-time' },
    { given: 'of 1970', seconds: 0, want: 'out-of-time' },
  ])('that is $given is $want', ({ seconds, want }) => {
    expect(isGood(header(body, seconds), body)).toBe(want);
  });

  it('stays 180 s old until the second is over', () => {
    expect(isGood(header(body, SECONDS - 180), body, NOW + 999)).toBe(true);
  });

  it('was made in the second it states, after whatever was decided within it', () => {
    expect(signedAt({ seconds: String(SECONDS) })).toBe(new Date(NOW + 999).toISOString());
  });

  it.each([
    { given: 'nothing', signature: undefined, want: 'missing' },
    { given: 'an empty header', signature: '', want: 'missing' },
    { given: 'no time', signature: `v1=${hexOf(body)}`, want: 'malformed' },
    { given: 'no digest', signature: `t=${SECONDS}`, want: 'malformed' },
    { given: 'a digest cut short', signature: header(body).slice(0, -1), want: 'malformed' },
    { given: 'a digest and something more', signature: `${header(body)},v1=${'0'.repeat(64)}`, want: 'malformed' },
    { given: 'two headers, which node joins', signature: `${header(body)}, ${header(body)}`, want: 'malformed' },
    { given: 'a time that is none', signature: `t=-5,v1=${hexOf(body, -5)}`, want: 'malformed' },
    { given: 'the parts the other way round', signature: `v1=${hexOf(body)},t=${SECONDS}`, want: 'malformed' },
    { given: 'capital hex', signature: `t=${SECONDS},v1=${hexOf(body).toUpperCase()}`, want: true },
    { given: 'a digest under another secret', signature: `t=${SECONDS},v1=${hexOf(body, SECONDS, 'another')}`, want: false },
    { given: 'the digest of another time', signature: `t=${SECONDS},v1=${hexOf(body, SECONDS - 1)}`, want: false },
    { given: 'a time written with a zero before it, and not so signed', signature: `t=0${SECONDS},v1=${hexOf(body)}`, want: false },
  ])('of $given is $want', ({ signature, want }) => {
    expect(isGood(signature, body)).toBe(want);
  });
});
