/**
 * The cryptography of one installation, as one object: `standard` (AES-256-GCM, SHA-256, Ed25519) or `sm` (SM4 and HMAC-SM3, SM3, SM2).
 * A database is born under one suite and stays under it; what is sealed says by its first byte which one made it.
 */
import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  randomBytes,
  sign,
  verify,
} from 'node:crypto';
import { Fault } from '../faults.ts';
import { hashOf, hmacUnder } from './hashing.ts';

export const SUITE_NAMES = ['standard', 'sm'] as const;
export type SuiteName = (typeof SUITE_NAMES)[number];

export interface CryptoSuite {
  readonly name: SuiteName;
  /** 32 bytes. */
  readonly hash: (...parts: readonly Uint8Array[]) => Buffer;
  /** 32 bytes. Keyed once, used often. */
  readonly macUnder: (key: Buffer) => (data: string | Uint8Array) => Buffer;
  /** Sub-key of a root key: one use, one key (the construction of RFC 5869). */
  readonly derive: (root: Buffer, use: string, bytes?: number) => Buffer;
  /** Prepared once, used often. */
  readonly sealingKey: (root: Buffer) => SealingKey;
  /** A new signing key, as bytes to be kept wrapped. */
  readonly newSigningKey: () => Buffer;
  /** What a verifier needs of it, to be published. */
  readonly publicKeyOf: (signingKey: Buffer) => Buffer;
  readonly sign: (signingKey: Buffer, data: Uint8Array) => Buffer;
  readonly isSigned: (publicKey: Buffer, data: Uint8Array, signature: Uint8Array) => boolean;
}

/** Authenticated encryption under one key. Functions only: printed, it shows nothing of the key. */
export interface SealingKey {
  /** `context` is bound to the ciphertext and not stored: whoever opens has to say the same. */
  readonly seal: (plaintext: Buffer, context: readonly string[]) => Buffer;
  /** Throws `broken` for what was altered, cut, moved to another place or sealed under another key. */
  readonly open: (sealed: Buffer, context: readonly string[]) => Buffer;
}

export interface Cipher {
  /** First byte of everything it seals. */
  readonly tag: number;
  readonly encrypt: (plaintext: Buffer, context: Buffer) => Buffer;
  readonly decrypt: (body: Buffer, context: Buffer) => Buffer;
}

/** Everything the ciphertext is bound to. JSON of a list, so that no two different lists read alike. */
const bound = (context: readonly string[]): Buffer => Buffer.from(JSON.stringify(context));

/** Sealed: tag ‖ body. */
export const sealingKey = ({ tag, encrypt, decrypt }: Cipher): SealingKey => ({
  seal: (plaintext, context) => Buffer.concat([Buffer.of(tag), encrypt(plaintext, bound(context))]),
  open: (sealed, context) => {
    if (sealed.length > 0 && sealed[0] !== tag) throw otherSuite();
    try {
      return decrypt(sealed.subarray(1), bound(context));
    } catch (cause) {
      throw sealBroken(cause);
    }
  },
});

const otherSuite = (): Fault =>
  new Fault('broken', { code: 'unknown-suite', detail: 'A sealed value names a cipher suite that this database is not under.' });

const sealBroken = (cause: unknown): Fault =>
  new Fault('broken', {
    code: 'seal-broken',
    detail: 'A sealed value does not open: it was altered, moved, or sealed under another key.',
    cause,
  });

export const KEY_BYTES = 32;
const NONCE = 12;
const AUTH_TAG = 16;

/** Body: nonce ‖ authentication tag ‖ ciphertext. Nonces are drawn here and nowhere else: a repeated one breaks AES-GCM outright. */
const aes256Gcm = (key: KeyObject): Cipher => ({
  tag: 1,
  encrypt: (plaintext, context) => {
    const nonce = randomBytes(NONCE);
    const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(context);
    const ciphertext = [cipher.update(plaintext), cipher.final()];
    return Buffer.concat([nonce, cipher.getAuthTag(), ...ciphertext]);
  },
  decrypt: (body, context) => {
    const decipher = createDecipheriv('aes-256-gcm', key, body.subarray(0, NONCE), { authTagLength: AUTH_TAG })
      .setAAD(context)
      .setAuthTag(body.subarray(NONCE, NONCE + AUTH_TAG));
    const plaintext = decipher.update(body.subarray(NONCE + AUTH_TAG));
    // Of a stream cipher nothing is left by then: it only checks the tag, and throws.
    decipher.final();
    return plaintext;
  },
});

const privateKeyFrom = (der: Buffer): KeyObject => createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
const publicKeyFrom = (der: Buffer): KeyObject => createPublicKey({ key: der, format: 'der', type: 'spki' });

export const standardSuite: CryptoSuite = {
  name: 'standard',
  hash: (...parts) => hashOf('sha256', ...parts),
  macUnder: (key) => hmacUnder('sha256', key),
  derive: (root, use, bytes = KEY_BYTES) => Buffer.from(hkdfSync('sha256', root, Buffer.alloc(0), `huzheng/${use}`, bytes)),
  sealingKey: (root) => sealingKey(aes256Gcm(createSecretKey(root))),
  newSigningKey: () => generateKeyPairSync('ed25519').privateKey.export({ format: 'der', type: 'pkcs8' }),
  publicKeyOf: (signingKey) => createPublicKey(privateKeyFrom(signingKey)).export({ format: 'der', type: 'spki' }),
  sign: (signingKey, data) => sign(null, data, privateKeyFrom(signingKey)),
  isSigned: (publicKey, data, signature) => verify(null, data, publicKeyFrom(publicKey), signature),
};
