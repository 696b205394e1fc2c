import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inTransaction, one, openPool } from '../../src/storage/database.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
  await database.pool.query('create table noted (what text primary key)');
});
afterAll(() => database.drop());

const noted = async () =>
  (await database.pool.query<{ what: string }>('select what from noted order by what')).rows.map(({ what }) => what);

describe('a transaction', () => {
  it('is kept when it returns', async () => {
    await inTransaction(database.pool, (tx) => tx.query(`insert into noted values ('kept')`));
    expect(await noted()).toEqual(['kept']);
  });

  it('leaves nothing when it throws, and its connection is as good as new', async () => {
    const failing = inTransaction(database.pool, async (tx) => {
      await tx.query(`insert into noted values ('lost')`);
      throw new Error('on the way');
    });
    await expect(failing).rejects.toThrow('on the way');
    expect(await noted()).toEqual(['kept']);
    expect(database.pool.idleCount).toBe(database.pool.totalCount);
  });

  it('has its last statements sent with the commit: waited for by nobody else, they count all the same', async () => {
    await inTransaction(database.pool, async (tx) => void tx.query(`insert into noted values ('last')`));
    const failing = inTransaction(database.pool, async (tx) => {
      void tx.query(`insert into noted values ('lost')`);
      void tx.query(`insert into noted values ('kept')`);
    });
    await expect(failing).rejects.toMatchObject({ code: '23505' });
    expect(await noted()).toEqual(['kept', 'last']);
    await database.pool.query(`delete from noted where what = 'last'`);
  });

  it('whose server session dies reports it, and the next one gets another', async () => {
    const dying = inTransaction(database.pool, async (tx) => {
      await tx.query(`insert into noted values ('lost')`);
      await tx.query('select pg_terminate_backend(pg_backend_pid())');
    });
    await expect(dying).rejects.toThrow();
    expect(await noted()).toEqual(['kept']);
  });

  it('on a database that is not there is a fault that says so', async () => {
    const pool = openPool({ connectionString: 'postgres://nobody@127.0.0.1:1/nowhere' }, 1);
    await expect(inTransaction(pool, () => Promise.resolve())).rejects.toMatchObject({ kind: 'busy', code: 'database-unreachable' });
    await pool.end();
  });
});

it('instants, days and counts come in the domain’s own forms', async () => {
  const { rows } = await database.pool.query(
    `select timestamptz '2026-11-22 16:00:00.5+00' as at, date '2026-11-22' as on, count(*) as count from noted`,
  );
  expect(rows).toEqual([{ at: '2026-11-22T16:00:00.500Z', on: '2026-11-22', count: 1 }]);
});

it('the only row of a statement that always has one', () => {
  expect(one([1])).toBe(1);
  expect(() => one([])).toThrow(expect.objectContaining({ kind: 'bug' }));
});
