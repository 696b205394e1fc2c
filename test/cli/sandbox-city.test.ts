import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rememberedCity, returnTo } from '../../src/cli/sandbox-city.ts';
import { toDay } from '../../src/domain/period.ts';
import { inTransaction } from '../../src/storage/database.ts';
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
});
