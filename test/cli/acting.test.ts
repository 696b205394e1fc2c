import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inTransaction } from '../../src/storage/database.ts';
import { markCity } from '../../src/storage/synthetic-city.ts';
import { huzheng } from '../journeys/huzheng.ts';
import { insertRun } from '../support/bare-runs.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { day } from '../support/dossiers.ts';

let database: TestDatabase;
let home: string;
let variables: Readonly<Record<string, string>>;
beforeAll(async () => {
  database = await createDatabase();
  home = await mkdtemp(join(tmpdir(), 'huzheng-acting-'));
  variables = { DATABASE_URL: database.url, HUZHENG_KEY: Buffer.alloc(32, 7).toString('base64'), HUZHENG_RULESET: 'sandbox-city' };
});
afterAll(async () => {
  await database.drop();
  await rm(home, { recursive: true });
});

const run = (...args: readonly string[]) => huzheng(args, { home, environment: variables });
const WHY = ['--why', '部门通知系统升级'];
const recorded = async (act: string): Promise<readonly object[]> => {
  const { rows } = await database.pool.query<{ actor: string; particulars: object }>(
    'select actor, particulars from ledger_entry where act = $1',
    [act],
  );
  return rows;
};

describe('huzheng runs', () => {
  it('starts one and says that nobody works, lists and shows it, gives it up with a reason, and begins the date anew', async () => {
    const started = await run('runs', 'start', '--date', '2026-11-01', ...WHY);
    expect([started.code, started.stderr]).toEqual([
      0,
      expect.stringMatching(/run-2026-11-01 begins\nNobody works on this database now: /),
    ]);
    const nobody =
      'run-2026-11-01 is unfinished (roster); nobody works on it: `huzheng reconcile --date 2026-11-01` goes on where it stopped.\n';
    expect((await run('runs', 'list')).stdout).toMatch(/^run-2026-11-01 +roster +\S+ \S+$/m);
    for (const asked of [
      ['runs', 'list'],
      ['runs', 'show', 'run-2026-11-01'],
      ['jobs', 'failed'],
    ])
      expect((await run(...asked)).stdout).toContain(nobody);
    expect(JSON.parse((await run('jobs', 'failed', '--json')).stdout)).toMatchObject({
      items: [],
      unfinished: [{ id: 'run-2026-11-01', phase: 'roster' }],
      worker: false,
    });
    expect((await run('runs', 'show', 'run-2026-11-01')).stdout).toMatch(/^run-2026-11-01 {2}roster/);
    const shown = async () => JSON.parse((await run('runs', 'show', 'run-2026-11-01', '--json')).stdout);
    const RUN = { id: 'run-2026-11-01', runId: 'run-2026-11-01', date: '2026-11-01' };
    expect(await shown()).toMatchObject({
      run: { ...RUN, status: 'running' },
      books: [{ state: 'open' }],
      jobs: { failed: 0 },
      steps: [{ step: 'roster' }],
    });
    const cancelled = await run('runs', 'cancel', 'run-2026-11-01', ...WHY, '--json');
    expect(JSON.parse(cancelled.stdout)).toMatchObject({ ...RUN, status: 'cancelled' });
    const { run: stands, steps, summary, ...figures } = await shown();
    expect([stands, steps]).toMatchObject([{ ...RUN, status: 'cancelled' }, expect.any(Array)]);
    expect({ run: summary.run, ...figures }).toEqual(summary);
    expect((await run('runs', 'show', 'run-2026-11-01')).stdout).toMatch(/run-2026-11-01 {2}cancelled/);
    expect(JSON.parse((await run('runs', 'start', '--date', '2026-11-01', ...WHY, '--json')).stdout)).toMatchObject({
      ...{ run: { runId: 'run-2026-11-01-2' }, how: 'new', worker: false },
    });
    expect(await recorded('run-cancelled')).toEqual([
      { actor: expect.stringMatching(/^command:/), particulars: { run: 'run-2026-11-01', jobs: 1, why: '部门通知系统升级' } },
    ]);
  });

  it('lists of an incomplete one whether a later one has taken over what it lacked, whatever became of that', async () => {
    const work = (workId: number, runId: string, state: string): string =>
      `('00000000-0000-0000-0000-00000000000${workId}', '${runId}', 1, 'verify', 'unit ${workId}', '{}', '${state}')`;
    for (const date of ['2026-10-01', '2026-10-02'])
      await insertRun(database.pool, { runId: `run-${date}`, date, ended: { status: 'incomplete', at: date } });
    await database.pool.query(
      `insert into work (work_id, run_id, pass, step, unit, params, state)
       values ${[work(1, 'run-2026-10-01', 'overtaken'), work(2, 'run-2026-10-02', 'overtaken'), work(3, 'run-2026-10-02', 'failed')].join()}`,
    );
    const { stdout } = await run('runs', 'list');
    expect(stdout).toMatch(/^run-2026-10-01 .* {2}taken over since$/m);
    expect(stdout).toMatch(/^run-2026-10-02 .*\d$/m);
    await database.pool.query(`delete from work where run_id like 'run-2026-10-%'`);
    await database.pool.query(`delete from run where run_id like 'run-2026-10-%'`);
  });

  it('sends nobody back to a day that a later night has read, or that the synthetic city is past', async () => {
    const insert = (date: string, startedAt: string, ended?: { readonly status: string; readonly at: string }) =>
      insertRun(database.pool, { runId: `run-${date}`, date, startedAt, ...(ended !== undefined && { ended }) });
    const cancelled = async (date: string): Promise<string> => (await run('runs', 'cancel', `run-${date}`, ...WHY)).stdout;
    await insert('2026-09-01', '2026-09-01');
    await insert('2026-09-02', '2026-09-02', { status: 'completed', at: '2026-09-02' });
    expect(await cancelled('2026-09-01')).toBe(
      'run-2026-09-01 is cancelled; run-2026-09-02 has read everything since: nothing of it is missing.\n',
    );
    await insert('2026-09-03', '2026-09-03');
    await inTransaction(database.pool, (tx) => markCity(tx, { members: 60, seed: 5, date: day('2026-09-04') }));
    expect((await run('runs', 'show', 'run-2026-09-03')).stdout).toContain(
      'nobody works on it: the synthetic city stands on 2026-09-04 and does not go back; `huzheng runs cancel run-2026-09-03 --why …` gives it up.\n',
    );
    expect(await cancelled('2026-09-03')).toContain('the synthetic city stands on 2026-09-04 and does not go back');
    await database.pool.query(`delete from setting where name = 'synthetic-city'`);
    await database.pool.query(`delete from run where run_id like 'run-2026-09-%'`);
  });

  it.each([
    { given: 'a run that there is not', args: ['cancel', 'run-2020-01-01', ...WHY], want: '`huzheng runs list` list them' },
    { given: 'no reason', args: ['start'], want: '--why' },
    { given: 'a number that may be somebody’s as a reason', args: ['start', '--why', '13800138000'], want: 'no person may be named' },
  ])(
    'refuses $given',
    async ({ args, want }) => {
      const { code, stderr } = await run('runs', ...args);
      expect([code, stderr]).toEqual([2, expect.stringContaining(want)]);
    },
    60_000,
  );
});

describe('huzheng sources', () => {
  it('pauses one until a time and lets it be asked again, on record', async () => {
    const paused = await run('sources', 'pause', 'social-security', ...WHY, '--until', '2099-01-01 08:00');
    expect([paused.code, paused.stdout]).toEqual([0, 'social-security is paused until 2099-01-01 08:00:00 Shanghai time.\n']);
    expect(JSON.parse((await run('sources', 'list', '--json')).stdout)).toMatchObject({
      items: expect.arrayContaining([expect.objectContaining({ source: 'social-security', health: 'paused' })]),
    });
    expect((await run('sources', 'resume', 'social-security', ...WHY)).stdout).toBe(
      'social-security may be asked again; 0 jobs that waited for it are due now.\n',
    );
    expect((await run('sources', 'resume', 'social-security', ...WHY)).stderr).toContain('social-security is not paused');
    expect([...(await recorded('source-paused')), ...(await recorded('source-resumed'))]).toHaveLength(2);
  });
});

describe('huzheng jobs stop', () => {
  it('refuses a batch that there is not', async () => {
    for (const id of ['nothing', '00000000-0000-0000-0000-000000000000'])
      expect(await run('jobs', 'stop', id, ...WHY)).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(/There is no such batch of retries.*`huzheng jobs retry`/),
      });
  });

  it('takes the beginning of an id, and refuses what several begin with', async () => {
    const [one, other] = ['5eed0001-0000-4000-8000-000000000001', '5eed0002-0000-4000-8000-000000000002'];
    for (const id of [one, other])
      await database.pool.query(`insert into retry_batch (retry_id, requested_by, requested_at) values ($1, 'operator', now())`, [id]);
    expect(await run('jobs', 'stop', '5eed', ...WHY)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('More than one batch begins with 5eed'),
    });
    expect((await run('jobs', 'stop', '5eed0002', ...WHY)).stdout).toContain(`retry ${other}`);
    const { rows } = await database.pool.query('select retry_id from retry_batch where stopped_by is not null');
    expect(rows).toEqual([{ retry_id: other }]);
  });
});
