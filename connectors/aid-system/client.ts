/** The connector's only I/O: calls with a bearer token, which is fetched again once where it is refused (`interfaces.md` §4). */
import type { AidSystemClient } from '../../src/upstream/aid-system.ts';
import type { Call, ConnectorTools, UpstreamResponse } from '../../src/upstream/connector.ts';
import { createPageLimit } from '../../src/upstream/page-limit.ts';
import { deliveryAnswerOf, statusIn, withdrawalAnswerOf } from './delivery.ts';
import { isTokenRefused, newTokenRefused } from './faults.ts';
import { normaliseMember } from './normalise.ts';
import { pageOf } from './page.ts';
import { deliveryRequest, membersRequest, type Request, statusRequest, tokenExchange, withdrawalRequest } from './requests.ts';
import { bearerAuthorization, type ClientCredentials } from './sign.ts';
import { createTokenKeeper, tokenIn } from './token.ts';

export type AidSystemSettings = ClientCredentials;

const PAGE_SIZE = 1000;

export const connect = ({ clientId, clientSecret }: AidSystemSettings, { http, now }: ConnectorTools): AidSystemClient => {
  const tokens = createTokenKeeper(async (call) => {
    const askedAt = now();
    const { body } = await http.exchange(tokenExchange({ clientId, clientSecret }), call);
    return tokenIn(body, askedAt);
  }, now);

  const sendWith = (token: string, { headers, ...request }: Request, call: Call): Promise<UpstreamResponse> =>
    http.exchange({ ...request, headers: () => ({ Authorization: bearerAuthorization(token), ...headers }) }, call);

  /** Null: the token was refused, and is forgotten. */
  const sendOnce = async (request: Request, call: Call): Promise<UpstreamResponse | null> => {
    const token = await tokens.current(call);
    try {
      return await sendWith(token, request, call);
    } catch (thrown) {
      if (!isTokenRefused(thrown)) throw thrown;
      tokens.forget(token);
      return null;
    }
  };

  /**
   * A refused token means that nothing was done, so even a delivery may go again. One just issued may be refused all the same: another process
   * was given one since, or their servers have not yet told each other.
   */
  const send = async (request: Request, call: Call): Promise<UpstreamResponse> => {
    const response = (await sendOnce(request, call)) ?? (await sendOnce(request, call));
    if (response === null) throw newTokenRefused(request.operation);
    return response;
  };

  const within = createPageLimit();
  return {
    source: 'aid-system',
    signIn: async (call) => {
      await tokens.renew(call);
    },
    members: {
      pageSize: PAGE_SIZE,
      page: async ({ cursor, limit }, call) =>
        pageOf((await within(limit, (most) => send(membersRequest(cursor, most), call))).body, cursor),
      normalise: normaliseMember,
    },
    deliver: async (applicationId, document, call) =>
      deliveryAnswerOf(await send(deliveryRequest(applicationId, document), call), document),
    statusOf: async (applicationId, call) => statusIn(await send(statusRequest(applicationId), call)),
    withdraw: async (applicationId, { version, reason }, call) =>
      withdrawalAnswerOf(await send(withdrawalRequest(applicationId, { version, reason }), call)),
  };
};
