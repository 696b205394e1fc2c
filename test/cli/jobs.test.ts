import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inTransaction } from '../../src/storage/database.ts';
import { markCity } from '../../src/storage/synthetic-city.ts';
import type { FaultRecord } from '../../src/storage/work.ts';
import { huzheng } from '../journeys/huzheng.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { day } from '../support/dossiers.ts';
import { keepJobs, keepRun } from '../support/kept-jobs.ts';

let database: TestDatabase;
let home: string;
let variables: Readonly<Record<string, string>>;
let ids: readonly string[];

const BUSY: FaultRecord = {
  kind: 'busy',
  code: 'refused',
  detail: 'The authority refuses.',
  authority: { source: 'medical-insurance', operation: '1101B', httpStatus: 503, code: '-9', message: '系统繁忙，请30秒后再试' },
};
const DOWN: FaultRecord = { kind: 'busy', code: 'unreachable', detail: 'The source does not answer.' };

beforeAll(async () => {
  database = await createDatabase();
  const runId = await keepRun(database.pool, day('2026-06-30'));
  ids = await keepJobs(database.pool, runId, [
    ...Array.from({ length: 7 }, (_, index) => ({ unit: `person/${index}`, about: 100, faults: [BUSY] })),
    { unit: 'contributions/nightly/1', step: 'read-cursor', dataset: 'contributions' as const, faults: [DOWN], done: true },
  ]);
  home = await mkdtemp(join(tmpdir(), 'huzheng-jobs-'));
  variables = { DATABASE_URL: database.url, HUZHENG_KEY: Buffer.alloc(32, 7).toString('base64'), HUZHENG_RULESET: 'sandbox-city' };
});
afterAll(async () => {
  await database.drop();
  await rm(home, { recursive: true });
});

const run = async (...args: readonly string[]) => {
  const { code, stdout, stderr } = await huzheng(['jobs', ...args], { home, environment: variables });
  return { code, stdout, stderr };
};
const json = async (...args: readonly string[]) =>
  JSON.parse((await run(...args, '--json')).stdout) as { readonly items: readonly Readonly<Record<string, unknown>>[] };

describe('huzheng jobs', () => {
  it('failed groups by cause, in the authority’s own words, with how many members it is about', async () => {
    const { code, stdout } = await run('failed');
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^[0-9a-f]{8} {2}7 jobs of 1 run, about 700 members \(counted job by job\)\n {2}refused: medical-insurance: The authority refuses \(code -9, “系统繁忙,请#秒后再试”\)\n/,
    );
    expect(stdout).toMatch(/… and 2 more: `huzheng jobs list --fingerprint [0-9a-f]{8}`/);
    const { items } = await json('failed');
    expect(items.map(({ id, run: of, state }) => [typeof id, of, state])).toEqual(
      Array.from({ length: 7 }, () => ['string', 'run-2026-06-30', 'failed']),
    );
  });

  it('list has columns that stand under each other whatever the authority wrote', async () => {
    const { stdout } = await run('list', '--state', 'failed');
    const [head = '', ...rows] = stdout.trimEnd().split('\n');
    expect(rows).toHaveLength(7);
    for (const row of rows) expect(row.indexOf('2026-06-30')).toBe(head.indexOf('date'));
  });

  it.each([
    { args: ['--source', 'social-security', '--recovered'], count: 1 },
    { args: ['--search', '系统繁忙', '--limit', '3'], count: 3 },
    { args: ['--dataset', 'person', '--step', 'look-up', '--run', 'run-2026-06-30', '--date', '2026-06-30'], count: 7 },
    { args: ['--date', '2026-06-29'], count: 0 },
  ])('list $args finds $count', async ({ args, count }) => {
    expect((await json('list', ...args)).items).toHaveLength(count);
  });

  it('list --member is a look at the member, on record', async () => {
    expect((await json('list', '--member', 'nobody')).items).toEqual([]);
    const { rows } = await database.pool.query(`select outcome from ledger_entry where act = 'jobs-of-member'`);
    expect(rows).toEqual([{ outcome: 'listed' }]);
  });

  it('show tells every attempt with its own time, cause and duration', async () => {
    const { stdout } = await run('show', ids.at(-1)?.slice(0, 13) ?? '');
    expect(stdout).toContain('done, recovered');
    expect(stdout).toMatch(/attempt 1 {2}20\d\d-.* retry {2}\d+\.\d s {2}unreachable: The source does not answer\n/);
    expect(stdout).toMatch(/attempt 2 {2}20\d\d-.* done {2}\d+\.\d s\n/);
  });

  it('fingerprints tell the last 24 hours, and with --all also what is made good', async () => {
    expect((await json('fingerprints')).items.map(({ jobs }) => jobs)).toEqual([7]);
    const all = await run('fingerprints', '--all');
    expect(all.stdout).toMatch(/^cause +jobs +about +ever +last seen +last 24 hours\n/);
    expect(all.stdout).toContain('unreachable');
    expect(all.stdout).toMatch(/·{23}█/);
  });

  it('retry --dry-run says that the source of the jobs is paused', async () => {
    const paused = await huzheng(['sources', 'pause', 'medical-insurance', '--why', '系统升级'], { home, environment: variables });
    expect(paused.code, paused.stderr).toBe(0);
    expect((await run('retry', '--all', '--dry-run')).stdout).toContain(
      'medical-insurance is paused until it is resumed, and a retry would only wait for it: first `huzheng sources resume medical-insurance --why …`.\n',
    );
    const preview = JSON.parse((await run('retry', '--all', '--dry-run', '--json')).stdout);
    expect(preview.waitsFor).toEqual([{ source: 'medical-insurance', because: 'paused', until: null }]);
  });

  it('of a source that is resumed stay failed, and it is said how to try them again', async () => {
    const { stdout } = await huzheng(['sources', 'resume', 'medical-insurance', '--why', '升级完成'], { home, environment: variables });
    expect(stdout).toBe(
      'medical-insurance may be asked again; 0 jobs that waited for it are due now.\n7 failed jobs of it stay as they are until they are tried again: `huzheng jobs retry --all --source medical-insurance`.\n',
    );
  });

  it('retry --sandbox of what is no failed job says so before a city is brought up', async () => {
    await inTransaction(database.pool, (tx) => markCity(tx, { members: 50, seed: 7, date: day('2026-06-30') }));
    expect(await run('retry', 'nope', '--sandbox', '--why', '再试')).toEqual({
      code: 2,
      stdout: '',
      stderr: 'huzheng: None of these failed; `huzheng jobs failed` lists those that did.\n',
    });
  });

  it('refuse a search that holds a number that could be somebody’s', async () => {
    const { code, stderr } = await run('list', '--search', '110101199003070000');
    expect([code, stderr]).toEqual([2, expect.not.stringContaining('110101199003070000')]);
  });
});
