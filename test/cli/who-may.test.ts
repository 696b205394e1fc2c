import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listen, type RunningServer } from '../../src/api/server.ts';
import { readConfig } from '../../src/config.ts';
import { type Context, openContext } from '../../src/context.ts';
import { meetOperator } from '../../src/storage/operators.ts';
import { huzheng } from '../journeys/huzheng.ts';
import { askerAt, basic, FORM } from '../support/api.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
let home: string;
let context: Context;
let server: RunningServer;
let variables: Readonly<Record<string, string>>;
beforeAll(async () => {
  database = await createDatabase();
  home = await mkdtemp(join(tmpdir(), 'huzheng-who-may-'));
  variables = { DATABASE_URL: database.url, HUZHENG_KEY: Buffer.alloc(32, 7).toString('base64'), HUZHENG_RULESET: 'sandbox-city' };
  context = await openContext(readConfig({ ...variables, HUZHENG_HOME: home, PORT: '0' }, { mode: 'tool' }));
  server = await listen(context);
});
afterAll(async () => {
  await server.close();
  await context.close();
  await database.drop();
  await rm(home, { recursive: true });
});

const run = (...args: readonly string[]) => huzheng(args, { home, environment: variables });
const recorded = async (act: string): Promise<readonly object[]> => {
  const { rows } = await database.pool.query<{ actor: string; particulars: object }>(
    'select actor, particulars from ledger_entry where act = $1',
    [act],
  );
  return rows;
};

describe('huzheng clients', () => {
  it('adds, lists, rotates and revokes; the secret is shown once, works at the token endpoint and is kept nowhere', async () => {
    const ask = askerAt(server.url);
    const token = async (secret: string) =>
      (
        await ask({
          method: 'POST',
          path: '/oauth2/token',
          headers: { authorization: basic('aid-desk', secret), ...FORM },
          body: 'grant_type=client_credentials',
        })
      ).status;
    const added = await run('clients', 'add', 'aid-desk', '--scope', 'verify', '--json');
    expect(added.code, added.stderr).toBe(0);
    const { secret } = JSON.parse(added.stdout) as { secret: string };
    expect(secret).toMatch(/^[\w-]{43}$/);
    expect(await token(secret)).toBe(200);
    const again = await run('clients', 'add', 'aid-desk');
    expect([again.code, again.stderr]).toEqual([
      expect.not.stringMatching(/^0$/),
      expect.stringContaining('There is, or was, a client aid-desk'),
    ]);
    expect((await run('clients', 'list')).stdout).toMatch(/^aid-desk +good +verify +added /m);

    const told = (await run('clients', 'rotate', 'aid-desk')).stdout;
    expect(told).toContain('The old secret stays good for 86400 s;');
    const rotated = /client secret {2}(\S+)/.exec(told)?.[1] ?? '';
    expect([await token(secret), await token(rotated)]).toEqual([200, 200]);
    expect((await run('clients', 'revoke', 'aid-desk')).stdout).toContain('aid-desk is revoked');
    expect([await token(secret), await token(rotated)]).toEqual([401, 401]);

    const { rows } = await database.pool.query<{ text: string }>('select client::text as text from client');
    for (const kept of [secret, rotated]) expect(rows.map(({ text }) => text).join()).not.toContain(kept);
    for (const act of ['client-added', 'client-rotated', 'client-revoked'])
      expect(await recorded(act)).toEqual([{ actor: expect.stringMatching(/^command:/), particulars: { client: 'aid-desk' } }]);
  });

  it('keeps a scope once that was said twice', async () => {
    const added = await run('clients', 'add', 'says-twice', '--scope', 'cases:read', 'verify', '--scope', 'verify', '--json');
    expect(JSON.parse(added.stdout)).toMatchObject({ scopes: ['verify', 'cases:read'] });
    const { rows } = await database.pool.query<{ scopes: string[] }>(`select scopes from client where client_id = 'says-twice'`);
    expect(rows).toEqual([{ scopes: ['verify', 'cases:read'] }]);
  });

  it('refuses an id that could not be told apart in a record', async () => {
    const { code, stderr } = await run('clients', 'add', 'aid desk/1');
    expect([code === 0, stderr]).toEqual([false, expect.stringContaining('A client id is up to 64 letters')]);
  });
});

describe('huzheng operators', () => {
  it('lists who has signed in, and makes the first administrator one', async () => {
    const operatorId = context.uuid();
    await meetOperator(context.pool, { operatorId, issuer: 'https://id.test', subject: 'subject-1', name: 'wang', roles: [] });
    expect((await run('operators', 'list')).stdout).toMatch(new RegExp(`^${operatorId}  wang +no role`, 'm'));
    const made = await run('operators', 'roles', operatorId, '--role', 'administrator');
    expect([made.code, made.stdout, made.stderr]).toEqual([0, 'wang: administrator\n', '']);
    expect(await recorded('role-granted')).toEqual([
      { actor: expect.stringMatching(/^command:/), particulars: { operator: operatorId, role: 'administrator' } },
    ]);
    const clash = await run('operators', 'roles', operatorId, '--role', 'auditor', '--role', 'administrator');
    expect([clash.code === 0, clash.stderr]).toEqual([false, expect.stringContaining('An auditor is nothing else')]);
    for (const id of ['-'.repeat(36), operatorId.toUpperCase()]) expect((await run('operators', 'roles', '--', id)).code).not.toBe(0);
    const { rows } = await context.pool.query<{ roles: string[] }>('select roles from operator where operator_id = $1', [operatorId]);
    expect(rows).toEqual([{ roles: ['administrator'] }]);
    const twice = await run('operators', 'roles', operatorId, '--role', 'auditor', 'auditor');
    expect([twice.code, twice.stdout]).toEqual([0, 'wang: auditor\n']);
    expect(twice.stderr).toMatch(/^There is no administrator now:/);
  });
});
