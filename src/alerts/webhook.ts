/**
 * Alerts by webhook: posted as JSON under an `Idempotency-Key` that stays the same however often it is sent, and signed like the callbacks we receive:
 * `X-Huzheng-Signature: t=<unix s>,v1=<hex HMAC-SHA256(secret, t + "." + body)>`. Any answer of the two hundreds is a delivery; none is followed elsewhere.
 */
import { createHmac } from 'node:crypto';
import type { AlertConfig } from '../config/alerts.ts';
import { SECOND } from '../domain/period.ts';
import { codeOf, type Sender } from './sender.ts';

const PATIENCE = 10 * SECOND;

export const webhookSender =
  ({ url, secret }: NonNullable<AlertConfig['webhook']>, now: () => number): Sender =>
  async ({ messageId, message }) => {
    const body = JSON.stringify({ messageId, ...message });
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      'user-agent': 'huzheng',
      'idempotency-key': messageId,
      ...(secret === null ? {} : { 'x-huzheng-signature': signatureOf(secret, Math.floor(now() / SECOND), body) }),
    };
    try {
      const answer = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal: AbortSignal.timeout(PATIENCE) });
      await answer.body?.cancel();
      return answer.ok ? null : `http-${answer.status}`;
    } catch (thrown) {
      return codeOf(thrown);
    }
  };

const signatureOf = (secret: string, seconds: number, body: string): string =>
  `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`;
