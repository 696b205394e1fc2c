/**
 * The national algorithms: SM3 (GB/T 32905), SM4 (GB/T 32907), SM2 (GB/T 32918). SM3 and SM4 are OpenSSL's; SM2 is `sm-crypto-v2`'s,
 * because OpenSSL's `sign` on an SM2 key does not make SM2-with-SM3 signatures. OpenSSL has no SM4 mode that authenticates: a value is
 * encrypted with SM4-CTR and then authenticated with HMAC-SM3, each under a key of its own.
 */
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  getCiphers,
  getHashes,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';
import { sm2 } from 'sm-crypto-v2';
import { Fault } from '../faults.ts';
import { type Cipher, type CryptoSuite, KEY_BYTES, sealingKey } from './crypto-suite.ts';
import { hashOf, hmacUnder } from './hashing.ts';

const SM4_KEY = 16;
const IV = 16;
const MAC = 32;
const TAG = 2;

const hash: CryptoSuite['hash'] = (...parts) => hashOf('sm3', ...parts);
const macUnder: CryptoSuite['macUnder'] = (key) => hmacUnder('sm3', key);
const derive: CryptoSuite['derive'] = (root, use, bytes = KEY_BYTES) =>
  Buffer.from(hkdfSync('sm3', root, Buffer.alloc(0), `huzheng/${use}`, bytes));

/** Body: IV ‖ HMAC-SM3 ‖ ciphertext. What is authenticated begins with its length, so that no context runs over into a ciphertext. */
const sm4CtrHmacSm3 = (root: Buffer): Cipher => {
  const keys = derive(root, 'sm4-ctr+hmac-sm3', SM4_KEY + MAC);
  const encryption = createSecretKey(keys.subarray(0, SM4_KEY));
  const authentication = createSecretKey(keys.subarray(SM4_KEY));
  const macOf = (context: Buffer, iv: Buffer, ciphertext: Buffer): Buffer => {
    const head = Buffer.alloc(5);
    head.writeUInt8(TAG);
    head.writeUInt32BE(context.length, 1);
    return createHmac('sm3', authentication).update(head).update(context).update(iv).update(ciphertext).digest();
  };
  return {
    tag: TAG,
    encrypt: (plaintext, context) => {
      const iv = randomBytes(IV);
      const cipher = createCipheriv('sm4-ctr', encryption, iv);
      const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]);
      return Buffer.concat([iv, macOf(context, iv, ciphertext), ciphertext]);
    },
    decrypt: (body, context) => {
      const [iv, stated, ciphertext] = [body.subarray(0, IV), body.subarray(IV, IV + MAC), body.subarray(IV + MAC)];
      // Nothing is decrypted before it is known to be ours; too short a one is refused by `timingSafeEqual` itself.
      if (!timingSafeEqual(macOf(context, iv, ciphertext), stated)) throw new TypeError('the authentication code does not agree');
      const decipher = createDecipheriv('sm4-ctr', encryption, iv);
      return Buffer.concat([decipher.update(ciphertext), decipher.final()]);
    },
  };
};

/** With the Z value of the default user id `1234567812345678` (GM/T 0009, 10): without it other implementations refuse the signature. */
const STANDARD_Z = { hash: true } as const;

/** Order of the curve's group (GM/T 0003.5, 3). */
const ORDER = 0xfffffffe_ffffffff_ffffffff_ffffffff_7203df6b_21c6052b_53bbf409_39d54123n;

/** Steps B1, B2 and B5 of verification (GM/T 0003.2, 7.1): the library throws for what these refuse, or does not look. */
const couldBeSignature = (signature: Uint8Array): boolean => {
  const [r, s] = [signature.slice(0, 32), signature.slice(32)].map((half) => BigInt(`0x0${Buffer.from(half).toString('hex')}`));
  if (signature.length !== 64 || r === undefined || s === undefined) return false;
  return r > 0n && r < ORDER && s > 0n && s < ORDER && r + s !== ORDER;
};

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** Signing key: d, 32 bytes. Public key: 04 ‖ x ‖ y. Signature: r ‖ s. */
export const smSuite: CryptoSuite = {
  name: 'sm',
  hash,
  macUnder,
  derive,
  sealingKey: (root) => sealingKey(sm4CtrHmacSm3(root)),
  newSigningKey: () => Buffer.from(sm2.generateKeyPairHex().privateKey, 'hex'),
  publicKeyOf: (signingKey) => Buffer.from(sm2.getPublicKeyFromPrivateKey(hex(signingKey)), 'hex'),
  sign: (signingKey, data) => Buffer.from(sm2.doSignature(data, hex(signingKey), STANDARD_Z), 'hex'),
  isSigned: (publicKey, data, signature) =>
    couldBeSignature(signature) && sm2.doVerifySignature(data, hex(signature), hex(publicKey), STANDARD_Z),
};

interface Available {
  readonly hashes: readonly string[];
  readonly ciphers: readonly string[];
}

/** Some builds of OpenSSL leave the national algorithms out: said at start, not at the first person. */
export const requireNationalAlgorithms = ({ hashes, ciphers }: Available = { hashes: getHashes(), ciphers: getCiphers() }): void => {
  if (hashes.includes('sm3') && ciphers.includes('sm4-ctr')) return;
  throw new Fault('invalid', {
    code: 'national-algorithms-missing',
    detail:
      'HUZHENG_CRYPTO is sm, and the OpenSSL of this Node has no SM3 or SM4: run the Node that `npm install` brings, or one built with both.',
  });
};
