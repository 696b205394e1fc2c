import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MINUTE } from '../../src/domain/period.ts';
import { identityProvider } from '../../src/security/sign-in/identity-provider.ts';
import { type Answer, type Api, openApi, problemIn, toNow } from '../support/api.ts';
import { openProvider, PROVIDER_CLIENT, type SignedIn, type TestProvider } from '../support/identity-provider.ts';

const PUBLIC = 'https://huzheng.union.test';
const SECOND_FACTOR = 'urn:test:two-factors';
const WANG: SignedIn = { subject: 'subject-1', account: 'wang', factor: SECOND_FACTOR };

let provider: TestProvider;
let api: Api;
beforeAll(async () => {
  provider = await openProvider();
  const settings = { issuer: provider.issuer, ...PROVIDER_CLIENT, secondFactor: SECOND_FACTOR, publicUrl: PUBLIC };
  api = await openApi({
    withoutNight: true,
    http: { isSecure: true },
    parts: ({ signIn }) => ({ signIn: { ...signIn, provider: identityProvider(settings) } }),
  });
}, 120_000);
afterAll(async () => {
  await api.close();
  await provider.close();
});
beforeEach(() => {
  toNow(api.clock);
  provider.claims = {};
  provider.isForging = false;
});

const cookiesIn = ({ headers }: Answer): readonly string[] => headers['set-cookie'] ?? [];
const pairOf = (cookies: readonly string[], name: string): string =>
  cookies.find((cookie) => cookie.startsWith(`${name}=`))?.split(';')[0] ?? `${name}=missing`;

const depart = async (): Promise<{ readonly to: string; readonly cookie: string; readonly answer: Answer }> => {
  const answer = await api.ask({ path: '/sign-in' });
  return { to: answer.headers.location ?? '', cookie: pairOf(cookiesIn(answer), 'huzheng-sign-in'), answer };
};
const arrive = (path: string, cookie?: string): Promise<Answer> => api.ask({ path, headers: cookie === undefined ? {} : { cookie } });
const roleOf = async (answer: Answer) =>
  (await api.ask({ path: '/v1/session', headers: { cookie: pairOf(cookiesIn(answer), 'huzheng-session') } })).json;

describe('signing in at the identity provider', () => {
  it('sends the browser off with state, nonce, PKCE and the second factor, bound to it by a cookie', async () => {
    const { to, answer } = await depart();
    const { searchParams, origin } = new URL(to);
    expect([answer.status, origin]).toEqual([302, provider.issuer]);
    expect(Object.fromEntries(searchParams)).toMatchObject({
      response_type: 'code',
      client_id: PROVIDER_CLIENT.clientId,
      redirect_uri: `${PUBLIC}/sign-in/return`,
      code_challenge_method: 'S256',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      state: expect.stringMatching(/^[\w-]{40,}$/),
      nonce: expect.stringMatching(/^[\w-]{40,}$/),
      acr_values: SECOND_FACTOR,
    });
    expect(cookiesIn(answer)).toEqual([expect.stringMatching(/^huzheng-sign-in=.*; Path=\/sign-in;.*HttpOnly; Secure; SameSite=Lax$/)]);
  });

  it('opens a session without any role for whoever comes the first time, under one id ever after', async () => {
    const first = await depart();
    const arrived = await arrive(provider.signIn(first.to, WANG), first.cookie);
    expect([arrived.status, arrived.headers.location]).toEqual([302, '/']);
    const session = cookiesIn(arrived).find((cookie) => cookie.startsWith('huzheng-session='));
    expect(session).toMatch(/; Path=\/;.*HttpOnly; Secure; SameSite=Strict$/);
    const who = (await roleOf(arrived)) as { operatorId: string };
    expect(who).toMatchObject({ name: 'wang', roles: [] });
    const second = await depart();
    expect(await roleOf(await arrive(provider.signIn(second.to, WANG), second.cookie))).toMatchObject({ operatorId: who.operatorId });
  });

  it("is refused to another browser, to nobody's, with another state, and the second time", async () => {
    const { to, cookie } = await depart();
    const other = await depart();
    const back = provider.signIn(to, WANG);
    expect(problemIn(await arrive(back))).toBe('sign-in-refused');
    expect(problemIn(await arrive(back, other.cookie))).toBe('sign-in-refused');
    const { to: again, cookie: own } = await depart();
    const altered = provider.signIn(again, WANG).replace(/state=[^&]+/, 'state=another');
    expect(problemIn(await arrive(altered, own))).toBe('sign-in-refused');
    expect((await arrive(back, cookie)).status).toBe(302);
    expect(problemIn(await arrive(back, cookie))).toBe('sign-in-refused');
  });

  it('is refused after ten minutes', async () => {
    const { to, cookie } = await depart();
    api.clock.forward(10 * MINUTE + 1);
    expect(problemIn(await arrive(provider.signIn(to, WANG), cookie))).toBe('sign-in-refused');
  });

  it.each<{ readonly why: string; readonly claims: Readonly<Record<string, unknown>> }>([
    { why: 'another nonce', claims: { nonce: 'another' } },
    { why: 'no nonce', claims: { nonce: undefined } },
    { why: 'another audience', claims: { aud: 'somebody-else' } },
    { why: 'another issuer', claims: { iss: 'http://127.0.0.1:1' } },
    { why: 'an end in the past', claims: { exp: 1_000_000_000 } },
  ])('is refused where the ID token has $why', async ({ claims }) => {
    provider.claims = claims;
    const { to, cookie } = await depart();
    const answer = await arrive(provider.signIn(to, WANG), cookie);
    expect([answer.status, problemIn(answer)]).toEqual([403, 'sign-in-refused']);
    expect(cookiesIn(answer).join()).not.toContain('huzheng-session=');
  });

  it('is refused where the ID token is signed by somebody else, the code is made up, or the provider says no', async () => {
    provider.isForging = true;
    const forged = await depart();
    expect(problemIn(await arrive(provider.signIn(forged.to, WANG), forged.cookie))).toBe('sign-in-refused');
    provider.isForging = false;
    for (const query of ['code=made-up', 'error=access_denied']) {
      const { to, cookie } = await depart();
      const state = new URL(to).searchParams.get('state') ?? '';
      const back = `/sign-in/return?${query}&state=${state}&iss=${encodeURIComponent(provider.issuer)}`;
      expect(problemIn(await arrive(back, cookie))).toBe('sign-in-refused');
    }
  });

  it('is refused without the second factor, and is on record', async () => {
    for (const factor of [null, 'urn:test:password-only']) {
      const { to, cookie } = await depart();
      const answer = await arrive(provider.signIn(to, { ...WANG, factor }), cookie);
      expect([answer.status, problemIn(answer)]).toEqual([403, 'second-factor-missing']);
    }
    const { rows } = await api.context.pool.query<{ outcome: string; actor: string }>(
      `select outcome, actor from ledger_entry where act = 'sign-in' order by seq desc limit 1`,
    );
    expect(rows[0]).toEqual({ outcome: 'refused', actor: 'operator:unknown' });
  });

  it('is the only way in where there is a provider', async () => {
    const answer = await api.ask({ method: 'POST', path: '/v1/session', json: { name: 'admin', password: 'admin' } });
    expect([answer.status, problemIn(answer)]).toEqual([400, 'no-local-account']);
  });

  it('waits, and says for whom, while the provider does not answer', async () => {
    const silent = identityProvider({ issuer: 'http://127.0.0.1:1', ...PROVIDER_CLIENT, secondFactor: null, publicUrl: PUBLIC });
    await expect(silent.depart()).rejects.toMatchObject({ kind: 'busy', code: 'identity-provider-unreachable' });
  });
});
