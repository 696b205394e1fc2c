import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Source } from '../../src/domain/sources.ts';
import { causeOf } from '../../src/jobs/fingerprint.ts';
import { forgetCauses, listCauses } from '../../src/storage/causes.ts';
import { inTransaction } from '../../src/storage/database.ts';
import { migrate } from '../../src/storage/migrate.ts';
import type { FaultRecord } from '../../src/storage/work.ts';
import { failedIn, revive } from '../../src/storage/work-of-run.ts';
import { createDatabase, createEmptyDatabase, type TestDatabase } from '../support/database.ts';
import { day } from '../support/dossiers.ts';
import { keepJobs, keepRun } from '../support/kept-jobs.ts';

const DOWN: FaultRecord = { kind: 'busy', code: 'unreachable', detail: 'The source does not answer.' };
const saying = (message: string): FaultRecord => ({
  kind: 'broken',
  code: 'refused',
  detail: 'The authority refuses.',
  authority: { source: 'medical-insurance', operation: '1101B', code: '-1', message },
});

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
afterEach(() =>
  database.pool.query('delete from work_attempt; delete from work; delete from cause; delete from cause_hour; delete from run'),
);
afterAll(() => database.drop());

describe('causes of failures', () => {
  it('are counted attempt by attempt, and of jobs only what is failed now', async () => {
    const runId = await keepRun(database.pool, day('2026-06-30'));
    await keepJobs(database.pool, runId, [
      { unit: 'a', about: 100, faults: [DOWN, DOWN, DOWN] },
      { unit: 'b', about: 50, faults: [DOWN], done: true },
    ]);
    const [cause] = await listCauses(database.pool, { state: 'open' });
    expect(cause).toMatchObject({
      code: 'unreachable',
      jobs: 1,
      about: 100,
      members: 0,
      failures: 4,
      runs: 1,
      steps: ['look-up'],
      datasets: ['person'],
    });
    expect(cause?.trend.at(-1)?.failures).toBe(4);
    await inTransaction(database.pool, async (tx) =>
      revive(
        tx,
        (await failedIn(tx, runId)).map(({ workId }) => workId),
      ),
    );
    expect(await listCauses(database.pool, { state: 'open' })).toEqual([]);
    expect(await listCauses(database.pool, { state: 'all' })).toMatchObject([{ jobs: 0, about: null, failures: 4 }]);
  });

  it('stay on a job that healed: it failed once and was fine later', async () => {
    const runId = await keepRun(database.pool, day('2026-06-30'));
    await keepJobs(database.pool, runId, [
      { unit: 'healed', faults: [DOWN], done: true },
      { unit: 'fine', done: true },
      { unit: 'failed', faults: [DOWN] },
    ]);
    const { rows } = await database.pool.query('select unit, recovered, fingerprint is not null as named from work order by unit');
    expect(rows).toEqual([
      { unit: 'failed', recovered: false, named: true },
      { unit: 'fine', recovered: false, named: false },
      { unit: 'healed', recovered: true, named: true },
    ]);
  });

  it('go with the work that failed of them, when nothing kept here names them', async () => {
    const runId = await keepRun(database.pool, day('2026-06-30'));
    await keepJobs(database.pool, runId, [{ unit: 'kept', faults: [DOWN] }]);
    await database.pool.query(
      `insert into cause (fingerprint, kind, code, detail, failures, first_seen, last_seen) values ('0ld00000', 'busy', 'old', 'Old.', 1, '2025-01-01', '2025-01-01');
       insert into cause_hour values ('0ld00000', '2025-01-01', 1); update cause set last_seen = '2025-01-01'`,
    );
    const taken = await inTransaction(database.pool, (tx) => forgetCauses(tx, { before: day('2026-01-01'), limit: 10 }));
    expect(taken).toEqual({ deleted: 1, more: false });
    const { rows } = await database.pool.query(
      'select code from cause union all select fingerprint from cause_hour where fingerprint like $1',
      ['0ld%'],
    );
    expect(rows).toEqual([{ code: 'unreachable' }]);
  });
});

describe('what had failed before there were causes', () => {
  const MIGRATIONS = new URL('../../src/storage/migrations/', import.meta.url);
  const FAULTS: readonly {
    readonly source: Source | null;
    readonly dataset: string | null;
    readonly step: string;
    readonly fault: FaultRecord;
  }[] = [
    { source: 'civil-affairs', dataset: 'assistance', step: 'read-window', fault: DOWN },
    { source: 'aid-system', dataset: null, step: 'deliver', fault: DOWN },
    { source: null, dataset: null, step: 'verify', fault: { kind: 'bug', code: 'unexpected', detail: 'An unexpected error.' } },
    ...[
      '第４１７条　记录 未查询到。',
      '请求 20260731-8f3a2b9c 超时',
      'request 3f2504e0-4f89-11d3-9a0c-0305e82c3301 timed out',
      'system busy at 2026-07-31 08:30:12.',
      'batch   [12, 13, 14]\trefused',
      '证号 11*** 不存在，SM2 验签失败！',
      'upstream srv03 gone after 30s',
    ].map((message) => ({ source: 'medical-insurance' as const, dataset: 'person', step: 'look-up', fault: saying(message) })),
  ];

  it('is named as it would be now, and a job that healed keeps its cause', async () => {
    const earlier = await createEmptyDatabase();
    const folder = await mkdtemp(join(tmpdir(), 'huzheng-causes-'));
    try {
      for (const name of (await readdir(fileURLToPath(MIGRATIONS))).filter((one) => one < '0014'))
        await cp(new URL(name, MIGRATIONS), join(folder, name));
      await migrate(earlier.pool, pathToFileURL(`${folder}/`));
      await earlier.pool.query(
        `insert into run (run_id, date, ordinal, status, phase, business_at, window_to, wait_until, options, rule_set, started_at)
         values ('run-2026-06-30', '2026-06-30', 1, 'running', 'readings', now(), now(), now(), '{}', 'sandbox-city', now())`,
      );
      await earlier.pool.query(
        `with given as (select f, n from jsonb_array_elements($1::jsonb) with ordinality as t (f, n)),
              failed as (insert into work (work_id, run_id, pass, step, dataset, unit, params, state, fault)
                         select gen_random_uuid(), 'run-2026-06-30', 1, f ->> 'step', f ->> 'dataset', n::text, '{}', case when n = 1 then 'done' else 'failed' end, f -> 'fault' from given returning *)
         insert into work_attempt (work_id, attempt, started_at, ended_at, outcome, fault) select work_id, 1, now(), now(), 'failed', fault from failed`,
        [JSON.stringify(FAULTS)],
      );
      await migrate(earlier.pool);
      const { rows } = await earlier.pool.query<{ fingerprint: string; recovered: boolean; source: string | null }>(
        'select fingerprint, recovered, source from work order by unit::int',
      );
      expect(rows).toEqual(
        FAULTS.map(({ source, fault }, index) => ({
          fingerprint: causeOf({ source, dataset: null }, fault).fingerprint,
          recovered: index === 0,
          source,
        })),
      );
      const { rows: causes } = await earlier.pool.query<{ fingerprint: string; message: string | null }>(
        'select fingerprint, message from cause',
      );
      const wanted = FAULTS.map(({ source, fault }) => causeOf({ source, dataset: null }, fault));
      expect(new Map(causes.map((one) => [one.fingerprint, one.message]))).toEqual(
        new Map(wanted.map(({ fingerprint, message }) => [fingerprint, message])),
      );
      expect(await listCauses(earlier.pool, { state: 'open' })).toHaveLength(FAULTS.length - 1);
    } finally {
      await rm(folder, { recursive: true });
      await earlier.drop();
    }
  });
});
