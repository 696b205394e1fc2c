import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DAY, HOUR, instantOf, wallTime } from '../../src/domain/period.ts';
import { inTransaction } from '../../src/storage/database.ts';
import { addCalls } from '../../src/storage/upstream-calls.ts';
import { createCallTally } from '../../src/upstream/call-tally.ts';
import { huzheng } from '../journeys/huzheng.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
let home: string;
let variables: Readonly<Record<string, string>>;
beforeAll(async () => {
  database = await createDatabase();
  home = await mkdtemp(join(tmpdir(), 'huzheng-sources-'));
  variables = {
    DATABASE_URL: database.url,
    HUZHENG_KEY: Buffer.alloc(32, 7).toString('base64'),
    HUZHENG_RULESET: 'sandbox-city',
    SOCIAL_SECURITY_BASE_URL: 'https://social.example/exchange',
    SOCIAL_SECURITY_CLIENT_ID: 'huzheng',
    SOCIAL_SECURITY_KEY: 'HIDDEN',
  };
});
afterAll(async () => {
  await database.drop();
  await rm(home, { recursive: true });
});

const run = (...args: readonly string[]) => huzheng(args, { home, environment: variables });
const inHours = (hours: number): string => wallTime(instantOf(Date.now() + hours * HOUR)).slice(0, 16);

/** One call that was answered and one that failed, a moment ago. */
const calledTwice = (): Promise<void> => {
  const tally = createCallTally(Date.now);
  const call = { source: 'social-security', operation: 'feed', attempt: 1, sent: true, durationMs: 80 } as const;
  tally.add({ ...call, outcome: 'answered', code: null, detail: null, httpStatus: 200 });
  const authority = { source: 'social-security', operation: 'feed', httpStatus: 500, code: 'B0001', message: '数据库忙' };
  tally.add({ ...call, outcome: 'broken', code: 'refused', detail: 'The counterpart refused.', httpStatus: 500, authority });
  const told = { ...tally.take(), process: 'work night-1/17', circuits: {}, at: instantOf(Date.now()) };
  return inTransaction(database.pool, (tx) => addCalls(tx, told));
};

describe('huzheng sources', () => {
  it('says of each counterpart how it fares, in its own words, and what was called', async () => {
    await run('migrate');
    await calledTwice();
    const shown = await run('sources', 'list');
    expect(shown.code, shown.stderr).toBe(0);
    expect(shown.stdout).toMatch(/^social-security +社保 +failing 异常 .*\(social\.example\)$/m);
    expect(shown.stdout).toContain('refused: social-security: The counterpart refused (HTTP 500, code B0001, “数据库忙”)');
    expect(shown.stdout).toMatch(/^ {2}participation +never-read never read to its end$/m);
    expect(shown.stdout).not.toContain('HIDDEN');
    const { items } = JSON.parse((await run('sources', 'list', '--json')).stdout) as { items: { source: string; because: string }[] };
    expect(items.map(({ source, because }) => `${source} ${because}`)).toContain('social-security calls-fail');
    const calls = await run('sources', 'calls', 'social-security');
    expect(calls.stdout).toMatch(/ 2 calls, 1 failed {2}mean 80 ms, longest 80 ms {2}refused 1\n$/);
    const steps = JSON.parse((await run('sources', 'calls', 'social-security', '--step', '5m', '--json')).stdout) as {
      items: { calls: number }[];
    };
    expect(steps.items.reduce((sum, { calls: one }) => sum + one, 0)).toBe(2);
    expect(steps.items.length).toBeGreaterThanOrEqual(DAY / (5 * 60_000));
  });

  it('plans a closure and ends it, on record with whoever works at this machine', async () => {
    const planned = await run(
      'sources',
      'maintenance',
      'plan',
      'social-security',
      '--from',
      inHours(-1),
      '--to',
      inHours(2),
      '--why',
      '系统升级',
      '--json',
    );
    expect(planned.code, planned.stderr).toBe(0);
    const { maintenanceId, state } = JSON.parse(planned.stdout) as { maintenanceId: string; state: string };
    expect(state).toBe('under-way');
    expect((await run('sources', 'list')).stdout).toMatch(/^social-security .* closed 停服 +planned maintenance, opens /m);
    expect((await run('sources', 'maintenance', 'list')).stdout).toContain(maintenanceId);
    expect((await run('sources', 'maintenance', 'end', maintenanceId)).code).toBe(0);
    expect((await run('sources', 'maintenance', 'list')).stdout).toBe('No closure is planned.\n');
    expect((await run('sources', 'maintenance', 'list', '--all')).stdout).toContain(' over ');
    const { rows } = await database.pool.query(`select act, actor from ledger_entry where act like 'maintenance-%' order by seq`);
    expect(rows).toMatchObject([{ act: 'maintenance-planned' }, { act: 'maintenance-ended' }]);
    expect(rows[0].actor).toMatch(/^command:/);
  });

  it.each([
    {
      what: 'a time nobody can read',
      args: ['plan', 'social-security', '--from', 'tonight', '--to', '2099-01-01', '--why', 'x'],
      want: 'Not a time',
    },
    {
      what: 'a closure that is over',
      args: ['plan', 'social-security', '--from', '2020-01-01', '--to', '2020-01-02', '--why', 'xx'],
      want: 'over already',
    },
    {
      what: 'a counterpart there is not',
      args: ['plan', 'tax-office', '--from', '2020-01-01', '--to', '2099-01-02', '--why', 'xx'],
      want: 'tax-office',
    },
    { what: 'an id there is not', args: ['end', 'never'], want: 'no such planned closure' },
  ])('refuses $what in one line', async ({ args, want }) => {
    const refused = await run('sources', 'maintenance', ...args);
    expect(refused.code).not.toBe(0);
    expect(refused.stderr).toContain(want);
    expect(refused.stderr.trim().split('\n')).toHaveLength(1);
  });
});
