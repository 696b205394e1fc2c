/** The connector's only I/O: calls with a bearer token, which is fetched again once where it is refused (`interfaces.md` §4). */
import { SECOND } from '../../src/domain/period.ts';
import type { AidSystemClient } from '../../src/upstream/aid-system.ts';
import type { Call, ConnectorTools, Exchange, UpstreamResponse } from '../../src/upstream/connector.ts';
import { readCount, recordOf, textOf } from '../../src/upstream/wire.ts';
import { deliveryAnswerOf, statusIn, withdrawalAnswerOf } from './delivery.ts';
import { brokenAnswer, isTokenRefused, tokenRefusal } from './faults.ts';
import { valueOf } from './moments.ts';
import { normaliseMember } from './normalise.ts';
import { pageOf } from './page.ts';
import { basicAuthorization, bearerAuthorization, type ClientCredentials } from './sign.ts';
import { createTokenKeeper, type IssuedToken } from './token.ts';

export type AidSystemSettings = ClientCredentials;

const PAGE_SIZE = 1000;
/** Before a token expires it is fetched anew: a minute before, or a tenth of its life if that is less. */
const EXPIRY_MARGIN = 60 * SECOND;
const JSON_TEXT = { 'Content-Type': 'application/json; charset=utf-8' } as const;

export const connect = (settings: AidSystemSettings, { http, now }: ConnectorTools): AidSystemClient => {
  const issueToken = async (call: Call): Promise<IssuedToken> => {
    const askedAt = now();
    const { body } = await http.exchange({
      operation: 'token',
      method: 'POST',
      path: '/oauth2/token',
      headers: () => ({ Authorization: basicAuthorization(settings), 'Content-Type': 'application/x-www-form-urlencoded' }),
      body: () => 'grant_type=client_credentials',
      repeatable: true,
      answers: [400, 401],
      read: (response) => {
        if (response.status >= 400) throw tokenRefusal(response, 'token');
      },
    }, call);
    return tokenIn(body, askedAt);
  };

  const tokens = createTokenKeeper(issueToken, now);

  const send = async ({ headers, ...request }: Omit<Exchange, 'headers'> & { readonly headers?: Readonly<Record<string, string>> }, call: Call): Promise<UpstreamResponse> => {
    const sendWith = (token: string) => http.exchange({ ...request, headers: () => ({ Authorization: bearerAuthorization(token), ...headers }) }, call);
    const token = await tokens.current(call);
    try {
      return await sendWith(token);
    } catch (thrown) {
      if (!isTokenRefused(thrown)) throw thrown;
      tokens.forget(token);
      return sendWith(await tokens.current(call));
    }
  };

  return {
    source: 'aid-system',
    signIn: async (call) => {
      await tokens.renew(call);
    },
    members: {
      pageSize: PAGE_SIZE,
      page: async ({ cursor, limit }, call) => {
        const query = { limit: String(limit), ...(cursor !== null && { cursor }) };
        const { body } = await send({ operation: 'members', method: 'GET', path: '/v1/members', query, repeatable: true }, call);
        return pageOf(body, cursor);
      },
      normalise: normaliseMember,
    },
    deliver: async (applicationId, document, call) => {
      const body = () => JSON.stringify(document);
      const response = await send({ operation: 'deliver', method: 'PUT', path: pathOf(applicationId), headers: JSON_TEXT, body, repeatable: false, answers: [404, 409, 422] }, call);
      return deliveryAnswerOf(response, document.version);
    },
    statusOf: async (applicationId, call) =>
      statusIn(await send({ operation: 'status', method: 'GET', path: pathOf(applicationId), repeatable: true, answers: [404] }, call)),
    withdraw: async (applicationId, { version, reason }, call) => {
      const body = () => JSON.stringify({ version, reason });
      const path = `${pathOf(applicationId)}/withdrawal`;
      // Not repeated: once withdrawn, the page does not say what a second withdrawal is answered with.
      return withdrawalAnswerOf(await send({ operation: 'withdrawal', method: 'POST', path, headers: JSON_TEXT, body, repeatable: false, answers: [404, 409] }, call));
    },
  };
};

const pathOf = (applicationId: string): string => `/v1/prefilled-applications/${encodeURIComponent(applicationId)}`;

/** A token that does not state how long it lives is used for this call only. */
const tokenIn = (body: unknown, askedAt: number): IssuedToken => {
  const answer = recordOf(body);
  const value = answer?.['access_token'];
  const type = textOf(answer?.['token_type']) ?? 'bearer';
  if (typeof value !== 'string' || value === '' || type.toLowerCase() !== 'bearer') {
    throw brokenAnswer('token', { code: 'no-token', detail: 'The aid system answered without a bearer token.' });
  }
  const livesMs = (valueOf(readCount(answer?.['expires_in'])) ?? 0) * SECOND;
  return { value, usableUntil: askedAt + livesMs - Math.min(EXPIRY_MARGIN, livesMs / 10) };
};
