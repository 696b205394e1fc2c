// `POST /oauth2/token` (interfaces.md §4): client credentials. A token carries its own expiry and a seal, so that a
// restarted sandbox still honours it.

import { createHmac } from 'node:crypto';
import type { Answer, Received } from '../http/exchange.ts';
import { VOLUMES } from '../rates.ts';

export interface Client {
  readonly clientId: string;
  readonly clientSecret: string;
}

const sealOf = ({ clientSecret }: Client, expiresAt: string): string =>
  createHmac('sha256', clientSecret).update(`token ${expiresAt}`).digest('base64url');

const error = (status: number, code: string): Answer => ({
  status,
  body: { error: code },
  ...(status === 401 && { headers: { 'www-authenticate': 'Basic realm="aid-system"' } }),
});

const basicCredentials = (header: string): Client | undefined => {
  const encoded = /^Basic (\S+)$/i.exec(header)?.[1];
  const [id, ...secret] = Buffer.from(encoded ?? '', 'base64')
    .toString('utf8')
    .split(':');
  // client_secret_basic: both are form-encoded first (RFC 6749 §2.3.1).
  const decode = (text: string): string => new URLSearchParams(`v=${text}`).get('v') ?? '';
  return encoded === undefined || secret.length === 0 ? undefined : { clientId: decode(id ?? ''), clientSecret: decode(secret.join(':')) };
};

export const issueToken = ({ headers, text }: Received, client: Client, nowMs: number): Answer => {
  const caller = basicCredentials(headers['authorization'] ?? '');
  if (caller?.clientId !== client.clientId || caller.clientSecret !== client.clientSecret) return error(401, 'invalid_client');
  if (!headers['content-type']?.startsWith('application/x-www-form-urlencoded')) return error(400, 'invalid_request');
  if (new URLSearchParams(text).get('grant_type') !== 'client_credentials') return error(400, 'unsupported_grant_type');
  const expiresAt = (nowMs + VOLUMES.aidTokenSeconds * 1000).toString(36);
  return {
    status: 200,
    headers: { 'cache-control': 'no-store' },
    body: { access_token: `${expiresAt}.${sealOf(client, expiresAt)}`, token_type: 'Bearer', expires_in: VOLUMES.aidTokenSeconds },
  };
};

/** Whether the call bears a token of ours that has not expired. */
export const isAuthorised = ({ headers }: Received, client: Client, nowMs: number): boolean => {
  const [expiresAt, seal] = (/^Bearer (\S+)$/i.exec(headers['authorization'] ?? '')?.[1] ?? '').split('.');
  return expiresAt !== undefined && seal === sealOf(client, expiresAt) && Number.parseInt(expiresAt, 36) > nowMs;
};
