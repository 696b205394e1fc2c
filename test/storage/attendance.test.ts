import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Attendance, attend, goneOf, isWorkerAbout, isWorkShared } from '../../src/storage/attendance.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
const about: Attendance[] = [];
beforeAll(async () => {
  database = await createDatabase();
});
afterEach(async () => {
  for (const one of about.splice(0)) await one.leave();
});
afterAll(() => database.drop());

const comes = async ({ alone = false } = {}): Promise<Attendance | null> => {
  const attendance = await attend(database.line, {
    alone,
    onTrouble: (fault) => {
      throw fault;
    },
  });
  if (attendance !== null) about.push(attendance);
  return attendance;
};
const welcomed = async (): Promise<Attendance> => {
  const attendance = await comes();
  if (attendance === null) throw new Error('it was turned away');
  return attendance;
};
const goes = async (attendance: Attendance): Promise<void> => {
  about.splice(about.indexOf(attendance), 1);
  await attendance.leave();
};
/** Ends their sessions, as a crash of the process or a restart of the server does. */
const loseSessions = () =>
  database.pool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'huzheng-lock' and datname = current_database()`,
  );

describe('worker processes that share', () => {
  it('have a number each, and one that is gone is known by it', async () => {
    const [one, two] = [await welcomed(), await welcomed()];
    expect(one.worker).not.toBe(two.worker);
    expect(await goneOf(database.pool, [one.worker, two.worker])).toEqual([]);
    await goes(one);
    expect(await goneOf(database.pool, [one.worker, two.worker])).toEqual([one.worker]);
    expect((await welcomed()).worker).toBeGreaterThan(two.worker);
  });

  it('sweep one at a time, and the next when that one is gone', async () => {
    const [one, two] = [await welcomed(), await welcomed()];
    expect([await one.isSweeper(), await two.isSweeper(), await one.isSweeper()]).toEqual([true, false, true]);
    await goes(one);
    await expect.poll(two.isSweeper).toBe(true);
  });

  it('are still about a moment after the database was restarted, under the same number', async () => {
    const [one, two] = [await welcomed(), await welcomed()];
    await one.isSweeper();
    await loseSessions();
    await expect.poll(() => goneOf(database.pool, [one.worker, two.worker]), { timeout: 10_000 }).toEqual([]);
    await expect.poll(async () => [await one.isSweeper(), await two.isSweeper()].filter(Boolean)).toEqual([true]);
    expect(await isWorkerAbout(database.pool)).toBe(true);
  });
});

describe('a worker process that cannot share', () => {
  it('is refused where any is about, and keeps every other out', async () => {
    const one = await welcomed();
    expect(await comes({ alone: true })).toBeNull();
    expect(await isWorkShared(database.pool)).toBe(true);
    await goes(one);
    const alone = await comes({ alone: true });
    expect(alone).not.toBeNull();
    expect(await isWorkShared(database.pool)).toBe(false);
    expect([await comes(), await comes({ alone: true })]).toEqual([null, null]);
    expect(await isWorkerAbout(database.pool)).toBe(true);
    if (alone !== null) await goes(alone);
    expect(await isWorkerAbout(database.pool)).toBe(false);
  });
});
