/** Calls of the aid system as a test sends them: signed as `interfaces.md` §4 says, or as somebody who does not know the secret would. */
import { createHmac } from 'node:crypto';
import type { Api, Asking } from './api.ts';

export const CALLBACK_SECRET = 'test-callback-secret';
/** A process that takes callbacks; nobody is behind the address. */
export const CALLBACK_VARIABLES = {
  AID_SYSTEM_BASE_URL: 'http://127.0.0.1:9',
  AID_SYSTEM_CLIENT_ID: 'huzheng',
  AID_SYSTEM_CLIENT_SECRET: 'test-client-secret',
  AID_SYSTEM_CALLBACK_SECRET: CALLBACK_SECRET,
} as const;

export interface CallbackBody {
  readonly eventId: string | number;
  readonly applicationId: string;
  readonly version: number | string;
  readonly status: string;
  readonly reasonCode?: string | null;
  readonly decidedAt?: string | null;
}

export const signatureOf = (body: string, seconds: number, secret = CALLBACK_SECRET): string =>
  `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`;

/** `signature` in place of the true one; null: none at all. */
export const callback = ({ clock }: Pick<Api, 'clock'>, body: object | string, signature?: string | null): Asking => {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const shown = signature === undefined ? signatureOf(text, Math.floor(clock.now() / 1000)) : signature;
  return {
    method: 'POST',
    path: '/v1/callbacks/aid-system',
    headers: { 'content-type': 'application/json', ...(shown !== null && { 'x-huzheng-signature': shown }) },
    body: text,
  };
};
