import { afterAll, beforeAll, expect, it } from 'vitest';
import { holdLock } from '../../src/storage/lock.ts';
import { isLockHeld } from '../../src/storage/lock-holders.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.drop());

it('one holds it, the next is told so at once, and gets it when it is free', async () => {
  const first = await holdLock(database.url, 'worker');
  expect(first).not.toBeNull();
  expect(await holdLock(database.url, 'worker')).toBeNull();
  const other = await holdLock(database.url, 'another');
  expect(other).not.toBeNull();
  await first?.release();
  const next = await holdLock(database.url, 'worker');
  expect(next).not.toBeNull();
  await Promise.all([other?.release(), next?.release()]);
});

it('whose holder dies is free', async () => {
  const held = await holdLock(database.url, 'worker');
  await database.pool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'huzheng-lock' and datname = current_database()`,
  );
  const next = await holdLock(database.url, 'worker');
  expect(next).not.toBeNull();
  await next?.release();
  await held?.release();
});

it('is known to be held, without anybody taking it to find out', async () => {
  expect(await isLockHeld(database.pool, 'worker')).toBe(false);
  const held = await holdLock(database.url, 'worker');
  expect([await isLockHeld(database.pool, 'worker'), await isLockHeld(database.pool, 'another')]).toEqual([true, false]);
  await held?.release();
});
