import { afterAll, beforeAll, expect, it } from 'vitest';
import { reserveSlot } from '../../src/storage/quota.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.drop());

it('slots are spaced evenly, also when many processes ask at once', async () => {
  const spacing = 10_000;
  const waits = (
    await Promise.all(Array.from({ length: 10 }, () => reserveSlot(database.pool, 'medical-insurance/night', spacing)))
  ).toSorted((a, b) => a - b);
  const gaps = waits.slice(1).map((wait, index) => wait - (waits[index] ?? 0));
  expect(waits[0]).toBe(0);
  for (const gap of gaps) expect(Math.abs(gap - spacing)).toBeLessThan(spacing / 2);
});

it('a lane that nobody used for a while has a slot at once, and no store of them', async () => {
  await reserveSlot(database.pool, 'quiet', 1_000);
  await database.pool.query(`update quota set next_at = now() - interval '1 hour' where lane = 'quiet'`);
  expect(await reserveSlot(database.pool, 'quiet', 10_000)).toBe(0);
  expect(await reserveSlot(database.pool, 'quiet', 10_000)).toBeGreaterThan(5_000);
});

it('lanes do not wait for each other', async () => {
  await reserveSlot(database.pool, 'night', 60_000);
  expect(await reserveSlot(database.pool, 'live', 60_000)).toBe(0);
});
