import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DAY, instantOf, MINUTE, SECOND } from '../../src/domain/period.ts';
import { secretDigest } from '../../src/security/sign-in/clients.ts';
import { revokeClient, rotateClient } from '../../src/storage/clients.ts';
import { type Api, basic, FORM, openApi, problemIn, toNow } from '../support/api.ts';
import { idNumberOf } from '../support/nights-town.ts';

let api: Api;
beforeAll(async () => {
  api = await openApi();
}, 120_000);
afterAll(() => api.close());
beforeEach(() => api.anotherMinute());

const QUESTION = { subject: { idNumber: idNumberOf(4), name: '试甲' }, purpose: 'hardship-screening' };
const asks = (headers: Readonly<Record<string, string>>) =>
  api.ask({ method: 'POST', path: '/v1/verify-identity', headers, json: QUESTION });
const seesRuns = (headers: Readonly<Record<string, string>>) => api.ask({ path: '/v1/runs', headers });

describe('who may come in', () => {
  it('nobody without a token or a session', async () => {
    for (const answer of [await asks({}), await seesRuns({}), await seesRuns({ cookie: 'huzheng-session=nobody-has-this-secret-here' })]) {
      expect(problemIn(answer)).toBe('not-signed-in');
      expect([answer.status, answer.headers['www-authenticate']]).toEqual([401, 'Bearer']);
    }
  });

  it('a system only with the scope that the contract demands', async () => {
    expect((await asks(await api.clientAs('may-verify'))).status).toBe(200);
    const refused = await asks(await api.clientAs('reads-cases', ['cases:read']));
    expect([refused.status, problemIn(refused)]).toEqual([403, 'not-allowed']);
  });

  it('a system sees no runs, and an operator verifies nobody', async () => {
    expect(problemIn(await seesRuns(await api.clientAs('may-verify')))).toBe('not-allowed');
    const { cookie } = await api.operatorAs(['operator', 'administrator']);
    expect(problemIn(await asks({ cookie }))).toBe('not-allowed');
  });

  it('an operator without a role sees nothing but who they are', async () => {
    const { cookie } = await api.operatorAs([]);
    expect(problemIn(await seesRuns({ cookie }))).toBe('not-allowed');
    expect((await api.ask({ path: '/v1/session', headers: { cookie } })).json).toMatchObject({ roles: [] });
  });

  it('a client that was revoked is out within seconds, whatever its token says', async () => {
    const headers = await api.clientAs('soon-revoked');
    expect((await asks(headers)).status).toBe(200);
    await revokeClient(api.context.pool, 'soon-revoked');
    api.clock.forward(6 * SECOND);
    expect(problemIn(await asks(headers))).toBe('not-signed-in');
    await expect(api.clientAs('soon-revoked')).rejects.toThrow('401');
  });
});

describe('a token', () => {
  it('that is altered anywhere opens nothing', async () => {
    const { authorization } = await api.clientAs('altered');
    const [head = '', payload = '', signature = ''] = authorization.slice('Bearer '.length).split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
    const more = Buffer.from(JSON.stringify({ ...claims, scope: 'verify cases:read' })).toString('base64url');
    const flipped = `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
    for (const token of [`${head}.${more}.${signature}`, `${head}.${payload}.${flipped}`, `${head}.${payload}.`, 'not.a.token', 'nothing'])
      expect(problemIn(await asks({ authorization: `Bearer ${token}` }))).toBe('not-signed-in');
  });

  it('that has expired opens nothing', async () => {
    const headers = await api.clientAs('expires');
    api.clock.forward(5 * MINUTE + SECOND);
    expect(problemIn(await asks(headers))).toBe('not-signed-in');
  });

  it('signed by a stranger, by nobody, for another audience or of another kind opens nothing', async () => {
    const { authorization } = await api.clientAs('forged');
    const [key] = await api.context.signIn.tokenKeys.published();
    const ours = await api.context.signIn.tokenKeys.signing();
    const stranger = await generateKeyPair('ES256', { extractable: true });
    const issuedAt = Math.floor(api.clock.now() / SECOND);
    const claims = {
      client_id: 'forged',
      scope: 'verify',
      iss: 'huzheng',
      aud: 'huzheng-api',
      sub: 'forged',
      iat: issuedAt,
      exp: issuedAt + 60,
    };
    const head = { alg: 'ES256', typ: 'at+jwt', kid: key?.kid ?? '' };
    const signedAs = (changes: object, header: object, by = ours.privateKey) =>
      new SignJWT({ ...claims, ...changes }).setProtectedHeader({ ...head, ...header }).sign(by);
    const secret = new TextEncoder().encode(JSON.stringify(key));
    const forged = [
      await signedAs({}, {}, stranger.privateKey),
      await signedAs({}, { jwk: await exportJWK(stranger.publicKey) }, stranger.privateKey),
      new UnsecuredJWT(claims).encode(),
      `${Buffer.from(JSON.stringify({ ...head, alg: 'none' })).toString('base64url')}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.`,
      await new SignJWT(claims).setProtectedHeader({ ...head, alg: 'HS256' }).sign(secret),
      await signedAs({ aud: 'another-api' }, {}),
      await signedAs({ iss: 'another-issuer' }, {}),
      await signedAs({}, { typ: 'JWT' }),
      await signedAs({ exp: undefined }, {}),
      await signedAs({}, { kid: 'no-such-key' }),
      await signedAs({ client_id: 'nobody-registered', sub: 'nobody-registered' }, {}),
    ];
    expect((await asks({ authorization: `Bearer ${await signedAs({}, {})}` })).status).toBe(200);
    expect((await asks({ authorization })).status).toBe(200);
    for (const token of forged) expect(problemIn(await asks({ authorization: `Bearer ${token}` }))).toBe('not-signed-in');
  });

  it('that lacks its client or its scope altogether opens nothing, and is no error of ours', async () => {
    const { kid, privateKey } = await api.context.signIn.tokenKeys.signing();
    const exp = Math.floor(api.clock.now() / SECOND) + 60;
    const claims = { iss: 'huzheng', aud: 'huzheng-api', sub: 'x', exp };
    for (const besides of [{}, { client_id: 'x' }, { scope: 7, client_id: 'x' }, { scope: 'verify', client_id: ['x'] }]) {
      const token = await new SignJWT({ ...claims, ...besides }).setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid }).sign(privateKey);
      expect(problemIn(await asks({ authorization: `Bearer ${token}` }))).toBe('not-signed-in');
    }
  });

  it('outlives a change of signing keys, which are published as long as it lives', async () => {
    const published = async () =>
      ((await api.ask({ path: '/oauth2/jwks.json' })).json as { keys: { kid: string }[] }).keys.map(({ kid }) => kid);
    await api.clientAs('rotates');
    const [first = ''] = await published();
    const { madeAt } = await api.context.signIn.tokenKeys.signing();
    api.clock.set(instantOf(madeAt + 30 * DAY - MINUTE));
    const before = await api.clientAs('rotates');
    api.clock.forward(2 * MINUTE);
    const after = await api.clientAs('rotates');
    const [second, ...older] = await published();
    expect(second).not.toBe(first);
    expect(older).toContain(first);
    expect([(await asks(before)).status, (await asks(after)).status]).toEqual([200, 200]);
    api.clock.forward(10 * MINUTE);
    expect(await published()).toEqual([second]);
  });

  it('is given for the old secret and the new one while both are good, and for the new one after', async () => {
    toNow(api.clock);
    await api.clientAs('two-secrets');
    const { pool, lookup } = api.context;
    const tokenWith = async (secret: string) =>
      (
        await api.ask({
          method: 'POST',
          path: '/oauth2/token',
          headers: { authorization: basic('two-secrets', secret), ...FORM },
          body: 'grant_type=client_credentials',
        })
      ).status;
    await rotateClient(pool, { clientId: 'two-secrets', secret: secretDigest(lookup, 'the-new-one'), overlapMs: MINUTE });
    expect([await tokenWith(api.secretOf('two-secrets')), await tokenWith('the-new-one')]).toEqual([200, 200]);
    await rotateClient(pool, { clientId: 'two-secrets', secret: secretDigest(lookup, 'the-newest'), overlapMs: 0 });
    expect([await tokenWith(api.secretOf('two-secrets')), await tokenWith('the-new-one'), await tokenWith('the-newest')]).toEqual([
      401, 401, 200,
    ]);
  });
});

describe('the token endpoint', () => {
  const token = (headers: Readonly<Record<string, string>>, body: string) =>
    api.ask({ method: 'POST', path: '/oauth2/token', headers: { ...FORM, ...headers }, body });

  it('says the same to a wrong secret, an unknown client and one that sends no secret', async () => {
    await api.clientAs('known');
    const refused = [
      await token({ authorization: basic('known', 'wrong') }, 'grant_type=client_credentials'),
      await token({ authorization: basic('unknown', 'wrong') }, 'grant_type=client_credentials'),
      await token({ authorization: basic('un\u0000known', 'wrong') }, 'grant_type=client_credentials'),
      await token({ authorization: 'Basic %%%' }, 'grant_type=client_credentials'),
      await token({}, 'grant_type=client_credentials&client_id=known&client_secret=x'),
    ];
    for (const { status, json, headers } of refused) {
      expect([status, headers['www-authenticate']]).toEqual([401, 'Basic realm="huzheng"']);
      expect(json).toEqual(refused[0]?.json);
    }
    expect(refused[0]?.json).toMatchObject({ error: 'invalid_client' });
  });

  it('gives no more than the client may have, and nothing at all where it asks for more', async () => {
    await api.clientAs('both', ['verify', 'cases:read']);
    await api.clientAs('one', ['verify']);
    const asking = async (client: string, scope: string) =>
      (
        await token(
          { authorization: basic(client, api.secretOf(client)) },
          `grant_type=client_credentials&scope=${encodeURIComponent(scope)}`,
        )
      ).json;
    expect(await asking('both', '')).toMatchObject({ scope: 'verify cases:read', token_type: 'Bearer', expires_in: 300 });
    expect(await asking('both', 'cases:read')).toMatchObject({ scope: 'cases:read' });
    expect(await asking('one', 'verify cases:read')).toMatchObject({ error: 'invalid_scope' });
    expect(await asking('one', 'admin')).toMatchObject({ error: 'invalid_scope' });
  });

  it('grants by client credentials only', async () => {
    await api.clientAs('grants');
    const answer = await token({ authorization: basic('grants', api.secretOf('grants')) }, 'grant_type=password&username=a&password=b');
    expect([answer.status, answer.json]).toEqual([400, expect.objectContaining({ error: 'unsupported_grant_type' })]);
    const none = await token({ authorization: basic('grants', api.secretOf('grants')) }, 'scope=verify');
    expect([none.status, none.json]).toEqual([400, expect.objectContaining({ error: 'invalid_request' })]);
  });
});

describe('a token request that is at fault', () => {
  it.each([
    'grant_type=client_credentials&grant_type=client_credentials',
    'grant_type=client_credentials&grant_type=password',
    'grant_type=client_credentials&scope=verify&scope=verify',
    `grant_type=${'x'.repeat(101)}`,
  ])('%s is refused in the words of OAuth: invalid_request', async (body) => {
    await api.clientAs('states-twice');
    const headers = { authorization: basic('states-twice', api.secretOf('states-twice')), ...FORM };
    const { status, json } = await api.ask({ method: 'POST', path: '/oauth2/token', headers, body });
    expect([status, json]).toEqual([
      400,
      { error: 'invalid_request', error_description: expect.stringMatching(/^(grant_type|scope) must/) },
    ]);
  });
});

describe('how often', () => {
  it('a stranger who knocks with wrong keys is told to wait, and for how long', async () => {
    const statuses = new Set<number>();
    for (let nth = 0; nth < 121; nth += 1) statuses.add((await asks({ authorization: 'Bearer a.b.c' })).status);
    const refused = await asks({ authorization: 'Bearer a.b.c' });
    expect([...statuses, refused.status]).toEqual([401, 429, 429]);
    expect(problemIn(refused)).toBe('too-many-requests');
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(60);
    expect(refused.json).toMatchObject({ retryAfterSeconds: Number(refused.headers['retry-after']) });
    api.anotherMinute();
    expect((await asks({ authorization: 'Bearer a.b.c' })).status).toBe(401);
  });

  const tries = async (clientId: string, secret: string, at: Pick<Api, 'ask'> = api): Promise<number> =>
    (
      await at.ask({
        method: 'POST',
        path: '/oauth2/token',
        headers: { authorization: basic(clientId, secret), ...FORM },
        body: 'grant_type=client_credentials',
      })
    ).status;
  const triesAll = async (times: number, attempt: (nth: number) => Promise<number>): Promise<readonly number[]> => {
    const statuses: number[] = [];
    for (let nth = 0; nth < times; nth += 1) statuses.push(await attempt(nth));
    return statuses;
  };
  const twentyAndNoMore = [...Array<number>(20).fill(401), ...Array<number>(5).fill(429)];

  it('wrong secrets for one client are counted by all processes together', async () => {
    const second = await api.another();
    try {
      expect(await triesAll(25, (nth) => tries('any', 'guess', nth % 2 === 0 ? api : second))).toEqual(twentyAndNoMore);
    } finally {
      await second.close();
    }
  });

  it('whoever guesses secrets shuts out nobody else behind the same proxy', async () => {
    await api.clientAs('neighbour');
    expect(await triesAll(25, () => tries('guessed-at', 'guess'))).toEqual(twentyAndNoMore);
    expect([await tries('neighbour', api.secretOf('neighbour')), await tries('neighbour', 'wrong')]).toEqual([200, 401]);
  });

  it('a thousand names guessed at shut out nobody who has a right secret, and soon nobody is told more than to wait', async () => {
    await api.clientAs('steady');
    const statuses = await triesAll(260, (nth) => tries(`made-up-${nth}`, 'guess'));
    expect([statuses.filter((status) => status === 401).length, statuses.slice(-20).every((status) => status === 429)]).toEqual([
      240,
      true,
    ]);
    expect([await tries('steady', api.secretOf('steady')), await tries('steady', 'wrong')]).toEqual([200, 429]);
  });

  it('guessing tells nobody which clients there are, and once there were too many guesses the right one is refused as well', async () => {
    await api.clientAs('there-is');
    for (const clientId of ['there-is', 'there-is-not'])
      expect(await triesAll(25, () => tries(clientId, 'guess'))).toEqual(twentyAndNoMore);
    expect(await tries('there-is', api.secretOf('there-is'))).toBe(429);
    api.anotherMinute();
    expect(await tries('there-is', api.secretOf('there-is'))).toBe(200);
  });

  it('right secrets are no guesses, however many come at once', async () => {
    await api.clientAs('many-at-once');
    const statuses = await Promise.all(Array.from({ length: 60 }, () => tries('many-at-once', api.secretOf('many-at-once'))));
    expect(new Set(statuses)).toEqual(new Set([200]));
  });
});
