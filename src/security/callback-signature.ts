/**
 * The aid system's signature over what it calls to say (`interfaces.md` §4): `t=<unix s>,v1=<hex HMAC-SHA256(secret, t + "." + raw body)>`, good for
 * 180 s before and after. SHA-256 in every suite: the interface is theirs. Pure.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { CLOCK_SKEW, type Instant, instantOf, SECOND } from '../domain/period.ts';

/** Beyond 1970 + some three hundred thousand years nobody signs. */
const SIGNATURE = /^t=(\d{1,13}),v1=([0-9a-f]{64})$/i;

export interface Signature {
  /** As it was written: it is part of what is signed. */
  readonly seconds: string;
  readonly mac: Buffer;
}

export type Unsigned = 'missing' | 'malformed' | 'out-of-time';

/** What can be told before a byte of the body is read. */
export const readSignature = (header: string | undefined, nowMs: number): Signature | Unsigned => {
  if (header === undefined || header === '') return 'missing';
  const [, seconds, mac] = SIGNATURE.exec(header) ?? [];
  if (seconds === undefined || mac === undefined) return 'malformed';
  const ageSeconds = Math.floor(nowMs / SECOND) - Number(seconds);
  return Math.abs(ageSeconds) * SECOND > CLOCK_SKEW ? 'out-of-time' : { seconds, mac: Buffer.from(mac, 'hex') };
};

/** The end of that second: what was decided within it was decided before anybody signed it. */
export const signedAt = ({ seconds }: Pick<Signature, 'seconds'>): Instant => instantOf((Number(seconds) + 1) * SECOND - 1);

/** Compared in a time that does not depend on where they differ. */
export const isSignedBy = (secret: string, { seconds, mac }: Signature, body: Buffer): boolean =>
  timingSafeEqual(createHmac('sha256', secret).update(`${seconds}.`).update(body).digest(), mac);
