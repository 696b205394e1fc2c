import nock from 'nock';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { basicAuthorization } from '../../../connectors/aid-system/sign.ts';
import { createTokenKeeper } from '../../../connectors/aid-system/token.ts';
import { SECOND } from '../../../src/domain/period.ts';
import { aCall } from '../../upstream/support/client.ts';
import { connected, issuesTokens, office, SETTINGS } from './aid-office.ts';

beforeEach(() => nock.disableNetConnect());
afterEach(() => {
  nock.cleanAll();
  nock.enableNetConnect();
});

const EMPTY_PAGE = { items: [], nextCursor: 'c', hasMore: false };
const answersMembersTo = (token: string, times = 1): nock.Scope =>
  office().get('/v1/members').query(true).matchHeader('authorization', `Bearer ${token}`).times(times).reply(200, EMPTY_PAGE);
const REQUEST = { cursor: null, limit: 10 } as const;

describe('the token', () => {
  test('is asked for with client credentials in the header, never in the body or the address', async () => {
    office()
      .post('/oauth2/token', { grant_type: 'client_credentials' })
      .matchHeader('authorization', basicAuthorization(SETTINGS))
      .matchHeader('content-type', 'application/x-www-form-urlencoded')
      .reply(200, { access_token: 'token-1', token_type: 'bearer', expires_in: 3600 });
    await connected().client.signIn(aCall());
    expect(nock.isDone()).toBe(true);
  });

  test('is kept until shortly before it expires', async () => {
    const { client, clock } = connected();
    issuesTokens('token-1', 'token-2');
    answersMembersTo('token-1', 2);
    answersMembersTo('token-2');
    await client.members.page(REQUEST, aCall());
    clock.advance(3539 * SECOND);
    await client.members.page(REQUEST, aCall());
    clock.advance(SECOND);
    await client.members.page(REQUEST, aCall());
    expect(nock.isDone()).toBe(true);
  });

  test('is fetched once for callers that come together', async () => {
    const { client } = connected();
    issuesTokens('token-1');
    answersMembersTo('token-1', 5);
    await Promise.all(Array.from({ length: 5 }, () => client.members.page(REQUEST, aCall())));
    expect(nock.isDone()).toBe(true);
  });

  test('that was refused is fetched again once, and the call repeated once', async () => {
    const { client } = connected();
    issuesTokens('token-1', 'token-2');
    office().get('/v1/members').query(true).matchHeader('authorization', 'Bearer token-1').reply(401, '<html>Unauthorized</html>');
    answersMembersTo('token-2');
    expect(await client.members.page(REQUEST, aCall())).toEqual({ rows: [], nextCursor: 'c', hasMore: false });
  });

  test('that is refused as soon as it is issued is waited for: no third attempt now, a new token later', async () => {
    const { client } = connected();
    issuesTokens('token-1', 'token-2', 'token-3');
    office().get('/v1/members').query(true).times(2).reply(401, {});
    await expect(client.members.page(REQUEST, aCall())).rejects.toMatchObject({
      kind: 'busy',
      code: 'new-token-refused',
      message: expect.stringContaining('AID_SYSTEM_CLIENT_ID'),
      authority: { operation: 'members', httpStatus: 401 },
    });
    answersMembersTo('token-3');
    await client.members.page(REQUEST, aCall());
    expect(nock.isDone()).toBe(true);
  });

  test.each([{}, { expires_in: null }, { expires_in: '' }, { expires_in: 0 }])(
    'that does not say how long it lives (%o) is used until it is refused',
    async (lifetime) => {
      const { client, clock } = connected();
      office()
        .post('/oauth2/token')
        .reply(200, { access_token: 'token-1', ...lifetime });
      answersMembersTo('token-1', 2);
      await client.members.page(REQUEST, aCall());
      clock.advance(24 * 3600 * SECOND);
      await client.members.page(REQUEST, aCall());
      office().get('/v1/members').query(true).reply(401);
      issuesTokens('token-2');
      answersMembersTo('token-2');
      await client.members.page(REQUEST, aCall());
      expect(nock.isDone()).toBe(true);
    },
  );

  test.each([3600, '3600', ' 3600 '])('that lives %j seconds lives an hour', async (expires_in) => {
    const { client, clock } = connected();
    office().post('/oauth2/token').reply(200, { access_token: 'token-1', token_type: 'Bearer', expires_in });
    issuesTokens('token-2');
    answersMembersTo('token-1', 2);
    answersMembersTo('token-2');
    await client.members.page(REQUEST, aCall());
    clock.advance(3539 * SECOND);
    await client.members.page(REQUEST, aCall());
    clock.advance(2 * SECOND);
    await client.members.page(REQUEST, aCall());
    expect(nock.isDone()).toBe(true);
  });
});

describe('a token that does not come', () => {
  test('a refused client is denied, and says which variables to check', async () => {
    office().post('/oauth2/token').reply(401, { error: 'invalid_client', error_description: 'client authentication failed' });
    const { client, events } = connected();
    const authority = { operation: 'token', httpStatus: 401, code: 'invalid_client', message: 'client authentication failed' };
    await expect(client.signIn(aCall())).rejects.toMatchObject({
      kind: 'denied',
      code: 'client-refused',
      message: expect.stringContaining('AID_SYSTEM_CLIENT_SECRET'),
      authority,
    });
    expect(events.at(-1)).toMatchObject({ authority });
  });

  test.each([
    [{ error: 'unauthorized_client' }, 'client-not-allowed'],
    [{ error: 'invalid_scope' }, 'token-refused'],
    [{ error: 'constructor' }, 'token-refused'],
    [{}, 'token-refused'],
  ])('a refusal %o is denied: %s', async (body, code) => {
    office().post('/oauth2/token').reply(400, body);
    await expect(connected().client.signIn(aCall())).rejects.toMatchObject({ kind: 'denied', code });
  });

  test('a refusal of a gateway in front, which is no JSON, is denied as well', async () => {
    office().post('/oauth2/token').reply(401, '<html><h1>401 Authorization Required</h1></html>');
    await expect(connected().client.signIn(aCall())).rejects.toMatchObject({ kind: 'denied', code: 'token-refused' });
  });

  test.each([[{}], [{ access_token: '' }], [{ access_token: 7 }], [{ access_token: 'mac', token_type: 'mac' }], [[]]])(
    'a success without a bearer token (%o) is broken',
    async (body) => {
      office().post('/oauth2/token').reply(200, body);
      await expect(connected().client.signIn(aCall())).rejects.toMatchObject({ kind: 'broken', code: 'no-token' });
    },
  );

  test('a token endpoint that is down is busy, and the next call asks it again', async () => {
    const { client } = connected();
    office().post('/oauth2/token').times(4).reply(503, '');
    await expect(client.members.page(REQUEST, aCall())).rejects.toMatchObject({ kind: 'busy' });
    issuesTokens('token-1');
    answersMembersTo('token-1');
    await client.members.page(REQUEST, aCall());
  });
});

describe('callers that share a fetch', () => {
  interface Fetch {
    readonly succeed: () => void;
    readonly fail: (reason: Error) => void;
  }
  const keeper = () => {
    const fetches: Fetch[] = [];
    const issue = () =>
      new Promise<{ value: string; usableUntil: number }>((resolve, reject) => {
        const value = `token-${fetches.length + 1}`;
        fetches.push({ succeed: () => resolve({ value, usableUntil: 1 }), fail: reject });
      });
    return { tokens: createTokenKeeper(issue, () => 0), fetches };
  };

  test('one who gives up does not take the others along: the next fetches', async () => {
    const { tokens, fetches } = keeper();
    const impatient = new AbortController();
    const [first, second, third] = [tokens.current(aCall('night', impatient.signal)), tokens.current(aCall()), tokens.current(aCall())];
    impatient.abort();
    fetches[0]?.fail(new Error('given up'));
    await expect(first).rejects.toThrow('given up');
    fetches[1]?.succeed();
    expect(await Promise.all([second, third])).toEqual(['token-2', 'token-2']);
    expect(fetches).toHaveLength(2);
  });

  test('a fetch that fails for another reason fails for all of them, without a storm of fetches', async () => {
    const { tokens, fetches } = keeper();
    const callers = Array.from({ length: 3 }, () => tokens.current(aCall()));
    fetches[0]?.fail(new Error('down'));
    expect((await Promise.allSettled(callers)).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(fetches).toHaveLength(1);
  });

  test('a late refusal of an old token does not forget the new one', async () => {
    const { tokens, fetches } = keeper();
    const current = tokens.current(aCall());
    fetches[0]?.succeed();
    await current;
    tokens.forget('token-0');
    expect(await tokens.current(aCall())).toBe('token-1');
    tokens.forget('token-1');
    void tokens.current(aCall());
    expect(fetches).toHaveLength(2);
  });
});
