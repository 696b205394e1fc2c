import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { instantOf } from '../../src/domain/period.ts';
import { isBacktestReport } from '../../src/rule-sets/backtest-report.ts';
import { confirmedRuleSet, readRuleSetFiles } from '../../src/rule-sets.ts';
import { inTransaction } from '../../src/storage/database.ts';
import { storeRuleSet } from '../../src/storage/rule-sets.ts';
import { closeRun, insertRun } from '../../src/storage/runs.ts';
import { type Ending, huzheng } from '../journeys/huzheng.ts';
import { aReport } from '../support/backtest-reports.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { day } from '../support/dossiers.ts';
import { SANDBOX_RULES } from '../support/people.ts';

let database: TestDatabase;
let home: string;
let variables: Readonly<Record<string, string>>;
beforeAll(async () => {
  database = await createDatabase();
  await aNight();
  home = await mkdtemp(join(tmpdir(), 'huzheng-rules-'));
  variables = { DATABASE_URL: database.url, HUZHENG_KEY: Buffer.alloc(32, 7).toString('base64'), HUZHENG_RULESET: 'sandbox-city' };
});
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
const NIGHT = { runId: 'run-2026-11-22', date: day('2026-11-22') };
/** It is over; nobody was on the roster. */
const aNight = async (): Promise<void> => {
  const at = instantOf(Date.UTC(2026, 10, 22));
  const { manifest, digest, files } = confirmedRuleSet(SANDBOX_RULES, NIGHT.date);
  const times = { businessAt: at, windowTo: at, waitUntil: at, startedAt: at };
  const options = { full: false, source: null, waitMs: 0 };
  await inTransaction(database.pool, async (tx) => {
    await storeRuleSet(tx, { ...manifest, digest, files }, at);
    await insertRun(tx, { ...NIGHT, ...times, ordinal: 1, phase: 'closed', options, ruleSet: digest });
    await closeRun(tx, NIGHT.runId, { status: 'completed', finishedAt: at, summary: {} });
  });
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

  it('takes for a path what no rule set of ours is called, and for ours what one is', async () => {
    const folder = join(home, 'draft');
    for (const name of ['rs', 'sandbox-city']) await cp(await folderOf('0.1.0'), join(folder, name), { recursive: true });
    const checked = async (file: string) => (await huzheng(['rules', 'check', file], { home, environment: variables, folder })).stdout;
    expect(await checked('rs')).toContain('sandbox-city 0.1.0: no fault');
    expect(await checked('sandbox-city')).toContain('sandbox-city 1.2.0: no fault');
    expect(await checked('./sandbox-city')).toContain('sandbox-city 0.1.0: no fault');
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
    expect(endings.map(({ code }) => code).toSorted()).toEqual([0, 2, 2]);
    for (const { stderr, code } of endings) if (code === 2) expect(stderr).toContain('is active from 2099-02-01 already');
    expect((await entries()).toSorted()).toEqual(['done', 'refused', 'refused']);
    const winner = ['3.0.0', '3.0.1', '3.0.2'][endings.findIndex(({ code }) => code === 0)];
    const { items } = JSON.parse((await run('list', '--json')).stdout) as { items: readonly object[] };
    expect(items).toMatchObject([{ effectiveFrom: '2099-02-01', version: winner, state: 'to come', why: 'The line was raised.' }]);
  });

  it.each(['The line was raised for 11010119900307231X.', 'As 138 0013 8000 asked.', 'Raised.\u001b[2J'])(
    'keeps no reason that names a person or commands the terminal: %j',
    async (reason) => {
      const folder = await folderOf('2.0.0');
      const refused = await run('activate', folder, '--from', '2099-01-01', '--why', reason, '--without-backtest', 'A test.');
      expect([refused.code, refused.stderr]).toEqual([2, expect.stringMatching(/^huzheng: --why holds/)]);
      expect(refused.stderr).not.toMatch(/1101|138|[^\P{Cc}\n]|\p{Cf}/u);
    },
  );

  it('keeps the report, and says who made it so', async () => {
    const [report, folder] = [join(home, 'report.json'), await folderOf('4.0.0')];
    const files = await readRuleSetFiles(folder);
    await writeFile(report, JSON.stringify(aReport(confirmedRuleSet(files, day('2099-03-01')), NIGHT)));
    const { code, stdout } = await run('activate', folder, '--from', '2099-03-01', ...why, '--backtest', report);
    expect([code, stdout]).toEqual([0, expect.stringContaining('sandbox-city 4.0.0 judges in 440300 from 2099-03-01 on')]);
    expect((await run('list')).stdout).toMatch(
      /440300 {2}from 2099-03-01 {2}to come {2}sandbox-city 4\.0\.0, by command:\S+: The line was raised\.\n/,
    );
    await writeFile(report, '{}');
    const refused = await run('activate', await folderOf('5.0.0'), '--from', '2099-04-01', ...why, '--backtest', report);
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('That is no back-test report')]);
  });

  it('says until when it judges, that it is for another region, and lists one that has run out as ended', async () => {
    const ending = await folderOf('6.0.0', '"validTo": null', '"validTo": "2021-12-31"');
    const other = await folderOf('7.0.0', '"440300"', '"110100"');
    const without = [...why, '--without-backtest', 'A test.'];
    expect((await run('activate', ending, '--from', '2021-01-01', ...without)).stderr).toContain('has been judged already');
    await database.pool.query(`update run set date = '2020-06-01'`);
    const short = await run('activate', ending, '--from', '2021-01-01', ...without);
    expect([short.code, short.stdout]).toEqual([0, expect.stringContaining('It judges until 2021-12-31')]);
    const elsewhere = await run('activate', other, '--from', '2099-10-01', ...without, '--json');
    expect(JSON.parse(elsewhere.stdout)).toMatchObject({ validTo: null, warnings: [expect.stringMatching(/for 440300.*for 110100/)] });
    await database.pool.query(`update rule_set_activation set why = why || chr(27) || '[2J' where effective_from = '2021-01-01'`);
    const { stdout } = await run('list');
    expect(stdout).toContain('The line was raised.\\u001b[2J (no back-test: A test.)\n');
    expect(stdout).toMatch(/440300 {2}from 2021-01-01 to 2021-12-31 {2}ended {2}/);
  });
});

describe('huzheng rules backtest', () => {
  it.each<{ readonly given: string; readonly args: readonly string[]; readonly want: RegExp }>([
    {
      given: 'a report that could not be kept',
      args: ['sandbox-city', '--out', '/nowhere/report.json'],
      want: /cannot be written to \/nowhere/,
    },
    {
      given: 'days the wrong way round',
      args: ['sandbox-city', '--from', '2026-12-01', '--to', '2026-11-30'],
      want: /is after --to 2026-11-30/,
    },
  ])('refuses $given before any work', async ({ args, want }) => {
    const { code, stderr } = await run('backtest', ...args);
    expect([code, stderr]).toEqual([2, expect.stringMatching(want)]);
  });

  it('refuses rules of another region, naming both', async () => {
    const { code, stderr } = await run('backtest', await folderOf('8.0.0', '"440300"', '"110100"'));
    expect([code, stderr]).toEqual([2, expect.stringMatching(/is for 110100,.* was judged for 440300/)]);
  });

  it('leaves the report where it was asked for, and nothing where it comes to none', async () => {
    const out = join(home, 'backtest.json');
    expect((await run('backtest', 'atlantis', '--out', out)).code).toBe(2);
    await expect(readFile(out)).rejects.toThrow('ENOENT');
    expect((await run('backtest', 'sandbox-city', '--out', out)).code).toBe(0);
    expect(isBacktestReport(JSON.parse(await readFile(out, 'utf8')))).toBe(true);
  });
});
