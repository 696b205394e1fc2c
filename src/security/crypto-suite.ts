/**
 * The cryptography of one installation, as one object: `standard` (AES-256-GCM, SHA-256, Ed25519) or `sm` (SM4 and HMAC-SM3, SM3, SM2).
 * A database is born under one suite and stays under it; ciphertexts and signatures say which one made them.
 */
import { createHash, createHmac, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';

export const SUITE_NAMES = ['standard', 'sm'] as const;
export type SuiteName = (typeof SUITE_NAMES)[number];

export interface CryptoSuite {
  readonly name: SuiteName;
  /** 32 bytes. */
  readonly hash: (...parts: readonly Uint8Array[]) => Buffer;
  /** 32 bytes. */
  readonly mac: (key: KeyObject, data: string | Uint8Array) => Buffer;
  /** A new signing key, as bytes to be kept wrapped. */
  readonly newSigningKey: () => Buffer;
  /** What a verifier needs of it, to be published. */
  readonly publicKeyOf: (signingKey: Buffer) => Buffer;
  readonly sign: (signingKey: Buffer, data: Uint8Array) => Buffer;
  readonly isSigned: (publicKey: Buffer, data: Uint8Array, signature: Uint8Array) => boolean;
}

const privateKeyFrom = (der: Buffer): KeyObject => createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
const publicKeyFrom = (der: Buffer): KeyObject => createPublicKey({ key: der, format: 'der', type: 'spki' });

export const standardSuite: CryptoSuite = {
  name: 'standard',
  hash: (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest(),
  mac: (key, data) => createHmac('sha256', key).update(data).digest(),
  newSigningKey: () => generateKeyPairSync('ed25519').privateKey.export({ format: 'der', type: 'pkcs8' }),
  publicKeyOf: (signingKey) => createPublicKey(privateKeyFrom(signingKey)).export({ format: 'der', type: 'spki' }),
  sign: (signingKey, data) => sign(null, data, privateKeyFrom(signingKey)),
  isSigned: (publicKey, data, signature) => verify(null, data, publicKeyFrom(publicKey), signature),
};
