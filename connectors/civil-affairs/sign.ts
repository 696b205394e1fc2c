/** Sign-in of the exchange convention, as arithmetic (`interfaces.md` §1; vectors there). Pure; secrets come in and signatures go out. */
import { createDecipheriv, createHash, createHmac } from 'node:crypto';

export interface Signed {
  readonly rid: string;
  readonly sid: string;
  /** Epoch ms. */
  readonly rtime: number;
}

/** Base64(HMAC-SHA256(key, sid + rid + rtime)); the key is the secret, or the appkey where the secret itself is fetched. */
export const signatureOf = (key: string | Buffer, { rid, sid, rtime }: Signed): string =>
  createHmac('sha256', key).update(`${sid}${rid}${rtime}`).digest('base64');

/** What Java's SHA1PRNG yields from the appkey as seed: the first 16 bytes of SHA-1(SHA-1(seed)) (`domain.md` §2.2). */
const keyFrom = (appkey: string): Buffer => sha1(sha1(appkey)).subarray(0, 16);

const sha1 = (content: string | Buffer): Buffer => createHash('sha1').update(content).digest();

/** The secret out of its AES-128-ECB cipher text in Base64, whatever bytes it is; null where the appkey does not open it. */
export const openSecret = (appkey: string, encrypted: string): Buffer | null => {
  const decipher = createDecipheriv('aes-128-ecb', keyFrom(appkey), null);
  try {
    return Buffer.concat([decipher.update(encrypted, 'base64'), decipher.final()]);
  } catch {
    // A wrong key shows as wrong padding; OpenSSL's words about it help nobody.
    return null;
  }
};
