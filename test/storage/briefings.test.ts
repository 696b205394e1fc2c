import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { briefingsOf, clearBriefings, dropBriefings, saveBriefings } from '../../src/storage/briefings.ts';
import { inTransaction } from '../../src/storage/database.ts';
import { markDue } from '../../src/storage/due.ts';
import { insertRun } from '../support/bare-runs.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
}, 120_000);
afterAll(() => database.drop());
afterEach(async () => {
  for (const table of ['briefing', 'person_news', 'run']) await database.pool.query(`delete from ${table}`);
});

const ONE = '11111111-1111-4111-8111-111111111111';
const TWO = '22222222-2222-4222-8222-222222222222';
const OURS = { runId: 'run-1', code: 'of today' };

const begin = (runId: string, startedAt: string, finishedAt: string | null = null): Promise<unknown> =>
  insertRun(database.pool, {
    runId,
    date: '2026-11-22',
    ordinal: Number(runId.slice(4)),
    startedAt,
    ...(finishedAt !== null && { ended: { status: 'completed', at: finishedAt } }),
  });
const brief = (briefing = OURS): Promise<void> =>
  inTransaction(database.pool, (tx) =>
    saveBriefings(tx, briefing, [
      { personKey: ONE, content: { of: 'one', by: briefing.code } },
      { personKey: TWO, content: { of: 'two', by: briefing.code } },
    ]),
  );
const briefed = async (briefing = OURS): Promise<readonly string[]> =>
  [...(await briefingsOf(database.pool, briefing, [ONE, TWO])).keys()].toSorted();

describe('what verification leaves for screening', () => {
  it('is told as it was said last, to the same run and the same code', async () => {
    await begin('run-1', '2026-11-22T20:00:00Z');
    await brief({ ...OURS, code: 'of yesterday' });
    await brief();
    expect(await briefingsOf(database.pool, OURS, [TWO])).toEqual(new Map([[TWO, { of: 'two', by: 'of today' }]]));
    expect([await briefed({ ...OURS, runId: 'run-2' }), await briefed({ ...OURS, code: 'of tomorrow' })]).toEqual([[], []]);
  });

  it('is not told of whom something has been saved since', async () => {
    await begin('run-1', '2026-11-22T20:00:00Z');
    await begin('run-2', '2026-11-22T10:00:00Z', '2026-11-22T11:00:00Z');
    await database.pool.query(`insert into circumstance (digest, stated) values ('usual', '{}')`);
    await database.pool.query(
      `insert into agenda_opening (run_id, circumstance_id, people, everybody) select 'run-1', circumstance_id, 2, '{}' from circumstance`,
    );
    await brief();
    await inTransaction(database.pool, (tx) => markDue(tx, [TWO], { kind: 'apply' }));
    expect(await briefed()).toEqual([ONE, TWO]);
    await inTransaction(database.pool, (tx) => markDue(tx, [TWO]));
    expect(await briefed()).toEqual([ONE]);
    await database.pool.query('delete from agenda_opening');
    await database.pool.query('delete from circumstance');
  });

  it.each([
    { what: 'is under way', finishedAt: null },
    { what: 'has ended since this one began', finishedAt: '2026-11-22T20:30:00Z' },
  ])('is told to nobody beside another run that $what', async ({ finishedAt }) => {
    await begin('run-1', '2026-11-22T20:00:00Z');
    await brief();
    await begin('run-2', '2026-11-22T19:00:00Z', finishedAt);
    expect(await briefed()).toEqual([]);
  });

  it('goes with whoever has been screened, and before a run verifies with all but those of others that are under way', async () => {
    await begin('run-1', '2026-11-22T20:00:00Z');
    await brief();
    await inTransaction(database.pool, (tx) => dropBriefings(tx, 'run-1', [ONE]));
    expect(await briefed()).toEqual([TWO]);
    await begin('run-2', '2026-11-22T20:00:00Z');
    await begin('run-3', '2026-11-22T10:00:00Z', '2026-11-22T11:00:00Z');
    for (const runId of ['run-2', 'run-3']) await brief({ ...OURS, runId });
    await inTransaction(database.pool, (tx) => clearBriefings(tx, 'run-1'));
    const { rows } = await database.pool.query(`select distinct run_id from briefing`);
    expect(rows).toEqual([{ run_id: 'run-2' }]);
  });
});
