/** Sign-in of the Guangdong gateway (`interfaces.md` §2, `domain.md` §2.1). Pure: clock and nonce are given, and a nonce is good once within 5 minutes. */
import { createHash } from 'node:crypto';
import { SECOND } from '../../src/domain/period.ts';

interface SigningInput {
  readonly paasid: string;
  readonly token: string;
  /** Epoch milliseconds; the gateway takes seconds. */
  readonly at: number;
  readonly nonce: string;
}

/** Lower-case hex of SHA-256(timestamp + token + nonce + timestamp). It does not cover the body. */
export const signatureOf = ({ token, at, nonce }: Omit<SigningInput, 'paasid'>): string => {
  const timestamp = secondsOf(at);
  return createHash('sha256')
    .update(timestamp + token + nonce + timestamp)
    .digest('hex');
};

export const signedHeaders = (input: SigningInput): Readonly<Record<string, string>> => ({
  'x-tif-paasid': input.paasid,
  'x-tif-timestamp': secondsOf(input.at),
  'x-tif-nonce': input.nonce,
  'x-tif-signature': signatureOf(input),
});

const secondsOf = (at: number): string => String(Math.floor(at / SECOND));
