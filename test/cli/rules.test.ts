import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Ending, huzheng } from '../journeys/huzheng.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { SANDBOX_RULES } from '../support/people.ts';

let database: TestDatabase;
let home: string;
let variables: Readonly<Record<string, string>>;
beforeAll(async () => {
  database = await createDatabase();
  home = await mkdtemp(join(tmpdir(), 'huzheng-rules-'));
  variables = { DATABASE_URL: database.url, HUZHENG_KEY: Buffer.alloc(32, 7).toString('base64'), HUZHENG_RULESET: 'sandbox-city' };
}, 120_000);
afterAll(async () => {
  await database.drop();
  await rm(home, { recursive: true });
});

const run = (...args: readonly string[]): Promise<Ending> => huzheng(['rules', ...args], { home, environment: variables });
const folderOf = async (version: string, from = '', to = ''): Promise<string> => {
  const folder = join(home, version);
  await mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries(SANDBOX_RULES))
    await writeFile(join(folder, name), text.replace('"version": "1.2.0"', `"version": "${version}"`).replace(from, to));
  return folder;
};
const entries = async (): Promise<readonly unknown[]> =>
  (await database.pool.query(`select outcome from ledger_entry where act = 'rule-set-activated' order by seq`)).rows.map(
    ({ outcome }) => outcome,
  );

describe('huzheng rules check', () => {
  it.each(['sandbox-city', 'shenzhen-example', 'rule-sets/sandbox-city', 'rule-sets/sandbox-city/manifest.json'])(
    'finds no fault in %s',
    async (file) => {
      const { code, stdout } = await run('check', file);
      expect([code, stdout.trim().split('\n').at(-1)]).toEqual([0, expect.stringContaining('no fault')]);
    },
  );

  it('names each fault with its file, line and place, and exits 1', async () => {
    const folder = await folderOf('0.0.1', '>= thresholds.veryLargeOwnPayments', '>= 40000');
    const { code, stdout } = await run('check', folder);
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /✗ hardship\.jdm\.json:\d+, row-7, column 个人支付 \(facts\.ownPaidLast12Months\)\n {4}.*may only be compared with a threshold/,
    );
    const { findings } = JSON.parse((await run('check', folder, '--json')).stdout) as { findings: readonly object[] };
    expect(findings).toContainEqual(
      expect.objectContaining({ severity: 'error', code: 'not-compared', file: 'hardship.jdm.json', line: expect.any(Number) }),
    );
  });

  it('of what is not there it says so in one line', async () => {
    const { code, stderr } = await run('check', 'atlantis');
    expect([code, stderr]).toEqual([2, expect.stringContaining('There is no rule set atlantis')]);
  });
});

describe('huzheng rules activate', () => {
  const why = ['--why', 'The line was raised.'] as const;

  it('asks for a back-test, or why there is none', async () => {
    const folder = await folderOf('2.0.0');
    const { code, stderr } = await run('activate', folder, '--from', '2099-01-01', ...why);
    expect([code, stderr]).toEqual([2, expect.stringContaining('--without-backtest')]);
  });

  it('two at the same moment from two processes: exactly one wins, and the ledger has both', async () => {
    const folders = await Promise.all(['3.0.0', '3.0.1', '3.0.2'].map((version) => folderOf(version)));
    const endings = await Promise.all(
      folders.map((folder) => run('activate', folder, '--from', '2099-02-01', ...why, '--without-backtest', 'A test.')),
    );
    expect(endings.map(({ code }) => code).toSorted()).toEqual([0, 1, 1]);
    for (const { stderr, code } of endings) if (code === 1) expect(stderr).toContain('is active from 2099-02-01 already');
    expect((await entries()).toSorted()).toEqual(['done', 'refused', 'refused']);
    const winner = ['3.0.0', '3.0.1', '3.0.2'][endings.findIndex(({ code }) => code === 0)];
    const { items } = JSON.parse((await run('list', '--json')).stdout) as { items: readonly object[] };
    expect(items).toMatchObject([{ effectiveFrom: '2099-02-01', version: winner, state: 'to come', why: 'The line was raised.' }]);
  }, 60_000);

  it('keeps the report, and says who made it so', async () => {
    const report = join(home, 'report.json');
    await writeFile(report, '{"newlyFlagged": 3}');
    const { code, stdout } = await run('activate', await folderOf('4.0.0'), '--from', '2099-03-01', ...why, '--backtest', report);
    expect([code, stdout]).toEqual([0, expect.stringContaining('sandbox-city 4.0.0 judges in 440300 from 2099-03-01 on')]);
    expect((await run('list')).stdout).toMatch(
      /440300 {2}from 2099-03-01 {2}to come {2}sandbox-city 4\.0\.0, by command:\S+: The line was raised\.\n/,
    );
    await writeFile(report, '[]');
    const refused = await run('activate', await folderOf('5.0.0'), '--from', '2099-04-01', ...why, '--backtest', report);
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('holds no back-test report')]);
  });
});
