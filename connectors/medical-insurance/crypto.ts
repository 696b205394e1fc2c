/**
 * National cryptography of the outer envelope, both ways (`interfaces.md` §2, `domain.md` §1.10): SM4 hides the body, SM2 with SM3 signs it.
 * Pure but for SM2's own randomness. ECB under a key made of identifiers is weak; it is what the convention says, and the line is TLS besides.
 */
import { createCipheriv, createDecipheriv } from 'node:crypto';
import { sm2 } from 'sm-crypto-v2';
import { Fault } from '../../src/faults.ts';
import { recordOf, textOf, type WireRecord } from '../../src/upstream/wire.ts';
import { type Clear, canonical, signingText, waysToWrite, withoutEmpty } from './signing-text.ts';
import type { components } from './upstream.ts';

export interface SmSettings {
  readonly appId: string;
  readonly appSecret: string;
  /** Hex, 32 bytes. */
  readonly sm2PrivateKey: string;
  /** Hex of the authority's point: 04 and 64 bytes. */
  readonly sm2PeerPublicKey: string;
}

export type Opened =
  | { readonly ok: true; readonly body: unknown }
  | { readonly ok: false; readonly why: 'seal-broken' | 'seal-not-theirs' }
  /** With its own words, which nobody vouches for: enough for an operator to read, not to act on. */
  | { readonly ok: false; readonly why: 'not-sealed' | 'gateway-refused'; readonly code: string | null; readonly message: string | null };

export interface Seal {
  /** The text of a body; `at`: epoch milliseconds. */
  readonly close: (body: WireRecord, at: number) => string;
  readonly open: (body: unknown) => Opened;
}

/** Without national cryptography bodies travel as they are. */
export const NO_SEAL: Seal = { close: (body) => JSON.stringify(body), open: (body) => ({ ok: true, body }) };

type SealedMessage = components['schemas']['SealedMessage'];

/** Throws `invalid` where a key cannot be one, so that a wrong variable stops the start and not the night. */
export const createSeal = (settings: SmSettings): Seal => {
  const { appId, appSecret, sm2PrivateKey } = settings;
  const { publicKey, peer } = keysOf(settings);
  const key = secretKeyOf(settings);

  return {
    close: (body, at) => {
      // Without empty fields at any depth, in clear and in cipher, no reading of "empty values are left out" can tell the two apart.
      const data = withoutEmpty(body);
      const head = { appId, version: '2.0.1', timestamp: String(at), encType: 'SM4', signType: 'SM2' } as const;
      const signed = sm2.doSignature(signingText({ ...head, data }, appSecret), sm2PrivateKey, { hash: true, publicKey });
      const message: SealedMessage = {
        ...head,
        encData: encrypted(key, canonical(data)),
        signData: Buffer.from(signed, 'hex').toString('base64'),
      };
      return JSON.stringify(message);
    },
    open: (body) => {
      const message = recordOf(body) ?? {};
      const refusal = textOf(message['code']);
      if (refusal !== null && refusal !== '0')
        return { ok: false, why: 'gateway-refused', code: refusal, message: textOf(message['message']) };
      const { encData, signData } = message;
      if (typeof encData !== 'string' || typeof signData !== 'string')
        return { ok: false, why: 'not-sealed', code: textOf(message['infcode']), message: textOf(message['err_msg']) };
      const clear = decrypted(key, encData);
      if (clear === null) return { ok: false, why: 'seal-broken' };
      const texts = new Set(waysToWrite(clear).map((data) => signingText({ ...message, data }, appSecret)));
      const isTheirs = [...texts].some((text) => isSigned(text, signData, peer));
      return isTheirs ? { ok: true, body: clear.body } : { ok: false, why: 'seal-not-theirs' };
    },
  };
};

type Point = ReturnType<typeof sm2.precomputePublicKey>;

const keysOf = ({
  appId,
  appSecret,
  sm2PrivateKey,
  sm2PeerPublicKey,
}: SmSettings): { readonly publicKey: string; readonly peer: Point } => {
  const publicKey = /^[0-9a-f]{64}$/i.test(sm2PrivateKey) ? orNull(() => sm2.getPublicKeyFromPrivateKey(sm2PrivateKey)) : null;
  const [, point] = /^(?:04)?([0-9a-f]{128})$/i.exec(sm2PeerPublicKey) ?? [];
  const peer = point === undefined ? null : orNull(() => sm2.precomputePublicKey(`04${point}`));
  const faults = [
    appId.length < 16 && 'MEDICAL_INSURANCE_APP_ID has fewer than 16 characters',
    appSecret === '' && 'MEDICAL_INSURANCE_APP_SECRET is empty',
    publicKey === null && 'MEDICAL_INSURANCE_SM2_PRIVATE_KEY is not the hex (64 digits) of an SM2 key',
    peer === null &&
      'MEDICAL_INSURANCE_SM2_PEER_PUBLIC_KEY is not the hex (128 digits, with 04 before them or without) of a point of the SM2 curve',
  ].filter((fault) => fault !== false);
  if (publicKey !== null && peer !== null && faults.length === 0) return { publicKey, peer };
  throw new Fault('invalid', { code: 'crypto-settings', detail: `${faults.join('; ')}.` });
};

/** The library throws for what is no key, no point, or a signature out of range. */
const orNull = <T>(attempt: () => T): T | null => {
  try {
    return attempt();
  } catch {
    return null;
  }
};

/** k1 = SM4(first 16 of appId, appSecret); the key is the first 16 characters of its upper-case hex, taken as bytes. */
export const secretKeyOf = ({ appId, appSecret }: Pick<SmSettings, 'appId' | 'appSecret'>): string =>
  encrypted(appId.slice(0, 16), appSecret).slice(0, 16);

/** Upper-case hex of SM4-ECB with PKCS#7 padding. */
export const encrypted = (key: string, clear: string): string => {
  const cipher = createCipheriv('sm4-ecb', Buffer.from(key), null);
  return Buffer.concat([cipher.update(clear, 'utf8'), cipher.final()])
    .toString('hex')
    .toUpperCase();
};

/** Null: not what this key encrypts, or not JSON. */
const decrypted = (key: string, hex: string): Clear | null => {
  try {
    const decipher = createDecipheriv('sm4-ecb', Buffer.from(key), null);
    const bytes = Buffer.concat([decipher.update(hex, 'hex'), decipher.final()]);
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return { text, body: JSON.parse(text) };
  } catch {
    // The parser's own message would quote what was hidden.
    return null;
  }
};

const isSigned = (text: string, signature: string, by: Point): boolean => {
  const bytes = Buffer.from(signature, 'base64');
  return bytes.length === 64 && orNull(() => sm2.doVerifySignature(text, bytes.toString('hex'), by, { hash: true })) === true;
};
