import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openLookout } from '../../src/storage/alerts.ts';
import type { Line } from '../../src/storage/line.ts';
import { holdLock, openLockSession } from '../../src/storage/lock.ts';
import { isLockHeld } from '../../src/storage/lock-holders.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.drop());

it('one holds it, the next is told so at once, and gets it when it is free', async () => {
  const first = await holdLock(database.line, 'worker');
  expect(first).not.toBeNull();
  expect(await holdLock(database.line, 'worker')).toBeNull();
  const other = await holdLock(database.line, 'another');
  expect(other).not.toBeNull();
  await first?.release();
  const next = await holdLock(database.line, 'worker');
  expect(next).not.toBeNull();
  await Promise.all([other?.release(), next?.release()]);
});

it('whose holder dies is free', async () => {
  const held = await holdLock(database.line, 'worker');
  await database.pool.query(
    `select pg_terminate_backend(pid, 30000) from pg_stat_activity where application_name = 'huzheng-lock' and datname = current_database()`,
  );
  const next = await holdLock(database.line, 'worker');
  expect(next).not.toBeNull();
  await next?.release();
  await held?.release();
});

it('is known to be held, without anybody taking it to find out', async () => {
  expect(await isLockHeld(database.pool, 'worker')).toBe(false);
  const held = await holdLock(database.line, 'worker');
  expect([await isLockHeld(database.pool, 'worker'), await isLockHeld(database.pool, 'another')]).toEqual([true, false]);
  await held?.release();
});

describe('where there is no database', () => {
  const nowhere = (): Line => {
    const url = new URL(database.url);
    url.pathname = '/nowhere';
    return { connectionString: url.href };
  };

  it('whoever asks for a session is told so, and nobody that one was lost', async () => {
    const lost = vi.fn();
    await expect(openLockSession(nowhere(), lost)).rejects.toThrow('"nowhere" does not exist');
    // Whatever came of the first has come by then.
    await expect(openLockSession(nowhere())).rejects.toThrow('"nowhere" does not exist');
    expect(lost).not.toHaveBeenCalled();
  });

  it('whoever keeps looking is told so each time, and lives on', async () => {
    const lookout = openLookout(nowhere());
    for (const _ of [1, 2]) await expect(lookout.hold()).rejects.toThrow('"nowhere" does not exist');
    await lookout.leave();
  });
});
