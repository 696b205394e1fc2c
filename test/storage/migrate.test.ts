import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openPool } from '../../src/storage/database.ts';
import { migrate, mustBeRecent, readMigrations } from '../../src/storage/migrate.ts';
import { createDatabase, createEmptyDatabase, type TestDatabase } from '../support/database.ts';

describe('migrations', () => {
  let folder: URL;
  let path: string;
  let database: TestDatabase;
  const write = (name: string, sql: string): Promise<void> => writeFile(join(path, name), sql);
  const tables = async (): Promise<readonly string[]> => {
    const { rows } = await database.pool.query<{ name: string }>(
      `select tablename as name from pg_tables where schemaname = 'public' and tablename <> 'schema_migration' order by 1`,
    );
    return rows.map(({ name }) => name);
  };

  beforeEach(async () => {
    path = await mkdtemp(join(tmpdir(), 'huzheng-migrations-'));
    folder = pathToFileURL(`${path}/`);
    database = await createEmptyDatabase();
    await write('0001-first.sql', 'create table first (id integer);');
    await write('0002-second.sql', 'create table second (id integer);\ninsert into first values (1);');
  });
  afterEach(async () => {
    await database.drop();
    await rm(path, { recursive: true });
  });

  it('are applied once, in order, and the queue gets its own schema', async () => {
    expect(await migrate(database.pool, folder)).toEqual(['0001-first', '0002-second']);
    expect(await migrate(database.pool, folder)).toEqual([]);
    expect(await tables()).toEqual(['first', 'second']);
    const queue = await database.pool.query(`select from pg_namespace where nspname = 'bullmq'`);
    expect(queue.rowCount).toBe(1);
  });

  it('added later are applied to what is there', async () => {
    await migrate(database.pool, folder);
    await write('0003-third.sql', 'create table third as select id from first;');
    expect(await migrate(database.pool, folder)).toEqual(['0003-third']);
  });

  it('run by several processes at once are applied once', async () => {
    const pools = [1, 2, 3].map(() => openPool(database.line, 1));
    const applied = await Promise.all(pools.map((pool) => migrate(pool, folder)));
    expect(applied.flat().toSorted()).toEqual(['0001-first', '0002-second']);
    await Promise.all(pools.map((pool) => pool.end()));
  });

  it('that fail leave nothing behind, and what came before them stays', async () => {
    await write('0003-wrong.sql', 'create table half (id integer);\nselect from nowhere;');
    await expect(migrate(database.pool, folder)).rejects.toMatchObject({
      code: 'migration-failed',
      message: expect.stringMatching(/0003-wrong.*nowhere/),
    });
    expect(await tables()).toEqual(['first', 'second']);
    await write('0003-wrong.sql', 'create table half (id integer);');
    expect(await migrate(database.pool, folder)).toEqual(['0003-wrong']);
  });

  it('changed after they were applied are refused, line endings apart', async () => {
    await migrate(database.pool, folder);
    await write('0002-second.sql', 'create table second (id integer);\r\ninsert into first values (1);');
    expect(await migrate(database.pool, folder)).toEqual([]);
    await write('0002-second.sql', 'create table second (id bigint);');
    await expect(migrate(database.pool, folder)).rejects.toMatchObject({
      kind: 'conflict',
      code: 'migration-changed',
      message: expect.stringContaining('0002-second'),
    });
  });

  it('of a newer version in the database are refused', async () => {
    await migrate(database.pool, folder);
    await rm(join(path, '0002-second.sql'));
    await expect(migrate(database.pool, folder)).rejects.toMatchObject({
      kind: 'conflict',
      code: 'schema-newer',
      message: expect.stringContaining('0002-second'),
    });
  });

  it.each([{ given: '0004-gap.sql' }, { given: '0002-double.sql' }, { given: 'unnumbered.sql' }])(
    'misnumbered ($given) are refused before anything is applied',
    async ({ given }) => {
      await write(given, 'select 1;');
      await expect(migrate(database.pool, folder)).rejects.toMatchObject({ code: 'migration-misnumbered' });
      expect(await tables()).toEqual([]);
    },
  );
});

it('migrations of a version that somebody may have installed are as they were: what changes is added', async () => {
  expect((await readMigrations()).slice(0, RELEASED.length).map(({ name, checksum }) => [name, checksum])).toEqual(RELEASED);
});

const RELEASED = [
  ['0001-foundation', '7503e67427ed2b7b469925d7c549371830e75d29483bd4c92e95a1fbb7b28092'],
  ['0002-ledger', 'e918f510ec75873ccb4dcb97a72f993928046d2d4e249e3def5c26d7aa4269cc'],
  ['0003-vault-keys', '11cb4abccbb936d64e56f4cc2801fe333694fcbd0858be3b5db05eaabe646210'],
  ['0004-erasure', '3aef2164b41df75dc2415f3f02afae55bed25427f4c58515e33dcd5336039de4'],
  ['0005-doors', '1edc2dfa713d2ee68e0e5dc910d72377f93209fa8a34c50663a503be3f7211be'],
  ['0006-grades', '669102ec4dbf8bf9ee8682db4548f385f05e42ee07fabd14f9a7cffb907545fc'],
  ['0007-grades-as-written', 'cc4d708cea92956c3d92447e4254ee83d5fb1583ada78d8b701d723a3eae0f3f'],
  ['0008-block-range-indexes', 'ff1c38e7138fb3ac156f88e1662a3a89cc2b47c2b557eaecaf0747f15ef551f6'],
];

describe('a server', () => {
  const saying = (version: string, number: number) => ({ query: async () => ({ rows: [{ version, number }] }) }) as never;
  it('that is too old is refused in one line, before anything is made on it', async () => {
    await expect(mustBeRecent(saying('13.9', 130_009))).rejects.toMatchObject({
      kind: 'invalid',
      message: expect.stringContaining('13.9'),
    });
    await expect(mustBeRecent(saying('18.4', 180_004))).resolves.toBeUndefined();
  });
});

describe('a test database', () => {
  let first: TestDatabase;
  let second: TestDatabase;
  const personTables = (pool: pg.Pool): Promise<unknown> =>
    pool.query('select count(*)::integer as people from person').then(({ rows }) => rows);
  beforeAll(async () => {
    [first, second] = await Promise.all([createDatabase(), createDatabase()]);
  });
  afterAll(() => Promise.all([first.drop(), second.drop()]));

  it('is migrated, empty, and nobody else’s', async () => {
    await first.pool.query('create table mine (id integer)');
    expect(await personTables(first.pool)).toEqual([{ people: 0 }]);
    expect(await personTables(second.pool)).toEqual([{ people: 0 }]);
    await expect(second.pool.query('select from mine')).rejects.toThrow(/mine/);
  });
});
