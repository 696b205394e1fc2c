/**
 * Real PostgreSQL for tests: the embedded server, one for all test files at once (and for runs side by side), and for each file a database
 * of its own, copied from a template that is migrated once. `global-setup.ts` keeps the server up for the whole run.
 */
import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { openPool } from '../../src/storage/database.ts';
import { attachEmbedded, type Embedded } from '../../src/storage/embedded/attach.ts';
import type { Line } from '../../src/storage/line.ts';
import { migrate, readMigrations } from '../../src/storage/migrate.ts';

/**
 * Settings of a server whose data need not survive the machine, nor the day: of each new database all is written out, and the next change of each page would
 * be logged whole again; and what is gone within minutes is not worth tidying up.
 */
export const NOT_DURABLE: readonly string[] = ['fsync = off', 'full_page_writes = off', 'autovacuum = off'];

/** Kept from run to run: making a server takes longer than most tests. */
const HOME = fileURLToPath(new URL('../../.huzheng/test', import.meta.url));
const TEMPLATE_LOCK = 7_261_903;

export const embeddedTools = { now: Date.now, sleep: (ms: number) => sleep(ms), randomBytes };

export const attachTestServer = (): Promise<Embedded> => attachEmbedded(HOME, embeddedTools);

export interface TestDatabase {
  readonly url: string;
  readonly line: Line;
  readonly pool: pg.Pool;
  /** Closes the pool, drops the database and leaves the server. */
  readonly drop: () => Promise<void>;
}

/** A migrated database without a row. Call in `beforeAll` or the test, and `drop` it afterwards. */
export const createDatabase = (): Promise<TestDatabase> => createFrom(migratedTemplate);

/** A database without a table, for those who test how tables come. */
export const createEmptyDatabase = (): Promise<TestDatabase> => createFrom(async () => 'template0');

const createFrom = async (template: (client: pg.Client, serverUrl: string) => Promise<string>): Promise<TestDatabase> => {
  const server = await attachTestServer();
  const name = `test_${process.pid}_${randomBytes(4).toString('hex')}`;
  // Copied as files: through the log, page by page, it takes five times as long.
  await asAdministrator(server.url, async (client) =>
    client.query(`create database ${name} template ${await template(client, server.url)} strategy file_copy`),
  );
  const url = databaseUrl(server.url, name);
  const line = { connectionString: url };
  const pool = openPool(line, 10);
  const drop = async (): Promise<void> => {
    await pool.end();
    await asAdministrator(server.url, (client) => client.query(`drop database ${name} with (force)`));
    await server.detach();
  };
  return { url, line, pool, drop };
};

/** Databases of test processes that were killed, and templates of other schemas. */
export const dropLeftovers = (serverUrl: string): Promise<void> =>
  asAdministrator(serverUrl, async (client) => {
    const current = await templateName();
    const { rows } = await client.query<{ name: string }>(
      `select datname as name from pg_database where datname ~ '^(test|template)_[0-9a-f]+'`,
    );
    const left = rows.filter(({ name }) => (name.startsWith('test_') ? !isRunning(Number(name.split('_')[1])) : name !== current));
    for (const { name } of left) await client.query(`drop database if exists ${name} with (force)`);
  });

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

const databaseUrl = (serverUrl: string, name: string): string => {
  const url = new URL(serverUrl);
  url.pathname = name;
  return url.href;
};

const asAdministrator = async (serverUrl: string, act: (client: pg.Client) => Promise<unknown>): Promise<void> => {
  const client = new pg.Client({ connectionString: databaseUrl(serverUrl, 'postgres') });
  await client.connect();
  try {
    await act(client);
  } finally {
    await client.end();
  }
};

const templateName = async (): Promise<string> => {
  const checksums = (await readMigrations()).map(({ checksum }) => checksum);
  return `template_${createHash('sha256').update(checksums.join()).digest('hex').slice(0, 16)}`;
};

/** Made by the first to need it; the others wait. Built under another name, so that one that is there is whole. */
const migratedTemplate = async (client: pg.Client, serverUrl: string): Promise<string> => {
  const name = await templateName();
  await client.query('select pg_advisory_lock($1)', [TEMPLATE_LOCK]);
  const { rowCount } = await client.query('select from pg_database where datname = $1', [name]);
  if (rowCount === 0) await makeTemplate(client, serverUrl, name);
  await client.query('select pg_advisory_unlock($1)', [TEMPLATE_LOCK]);
  return name;
};

const makeTemplate = async (client: pg.Client, serverUrl: string, name: string): Promise<void> => {
  const draft = `draft_of_${name}`;
  await client.query(`drop database if exists ${draft} with (force)`);
  await client.query(`create database ${draft}`);
  const pool = openPool({ connectionString: databaseUrl(serverUrl, draft) }, 1);
  try {
    await migrate(pool);
  } finally {
    await pool.end();
  }
  await makePlacesForTemporaryTables(databaseUrl(serverUrl, draft));
  await client.query(`alter database ${draft} rename to ${name}`);
};

/** Fewer than a server has; each has a schema of its own for its temporary tables. */
const SESSIONS = 80;

/**
 * The first temporary table of a session makes the schema they lie in, and every session of the database plans every statement anew. A database that has
 * been in use has them all; of new ones, as tests have, each night was planned anew several times over.
 */
const makePlacesForTemporaryTables = async (connectionString: string): Promise<void> => {
  const clients = Array.from({ length: SESSIONS }, () => new pg.Client({ connectionString }));
  await Promise.all(clients.map((client) => client.connect()));
  await Promise.all(clients.map((client) => client.query('create temporary table place ()')));
  await Promise.all(clients.map((client) => client.end()));
};
