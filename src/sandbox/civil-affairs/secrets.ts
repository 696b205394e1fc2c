// The exchange's secrets (interfaces.md §1): fetched per service, several good at once, each for a time and a number of
// calls. A secret is derived from its ordinal, so that one issued before a restart is still recognised as expired.

import { createCipheriv, createHash, createHmac } from 'node:crypto';

/** The highest ordinal a secret is recognised by. */
const ORDINALS = 2000;

export const sign = (key: string, { rid, sid, rtime }: Omit<SignedCall, 'sign'>): string =>
  createHmac('sha256', key)
    .update(sid + rid + rtime)
    .digest('base64');

/** AES-128-ECB/PKCS#7 under the first 16 bytes of SHA-1(SHA-1(appkey)), in Base64. */
export const encryptSecret = (appkey: string, secret: string): string => {
  const inner = createHash('sha1').update(appkey).digest();
  const key = createHash('sha1').update(inner).digest().subarray(0, 16);
  const cipher = createCipheriv('aes-128-ecb', key, null);
  return Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]).toString('base64');
};

interface Issued {
  readonly secret: string;
  readonly endsAt: number;
  callsLeft: number;
}

export interface SecretTerms {
  readonly appkey: string;
  readonly lifetimeMs: number;
  readonly callsPerSecret: number;
}

export interface SignedCall {
  readonly rid: string;
  readonly sid: string;
  readonly rtime: string;
  readonly sign: string;
}

/** The secrets of one service. */
export class Secrets {
  readonly #terms: SecretTerms;
  #living: Issued[] = [];
  #ordinal = 0;

  constructor(terms: SecretTerms) {
    this.#terms = terms;
  }

  #derive(rid: string, sid: string, ordinal: number): string {
    return createHmac('sha256', this.#terms.appkey).update(`${rid} ${sid} ${ordinal}`).digest('base64url').slice(0, 24);
  }

  /** A new secret beside those still good. */
  issue(rid: string, sid: string, nowMs: number): { secret: string; endsAt: number } {
    const endsAt = nowMs + this.#terms.lifetimeMs;
    const secret = this.#derive(rid, sid, this.#ordinal);
    this.#ordinal = (this.#ordinal + 1) % ORDINALS;
    this.#living = this.#living.filter((issued) => issued.endsAt > nowMs && issued.callsLeft > 0);
    this.#living.push({ secret, endsAt, callsLeft: this.#terms.callsPerSecret });
    return { secret, endsAt };
  }

  /** Spends a call of the secret a signature was made with. */
  spend(call: SignedCall, nowMs: number): 'good' | 'expired' | 'unknown' {
    const usable = this.#living.filter(({ endsAt, callsLeft }) => endsAt > nowMs && callsLeft > 0);
    const used = usable.findLast(({ secret }) => sign(secret, call) === call.sign);
    if (used) {
      used.callsLeft -= 1;
      return 'good';
    }
    for (let ordinal = 0; ordinal < ORDINALS; ordinal += 1) {
      if (sign(this.#derive(call.rid, call.sid, ordinal), call) === call.sign) return 'expired';
    }
    return 'unknown';
  }
}
