// SM2 and SM4 around a body (domain.md §1.10): signed in clear, sent encrypted. Signed are all top-level fields but
// `encData`, `signData`, `extra`, with `data` in clear; empty values (absent, null, "") are left out at every depth.

import { createCipheriv, createDecipheriv } from 'node:crypto';
import { sm2 } from 'sm-crypto-v2';
import { isObject, type JsonObject, parseObject } from '../http/exchange.ts';

export interface NationalKeys {
  readonly appId: string;
  readonly appSecret: string;
  readonly ownPrivateKey: string;
  readonly peerPublicKey: string;
}

const VERSION = '2.0.1';
const UNSIGNED = ['encData', 'signData', 'extra'];

const isEmpty = (value: unknown): boolean => value === undefined || value === null || value === '';

/** Keys sorted at every depth, empty values left out. */
export const canonical = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(canonical);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).filter(([, inner]) => !isEmpty(inner));
  return Object.fromEntries(entries.sort(([one], [other]) => (one < other ? -1 : 1)).map(([key, inner]) => [key, canonical(inner)]));
};

/** The text a signature is made over. */
export const signingText = (envelope: JsonObject, data: JsonObject, appSecret: string): string => {
  const fields = Object.entries({ ...envelope, data: JSON.stringify(canonical(data)) });
  const signed = fields
    .filter(([key, value]) => !UNSIGNED.includes(key) && !isEmpty(value))
    .sort(([one], [other]) => (one < other ? -1 : 1));
  return `${signed.map(([key, value]) => `${key}=${String(value)}`).join('&')}&key=${appSecret}`;
};

const sm4 = (key: string, text: string): Buffer => {
  const cipher = createCipheriv('sm4-ecb', Buffer.from(key, 'utf8'), null);
  return Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
};

/** The SM4 key both sides derive from the application's identifier and secret. */
export const sectionKey = ({ appId, appSecret }: Pick<NationalKeys, 'appId' | 'appSecret'>): string =>
  sm4(appId.slice(0, 16), appSecret).toString('hex').toUpperCase().slice(0, 16);

export const encrypt = (keys: NationalKeys, text: string): string => sm4(sectionKey(keys), text).toString('hex').toUpperCase();

const decrypt = (keys: NationalKeys, encData: string): string => {
  const decipher = createDecipheriv('sm4-ecb', Buffer.from(sectionKey(keys), 'utf8'), null);
  return Buffer.concat([decipher.update(Buffer.from(encData, 'hex')), decipher.final()]).toString('utf8');
};

/** Wraps a body for the other side. */
export const seal = (data: JsonObject, keys: NationalKeys, timestamp: string): JsonObject => {
  const envelope = { appId: keys.appId, version: VERSION, timestamp, encType: 'SM4', signType: 'SM2' };
  const text = signingText(envelope, data, keys.appSecret);
  const signature = sm2.doSignature(text, keys.ownPrivateKey, { hash: true });
  return {
    ...envelope,
    encData: encrypt(keys, JSON.stringify(data)),
    signData: Buffer.from(signature, 'hex').toString('base64'),
  };
};

const readable = (keys: NationalKeys, encData: string): JsonObject | undefined => {
  try {
    return parseObject(decrypt(keys, encData));
  } catch (error) {
    // A wrong key or a torn text shows as wrong padding.
    if (error instanceof Error) return undefined;
    throw error;
  }
};

/** The body inside, or what is wrong with the wrapping. */
export const unseal = (body: JsonObject, keys: NationalKeys): JsonObject | string => {
  const { appId, version, encType, signType, encData, signData } = body;
  if (appId !== keys.appId) return 'appId 无效';
  if (version !== VERSION || encType !== 'SM4' || signType !== 'SM2') return 'version、encType、signType 无效';
  if (typeof encData !== 'string' || typeof signData !== 'string') return 'encData、signData 不能为空';
  const data = readable(keys, encData);
  if (!data) return 'encData 解密失败';
  const text = signingText(body, data, keys.appSecret);
  const signature = Buffer.from(signData, 'base64').toString('hex');
  return sm2.doVerifySignature(text, signature, keys.peerPublicKey, { hash: true }) ? data : 'signData 验签失败';
};
