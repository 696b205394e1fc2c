import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { components } from '../../src/api/contract.ts';
import { SECOND } from '../../src/domain/period.ts';
import type { Role } from '../../src/security/caller.ts';
import { type Answer, type Api, basic, FORM, openApi, problemIn, toNow } from '../support/api.ts';
import { CALLBACK_VARIABLES } from '../support/callbacks.ts';

type Schemas = components['schemas'];

let api: Api;
let boss: { readonly cookie: string; readonly operatorId: string };
beforeAll(async () => {
  const inbound = { AID_SYSTEM_INBOUND_CLIENT_ID: 'aid-desk', AID_SYSTEM_INBOUND_CLIENT_SECRET: 'test-inbound-secret' };
  api = await openApi({ withoutNight: true, variables: { ...CALLBACK_VARIABLES, ...inbound } });
  // Until when a secret is good is a moment of the database's own clock.
  toNow(api.clock);
  boss = await api.operatorAs(['administrator']);
}, 120_000);
afterAll(() => api.close());
beforeEach(() => api.anotherMinute());

const act = (path: string, json?: object, { cookie } = boss): Promise<Answer> =>
  api.ask({ method: 'POST', path: `/v1/clients${path}`, headers: { cookie }, ...(json && { json }) });
const list = async ({ cookie } = boss): Promise<Answer> => api.ask({ path: '/v1/clients', headers: { cookie } });
const token = async (clientId: string, secret: string): Promise<number> => {
  const headers = { authorization: basic(clientId, secret), ...FORM };
  return (await api.ask({ method: 'POST', path: '/oauth2/token', headers, body: 'grant_type=client_credentials' })).status;
};
const added = async (clientId: string): Promise<Schemas['ClientSecret']> => {
  const answer = await act('', { clientId, name: 'counter hall', scopes: ['verify'] });
  expect(answer.status, answer.text).toBe(201);
  return answer.json as Schemas['ClientSecret'];
};
const recorded = async (clientId: string): Promise<readonly object[]> => {
  const { rows } = await api.context.pool.query<{ act: string; actor: string; particulars: object }>(
    `select act, actor, particulars from ledger_entry where particulars ->> 'client' = $1 order by seq`,
    [clientId],
  );
  return rows;
};

describe('clients', () => {
  it('are added, given another secret and revoked by an administrator: each secret told once, each act in the ledger with its reason', async () => {
    const { secret, ...rest } = await added('desk');
    expect([rest, secret]).toEqual([{ clientId: 'desk', oldSecretGoodUntil: null }, expect.stringMatching(/^[\w-]{43}$/)]);
    expect(await token('desk', secret)).toBe(200);

    const rotated = (await act('/desk/rotate')).json as Schemas['ClientSecret'];
    const goodFor = Date.parse(rotated.oldSecretGoodUntil ?? '') - api.clock.now();
    expect([rotated.secret === secret, goodFor]).toEqual([false, 24 * 60 * 60 * SECOND]);
    expect([await token('desk', secret), await token('desk', rotated.secret)]).toEqual([200, 200]);

    expect((await act('/desk/revoke', { why: '窗口已撤销' })).status).toBe(204);
    expect([await token('desk', secret), await token('desk', rotated.secret)]).toEqual([401, 401]);
    const { items } = (await list()).json as Schemas['ClientList'];
    expect(items.find(({ clientId }) => clientId === 'desk')).toEqual({
      clientId: 'desk',
      name: 'counter hall',
      scopes: ['verify'],
      state: 'revoked',
      createdAt: expect.any(String),
      rotatedAt: expect.any(String),
      revokedAt: expect.any(String),
    });
    const actor = `operator:${boss.operatorId}`;
    expect(await recorded('desk')).toEqual([
      { act: 'client-added', actor, particulars: { client: 'desk' } },
      { act: 'client-rotated', actor, particulars: { client: 'desk' } },
      { act: 'client-revoked', actor, particulars: { client: 'desk', why: '窗口已撤销' } },
    ]);
  });

  it('have no secret in clear anywhere in the database, and none in a list', async () => {
    const { secret } = await added('kept-nowhere');
    const { secret: second } = (await act('/kept-nowhere/rotate')).json as Schemas['ClientSecret'];
    const { rows } = await api.context.pool.query<{ text: string }>(
      `select client::text as text from client union all select ledger_entry::text from ledger_entry`,
    );
    const told = `${rows.map(({ text }) => text).join()}${(await list()).text}`;
    for (const clear of [secret, second]) expect(told).not.toContain(clear);
  });

  it.each<{ readonly given: string; readonly ask: () => Promise<Answer>; readonly status: number; readonly want: string }>([
    {
      given: 'an id that is taken, or was',
      ask: async () => {
        await added('taken');
        await act('/taken/revoke', { why: 'no longer needed' });
        return act('', { clientId: 'taken', name: 'again', scopes: ['verify'] });
      },
      status: 409,
      want: 'client-exists',
    },
    {
      given: 'an id that could not be told apart',
      ask: () => act('', { clientId: 'a desk', name: 'desk', scopes: ['verify'] }),
      status: 400,
      want: 'client-id',
    },
    { given: 'no scope', ask: () => act('', { clientId: 'x', name: 'x', scopes: [] }), status: 400, want: 'field-invalid' },
    {
      given: 'a scope there is not',
      ask: () => act('', { clientId: 'x', name: 'x', scopes: ['root'] }),
      status: 400,
      want: 'field-invalid',
    },
    { given: 'a client there is not, to rotate', ask: () => act('/nobody/rotate'), status: 404, want: 'no-such-client' },
    { given: 'one there is not, to revoke', ask: () => act('/nobody/revoke', { why: 'gone' }), status: 404, want: 'no-such-client' },
    {
      given: 'one that was revoked, to rotate',
      ask: async () => {
        await added('over');
        await act('/over/revoke', { why: 'over' });
        return act('/over/rotate');
      },
      status: 404,
      want: 'no-such-client',
    },
    { given: 'no reason', ask: () => act('/nobody/revoke', {}), status: 400, want: 'field-missing' },
    {
      given: 'a reason with somebody’s number in it',
      ask: () => act('/nobody/revoke', { why: 'asked by 13800138000' }),
      status: 400,
      want: 'field-invalid',
    },
  ])('refuse $given', async ({ ask, status, want }) => {
    const answer = await ask();
    expect([answer.status, problemIn(answer)]).toEqual([status, want]);
  });

  it.each<{ readonly role: Role }>([{ role: 'viewer' }, { role: 'operator' }, { role: 'rule-keeper' }, { role: 'auditor' }])(
    'are nobody’s but an administrator’s: not seen or changed by a $role',
    async ({ role }) => {
      const who = await api.operatorAs([role]);
      const tried = [
        list(who),
        act('', { clientId: 'x', name: 'x', scopes: ['verify'] }, who),
        act('/x/rotate', undefined, who),
        act('/x/revoke', { why: 'try' }, who),
      ];
      for (const answer of await Promise.all(tried)) expect([answer.status, problemIn(answer)]).toEqual([403, 'not-allowed']);
    },
  );
});

describe('the client that the configuration names', () => {
  it('is listed first as such, and is neither added, rotated nor revoked here', async () => {
    const { items } = (await list()).json as Schemas['ClientList'];
    expect(items[0]).toEqual({
      clientId: 'aid-desk',
      name: 'aid-desk',
      scopes: ['verify', 'cases:read'],
      state: 'configured',
      createdAt: null,
      rotatedAt: null,
      revokedAt: null,
    });
    expect(problemIn(await act('', { clientId: 'aid-desk', name: 'desk', scopes: ['verify'] }))).toBe('client-exists');
    expect(problemIn(await act('/aid-desk/rotate'))).toBe('no-such-client');
    expect(problemIn(await act('/aid-desk/revoke', { why: 'over' }))).toBe('no-such-client');
  });
});
