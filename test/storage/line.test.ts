/** A database that says nothing: whoever waits for it is told, and whoever leaves gets away. */
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { openPool } from '../../src/storage/database.ts';
import { databaseFault, isGone } from '../../src/storage/database-faults.ts';
import { openLine } from '../../src/storage/line.ts';
import { holdLock } from '../../src/storage/lock.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { layWire, type Wire } from '../support/faults/wire.ts';

const LIMITS = { askEvery: 20, silentAfter: 300 };

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.drop());

let wire: Wire;
let pool: pg.Pool;
let line: ReturnType<typeof openLine>;
const watcher = { silent: vi.fn(), heardAgain: vi.fn(), away: vi.fn(() => Promise.resolve()) };

beforeEach(async () => {
  vi.resetAllMocks();
  const url = new URL(database.url);
  const { port } = url;
  wire = await layWire(() => Number(port));
  url.port = String(wire.port);
  line = openLine(url.href, watcher, LIMITS);
  pool = openPool(line, 4);
  onTestFinished(async () => {
    if (!pool.ending) await pool.end();
    await line.close();
    await wire.close();
  });
});

const lost = async (asked: Promise<unknown>): Promise<void> => {
  const thrown: unknown = await asked.then(
    () => null,
    (fault: unknown) => fault,
  );
  expect(isGone(databaseFault(thrown)), String(thrown)).toBe(true);
};

/** Two answers were heard on the line from now on. */
const heardTwice = async (): Promise<void> => {
  const heardAt = async (): Promise<string | undefined> => {
    const { rows } = await database.pool.query<{ at: string }>(
      `select query_start as at from pg_stat_activity where application_name = 'huzheng-pulse' and datname = current_database() and state = 'idle'`,
    );
    return rows[0]?.at;
  };
  for (const _ of [1, 2]) {
    const before = await heardAt();
    await expect.poll(heardAt).not.toBe(before);
  }
};

describe('a database that falls silent', () => {
  it('lets nobody wait: what is under way is lost, what comes is lost at once, until it is heard again', async () => {
    await pool.query('select 1');
    await heardTwice();
    wire.cut('silent');
    await lost(pool.query('select 1'));
    expect(watcher.silent).toHaveBeenCalledOnce();
    await lost(pool.query('select 1'));
    await lost(holdLock(line, 'anything'));
    expect(watcher.heardAgain).not.toHaveBeenCalled();
    wire.mend();
    await expect.poll(() => watcher.heardAgain.mock.calls.length).toBe(1);
    expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    expect([watcher.silent.mock.calls.length, watcher.away.mock.calls.length]).toEqual([1, 0]);
  });

  it('lets whoever leaves leave, also with a lock and in the middle of a transaction', async () => {
    const lock = await holdLock(line, 'leaving');
    const client = await pool.connect();
    await client.query('begin');
    wire.cut('silent');
    const asked = lost(client.query('select 1'));
    const released = lock?.release();
    await asked;
    client.release(true);
    await released;
    await pool.end();
  });

  it('is asked no more by whoever has left', async () => {
    await heardTwice();
    wire.cut('silent');
    await expect.poll(() => watcher.silent.mock.calls.length).toBe(1);
    await pool.end();
    const connecting = vi.spyOn(pg.Client.prototype, 'connect');
    onTestFinished(() => connecting.mockRestore());
    await line.close();
    await database.pool.query('select 1');
    expect(connecting).not.toHaveBeenCalled();
  });

  it('is waited for from the beginning, where it was silent already', async () => {
    wire.cut('silent');
    await lost(pool.query('select 1'));
    wire.mend();
    await expect.poll(() => watcher.heardAgain.mock.calls.length).toBe(1);
  });
});

describe('a database that is heard', () => {
  it('may take its time over a statement', async () => {
    const lock = await holdLock(line, 'slow');
    const waiting = pool.query(`select pg_advisory_lock(hashtextextended('slow', 0))`);
    const startedAt = performance.now();
    await expect.poll(() => performance.now() - startedAt > 3 * LIMITS.silentAfter, { timeout: 10_000 }).toBe(true);
    await heardTwice();
    await lock?.release();
    await waiting;
    expect(watcher.silent).not.toHaveBeenCalled();
  });

  it('and then is gone is away, and not silent', async () => {
    await pool.query('select 1');
    await heardTwice();
    wire.cut('refused');
    await expect.poll(() => watcher.away.mock.calls.length).toBeGreaterThan(0);
    expect(watcher.silent).not.toHaveBeenCalled();
  });

  it('and let go of its connections is neither: it is asked on another', async () => {
    await heardTwice();
    await database.pool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'huzheng-pulse' and datname = current_database()`,
    );
    await heardTwice();
    expect([watcher.away.mock.calls, watcher.silent.mock.calls]).toEqual([[], []]);
  });
});
