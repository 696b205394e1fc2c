import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rememberedCity, returnTo, settleIn } from '../../src/cli/sandbox-city.ts';
import { endOf, toDay } from '../../src/domain/period.ts';
import { attend } from '../../src/storage/attendance.ts';
import { inTransaction } from '../../src/storage/database.ts';
import { insertRun } from '../../src/storage/runs.ts';
import { markCity } from '../../src/storage/synthetic-city.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.drop());

const citySince = async (date: string) => {
  const city = { members: 200, seed: 7, date: toDay(date) };
  await inTransaction(database.pool, (tx) => markCity(tx, city));
  return city;
};

describe('the city of this home', () => {
  it('goes on to a later day of its quarter', async () => {
    await citySince('2025-11-20');
    const moved = await returnTo(toDay('2025-11-21'), database.pool);
    expect(moved.date).toBe('2025-11-21');
    expect(await rememberedCity(database.pool)).toEqual(moved);
  });

  it('does not go back, and stays where it is', async () => {
    const city = await citySince('2025-11-20');
    await expect(returnTo(toDay('2025-11-19'), database.pool)).rejects.toMatchObject({ code: 'city-out-of-reach' });
    expect(await rememberedCity(database.pool)).toEqual(city);
  });

  it('does not go to a day that has not come, and stays where it is', async () => {
    const city = await citySince('2099-11-20');
    await expect(returnTo(toDay('2099-11-21'), database.pool)).rejects.toMatchObject({ code: 'date-in-future' });
    expect(await rememberedCity(database.pool)).toEqual(city);
  });

  it('does not go on before its run is done, and stays where it is', async () => {
    const city = await citySince('2025-11-24');
    const at = endOf(city.date);
    const instants = { businessAt: at, windowTo: at, waitUntil: at, startedAt: at };
    const run = { runId: 'run-2025-11-24', date: city.date, ordinal: 1, phase: 'readings', ruleSet: 'sandbox-city', ...instants };
    await inTransaction(database.pool, (tx) => insertRun(tx, { ...run, options: { full: false, source: null, waitMs: 0 } }));
    await expect(returnTo(toDay('2025-11-25'), database.pool)).rejects.toMatchObject({ code: 'run-unfinished' });
    expect(await rememberedCity(database.pool)).toEqual(city);
    expect(await returnTo(city.date, database.pool)).toEqual(city);
  });

  it('does not go on beside somebody who works with it as it is, and stays where it is', async () => {
    const city = await citySince('2025-11-27');
    const worker = await attend(database.line, { alone: true, onTrouble: () => undefined });
    await expect(returnTo(toDay('2025-11-28'), database.pool)).rejects.toMatchObject({ code: 'city-worked-on' });
    expect(await rememberedCity(database.pool)).toEqual(city);
    expect(await returnTo(city.date, database.pool)).toEqual(city);
    await worker?.leave();
    expect((await returnTo(toDay('2025-11-28'), database.pool)).date).toBe('2025-11-28');
  });

  it('is gone on with by the same options as well, also where its first run was ended before it had read anybody', async () => {
    const city = await citySince('2025-11-24');
    const place = { home: await mkdtemp(join(tmpdir(), 'huzheng-city-')), pool: database.pool };
    const runs = () => database.pool.query('select run_id from run').then(({ rows }) => rows);
    expect(await runs()).toHaveLength(1);
    expect(await settleIn({ members: 200, seed: 7 }, place)).toEqual(city);
    expect(await runs()).toHaveLength(1);
    expect(await settleIn({ members: 200, seed: 8, date: city.date }, place)).toEqual({ ...city, seed: 8 });
    expect(await runs()).toHaveLength(0);
    await rm(place.home, { recursive: true });
  });
});
