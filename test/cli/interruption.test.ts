/** Ctrl-C at a command too short to leave early: what a shell makes of it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHuzheng } from '../journeys/huzheng.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { until } from '../support/nights.ts';

/** In this database only: others are tested on the same server. */
const WAITING =
  'select from pg_locks join pg_database on pg_database.oid = pg_locks.database where not granted and datname = current_database()';

let database: TestDatabase;
let home: string;
beforeAll(async () => {
  database = await createDatabase();
  home = await mkdtemp(join(tmpdir(), 'huzheng-interruption-'));
});
afterAll(async () => {
  await database.drop();
  await rm(home, { recursive: true });
});

describe('Ctrl-C', () => {
  it('while a command reads ends it as interrupted, so that what would follow it in a shell does not', async () => {
    const environment = {
      DATABASE_URL: database.url,
      HUZHENG_KEY: Buffer.alloc(32, 7).toString('base64'),
      HUZHENG_RULESET: 'sandbox-city',
    };
    const keeper = await database.pool.connect();
    try {
      await keeper.query('begin');
      await keeper.query('lock table run in access exclusive mode');
      const command = startHuzheng(['runs', 'list'], { home, environment });
      await until(async () => (await keeper.query(WAITING)).rowCount === 1);
      command.interrupt();
      await command.says(/^Leaving in order/);
      await keeper.query('rollback');
      expect((await command.ended).code).toBe(130);
    } finally {
      keeper.release();
    }
  });
});
