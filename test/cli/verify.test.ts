import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { huzheng } from '../journeys/huzheng.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
let home: string;
beforeAll(async () => {
  database = await createDatabase();
  home = await mkdtemp(join(tmpdir(), 'huzheng-verify-'));
});
afterAll(async () => {
  await database.drop();
  await rm(home, { recursive: true });
});

describe('huzheng verify about somebody whom the roster does not know', () => {
  const NOWHERE = { AID_SYSTEM_BASE_URL: 'http://127.0.0.1:9', AID_SYSTEM_CLIENT_ID: 'huzheng', AID_SYSTEM_CLIENT_SECRET: 'a-test-secret' };
  it.each<{ readonly given: string; readonly variables: Readonly<Record<string, string>>; readonly want: RegExp }>([
    { given: 'no aid system is set', variables: {}, want: /feed.* could not be read: set AID_SYSTEM_BASE_URL/ },
    { given: 'it does not answer', variables: NOWHERE, want: /feed.* could not be read: `huzheng connectors check aid-system`/ },
  ])('says in one line why it cannot tell where $given', async ({ variables, want }) => {
    const environment = { DATABASE_URL: database.url, HUZHENG_KEY: Buffer.alloc(32, 7).toString('base64'), ...variables };
    const input = '11010519491231002X\n张三\n';
    const { code, stdout, stderr } = await huzheng(['verify', '--json'], {
      home,
      input,
      environment: { ...environment, HUZHENG_RULESET: 'sandbox-city' },
    });
    expect([code, JSON.parse(stdout)]).toMatchObject([0, { outcome: 'unavailable' }]);
    expect(stderr.trimEnd().split('\n')).toEqual([expect.stringMatching(want)]);
    expect(stderr).not.toMatch(/1101|张三/);
  });
});
