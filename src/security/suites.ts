/**
 * Authenticated encryption, one suite a tag byte, so that another (`sm`: SM4-CTR, then HMAC-SM3) can stand beside the first and
 * old ciphertexts stay readable. Nonces are drawn here and nowhere else: a repeated nonce breaks AES-GCM outright.
 */
import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto';
import { Fault } from '../faults.ts';

type Key = Buffer | KeyObject;

interface Suite {
  readonly tag: number;
  readonly encrypt: (key: Key, plaintext: Buffer, aad: Buffer) => Buffer;
  readonly decrypt: (key: Key, body: Buffer, aad: Buffer) => Buffer;
}

const NONCE = 12;
const AUTH_TAG = 16;

/** nonce ‖ authentication tag ‖ ciphertext */
const aes256Gcm: Suite = {
  tag: 1,
  encrypt: (key, plaintext, aad) => {
    const nonce = randomBytes(NONCE);
    const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(aad);
    const ciphertext = [cipher.update(plaintext), cipher.final()];
    return Buffer.concat([nonce, cipher.getAuthTag(), ...ciphertext]);
  },
  decrypt: (key, body, aad) => {
    const decipher = createDecipheriv('aes-256-gcm', key, body.subarray(0, NONCE), { authTagLength: AUTH_TAG })
      .setAAD(aad)
      .setAuthTag(body.subarray(NONCE, NONCE + AUTH_TAG));
    return Buffer.concat([decipher.update(body.subarray(NONCE + AUTH_TAG)), decipher.final()]);
  },
};

const SUITES: ReadonlyMap<number, Suite> = new Map([aes256Gcm].map((suite) => [suite.tag, suite]));

/** Everything the ciphertext is bound to. JSON of a list, so that no two different lists read alike. */
const bound = (context: readonly string[]): Buffer => Buffer.from(JSON.stringify(context));

/** tag ‖ body. `context` is not stored: whoever decrypts has to say the same. */
export const encrypt = (key: Key, plaintext: Buffer, context: readonly string[]): Buffer =>
  Buffer.concat([Buffer.of(aes256Gcm.tag), aes256Gcm.encrypt(key, plaintext, bound(context))]);

/** Throws `broken` for a ciphertext that was altered, cut, moved to another place or made under another key. */
export const decrypt = (key: Key, sealed: Buffer, context: readonly string[]): Buffer => {
  const suite = SUITES.get(sealed[0] ?? 0);
  if (suite === undefined)
    throw new Fault('broken', { code: 'unknown-suite', detail: 'A sealed value names a cipher suite this version does not have.' });
  try {
    return suite.decrypt(key, sealed.subarray(1), bound(context));
  } catch (cause) {
    throw new Fault('broken', {
      code: 'seal-broken',
      detail: 'A sealed value does not open: it was altered, moved, or sealed under another key.',
      cause,
    });
  }
};
