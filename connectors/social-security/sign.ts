/** Sign-in of the cursor feed (`interfaces.md` §3). Pure: clock and nonce are given, and a nonce is good once in 10 minutes. */
import { createHmac } from 'node:crypto';

export interface SigningInput {
  readonly clientId: string;
  readonly key: string;
  /** Epoch milliseconds. */
  readonly timestamp: number;
  readonly nonce: string;
}

/** Base64(HMAC-SHA256(key, clientId + timestamp + nonce)). */
export const signatureOf = ({ clientId, key, timestamp, nonce }: SigningInput): string =>
  createHmac('sha256', key).update(`${clientId}${timestamp}${nonce}`).digest('base64');

export const signedHeaders = (input: SigningInput): Readonly<Record<string, string>> => ({
  'X-Client-Id': input.clientId,
  'X-Timestamp': String(input.timestamp),
  'X-Nonce': input.nonce,
  'X-Signature': signatureOf(input),
});
