import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { HOUR, MINUTE } from '../../src/domain/period.ts';
import { keptPassword, localAccount } from '../../src/security/sign-in/local-account.ts';
import { type Answer, type Api, openApi, problemIn, toNow } from '../support/api.ts';

let api: Api;
const passwordFile = (): string => join(api.context.config.home, 'admin-password');
beforeAll(async () => {
  api = await openApi({
    withoutNight: true,
    parts: ({ signIn, config }) => ({ signIn: { ...signIn, local: localAccount(join(config.home, 'admin-password')) } }),
  });
}, 120_000);
afterAll(() => api.close());
beforeEach(() => {
  toNow(api.clock);
  return api.context.pool.query('delete from allowance');
});

const signIn = (json: object): Promise<Answer> => api.ask({ method: 'POST', path: '/v1/session', json });
const rightPassword = (): Promise<string> => keptPassword(passwordFile());
const admin = async (): Promise<{ readonly cookie: string }> => {
  const { headers } = await signIn({ name: 'admin', password: await rightPassword() });
  return { cookie: headers['set-cookie']?.[0]?.split(';')[0] ?? '' };
};
const session = (headers: Readonly<Record<string, string>>): Promise<Answer> => api.ask({ path: '/v1/session', headers });

describe('the local administrator', () => {
  it('is there only on the embedded default', () => {
    const key = Buffer.alloc(32).toString('base64');
    const at = (variables: Readonly<Record<string, string>>) =>
      readConfig({ HUZHENG_HOME: '/nowhere', ...variables }, { mode: 'tool' }).signIn.localPassword;
    expect(at({})).toBe('/nowhere/admin-password');
    expect(at({ DATABASE_URL: 'postgresql://127.0.0.1/x', HUZHENG_KEY: key, HUZHENG_RULESET: 'sandbox-city' })).toBeNull();
    const provider = {
      HUZHENG_OIDC_ISSUER: 'https://id.test',
      HUZHENG_OIDC_CLIENT_ID: 'a',
      HUZHENG_OIDC_CLIENT_SECRET: 'b',
      HUZHENG_PUBLIC_URL: 'https://us.test',
    };
    expect(at(provider)).toBeNull();
  });

  it('signs in with the generated password, which only its owner can read', async () => {
    const answer = await signIn({ name: 'admin', password: await rightPassword() });
    expect([answer.status, answer.json]).toEqual([
      200,
      expect.objectContaining({ name: 'admin', roles: ['viewer', 'operator', 'rule-keeper', 'administrator'] }),
    ]);
    expect(answer.headers['set-cookie']).toEqual([
      expect.stringMatching(/^huzheng-session=[\w-]{43}; Path=\/; Expires=.*; HttpOnly; SameSite=Strict$/),
    ]);
    expect(((await stat(passwordFile())).mode & 0o777).toString(8)).toBe('600');
    expect((await readFile(passwordFile(), 'utf8')).trim()).toMatch(/^[\w-]{24}$/);
  });

  it('is told nothing about which of name and password was wrong, nor their words', async () => {
    const password = await rightPassword();
    const refused = [
      await signIn({ name: 'admin', password: 'wrong' }),
      await signIn({ name: 'root', password }),
      await signIn({ name: 'admin', password: `${password} ` }),
      await signIn({ name: 'admin', password: '' }),
    ];
    for (const answer of refused) {
      expect([answer.status, problemIn(answer)]).toEqual([401, 'not-signed-in']);
      expect(answer.headers['set-cookie']).toBeUndefined();
      expect(answer.text).not.toContain(password);
      expect({ ...(answer.json as object), traceId: '' }).toEqual({ ...(refused[0]?.json as object), traceId: '' });
    }
  });

  it('cannot be guessed at: the twenty-first attempt of a minute waits', async () => {
    const statuses: number[] = [];
    for (let nth = 0; nth < 22; nth += 1) statuses.push((await signIn({ name: 'admin', password: `guess-${nth}` })).status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(20);
    expect(statuses.slice(-2)).toEqual([429, 429]);
    api.anotherMinute();
    expect((await admin()).cookie).toMatch(/^huzheng-session=/);
  });
});

describe('a session', () => {
  it('ends when its operator ends it, at once and for good', async () => {
    const headers = await admin();
    expect((await session(headers)).status).toBe(200);
    expect((await api.ask({ method: 'DELETE', path: '/v1/session', headers })).status).toBe(204);
    expect(problemIn(await session(headers))).toBe('not-signed-in');
  });

  it('ends after half an hour unused, and after eight hours in any case', async () => {
    const idle = await admin();
    api.clock.forward(30 * MINUTE + 1_000);
    expect(problemIn(await session(idle))).toBe('not-signed-in');
    toNow(api.clock);
    const busy = await admin();
    for (let nth = 0; nth < 8 * 3 - 1; nth += 1) {
      api.clock.forward(20 * MINUTE);
      expect((await session(busy)).status).toBe(200);
    }
    api.clock.forward(20 * MINUTE + 1_000);
    expect(problemIn(await session(busy))).toBe('not-signed-in');
    expect(8 * HOUR).toBe(24 * 20 * MINUTE);
  });

  it('does nothing for another site, whatever cookie the browser sends along', async () => {
    const headers = await admin();
    const host = new URL(api.server.url).host;
    const act = (origin: string) => api.ask({ method: 'DELETE', path: '/v1/session', headers: { ...headers, origin } });
    for (const origin of ['https://evil.test', 'null', `http://${host}.evil.test`, 'not an origin', ''])
      expect([origin, problemIn(await act(origin))]).toEqual([origin, 'not-signed-in']);
    expect((await session(headers)).status).toBe(200);
    expect((await act(`http://${host}`)).status).toBe(204);
  });

  it('is not what a form of another site could open: the body has to be JSON', async () => {
    const body = `name=admin&password=${await rightPassword()}`;
    const answer = await api.ask({
      method: 'POST',
      path: '/v1/session',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body,
    });
    expect(problemIn(answer)).toBe('media-type');
  });

  it.each([
    'huzheng-session=',
    'huzheng-session=short',
    'huzheng-session=%00',
    `huzheng-session=${'a'.repeat(5_000)}`,
    'x'.repeat(100),
    ';;;=',
  ])('is not in the cookie %s', async (cookie) => {
    expect(problemIn(await session({ cookie }))).toBe('not-signed-in');
  });
});
