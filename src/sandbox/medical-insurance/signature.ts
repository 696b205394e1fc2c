// The gateway's sign-in (interfaces.md §2): x-tif headers, seconds, a nonce good once in five minutes.

import { createHash } from 'node:crypto';
import type { Received } from '../http/exchange.ts';
import { type Nonces, withinSkew } from '../http/limits.ts';

export const NONCE_KEPT_MS = 5 * 60_000;

export const sign = ({ timestamp, token, nonce }: { timestamp: string; token: string; nonce: string }): string =>
  createHash('sha256')
    .update(timestamp + token + nonce + timestamp)
    .digest('hex');

export interface Gatekeeper {
  readonly paasid: string;
  readonly token: string;
  readonly nonces: Nonces;
  readonly nowMs: number;
}

/** The rule a call broke, or undefined. */
export const faultOfSignature = ({ headers }: Received, { paasid, token, nonces, nowMs }: Gatekeeper): string | undefined => {
  const timestamp = headers['x-tif-timestamp'] ?? '';
  const nonce = headers['x-tif-nonce'] ?? '';
  if (headers['x-tif-paasid'] !== paasid) return 'unknown-client';
  if (!/^\d{10}$/.test(timestamp) || !withinSkew(Number(timestamp) * 1000, nowMs)) return 'clock-skew';
  if (nonce === '' || headers['x-tif-signature'] !== sign({ timestamp, token, nonce })) return 'wrong-signature';
  return nonces.use(nonce, nowMs) ? undefined : 'reused-nonce';
};
