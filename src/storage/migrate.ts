/**
 * Brings the database to the schema this version knows: plain SQL files `migrations/NNNN-name.sql`, each applied once, in order, in a
 * transaction of its own, and remembered with its checksum; then the job queue's own schema. Several processes may start at once, and those of
 * the version before may go on reading and writing meanwhile (`docs/upgrading.md`).
 */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import bullmq from 'bullmq/package.json' with { type: 'json' };
import type pg from 'pg';
import { Fault, maskedWords } from '../faults.ts';
import { one } from './database.ts';

const MIGRATIONS = new URL('./migrations/', import.meta.url);
/** Held by whoever migrates; any number that nobody else uses. */
const LOCK = 4_857_211_903;

interface Migration {
  readonly number: number;
  readonly name: string;
  readonly checksum: string;
}
interface MigrationFile extends Migration {
  readonly sql: string;
}

/** Applies what is missing and answers the names of what it applied. Throws a `Fault` where file and database contradict each other. */
export const migrate = async (pool: pg.Pool, folder: URL = MIGRATIONS): Promise<readonly string[]> => {
  const files = await readMigrations(folder);
  const client = await pool.connect();
  try {
    await mustBeRecent(client);
    await takeTurn(client);
    const missing = missingFrom(await recorded(client), files);
    for (const file of missing) await apply(client, file);
    await migrateQueue(client);
    return missing.map(({ name }) => name);
  } finally {
    // Ends the session, and the lock with it, whatever state it is in.
    client.release(true);
  }
};

/** Asked for again and again: whoever waited inside of one statement would keep an index from being built concurrently. */
const takeTurn = async (client: pg.PoolClient): Promise<void> => {
  for (;;) {
    const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [LOCK]);
    if (one(rows).taken) return;
    await client.query('select pg_sleep(0.1)');
  }
};

/** What is counted answers with `returning old, new`, which is of 18 (`docs/decisions/0001`). As `server_version_num` counts. */
const OLDEST_SERVER = 180_000;

export const mustBeRecent = async (client: Pick<pg.PoolClient, 'query'>): Promise<void> => {
  const { rows } = await client.query<{ version: string; number: number }>(
    `select current_setting('server_version') as version, current_setting('server_version_num')::integer as number`,
  );
  const { version, number } = one(rows);
  if (number < OLDEST_SERVER)
    throw new Fault('invalid', {
      code: 'server-too-old',
      detail: `The server in DATABASE_URL is PostgreSQL ${version}, which is too old; use PostgreSQL 18.`,
    });
};

/** Of every migration here, whatever line endings it was checked out with. */
export const readMigrations = async (folder: URL = MIGRATIONS): Promise<readonly MigrationFile[]> => {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  return Promise.all(
    names.map(async (fileName, index) => {
      const number = Number(/^(\d{4})-[a-z0-9-]+\.sql$/.exec(fileName)?.[1]);
      if (number !== index + 1)
        throw new Fault('bug', {
          code: 'migration-misnumbered',
          detail: `${fileName} should be number ${index + 1}: migrations are NNNN-name.sql, without gaps.`,
        });
      const sql = (await readFile(new URL(fileName, folder), 'utf8')).replaceAll('\r\n', '\n');
      return { number, name: fileName.replace('.sql', ''), checksum: createHash('sha256').update(sql).digest('hex'), sql };
    }),
  );
};

const recorded = async (client: pg.PoolClient): Promise<readonly Migration[]> => {
  await client.query(`create table if not exists schema_migration (
    number integer primary key, name text not null, checksum text not null, applied_at timestamptz not null default now())`);
  const { rows } = await client.query<Migration>('select number, name, checksum from schema_migration order by number');
  return rows;
};

/** What is yet to apply. History is not rewritten: an applied file never changes, a database never goes back. */
const missingFrom = (applied: readonly Migration[], files: readonly MigrationFile[]): readonly MigrationFile[] => {
  for (const migration of applied) {
    const file = files[migration.number - 1];
    if (file === undefined) throw newer(migration.name);
    if (file.checksum !== migration.checksum) throw changed(file, migration);
  }
  return files.slice(applied.length);
};

const newer = (what: string): Fault =>
  new Fault('conflict', {
    code: 'schema-newer',
    detail: `The database is newer than this version of Huzheng (${what}); run the version that migrated it, or a later one.`,
  });

const changed = (file: Migration, applied: Migration): Fault =>
  new Fault('conflict', {
    code: 'migration-changed',
    detail: `Migration ${file.name} is not the ${applied.name} that was applied to this database; restore that file and put the change in a new migration.`,
  });

/**
 * Who waits for a lock on a whole table keeps everybody waiting who comes after: so not for long, and again later. A minute and more: a page of a
 * night may be on its way, and nothing is lost by waiting.
 */
const LOCK_TIMEOUT = '200ms';
const PAUSE_SECONDS = 0.5;
const MOST_TRIES = 240;

const apply = async (client: pg.PoolClient, file: MigrationFile): Promise<void> => {
  for (let tries = 1; ; tries += 1) {
    try {
      return await tryApply(client, file);
    } catch (cause) {
      if (!isLockTimeout(cause)) throw failed(file, cause);
      if (tries === MOST_TRIES) throw lockedOut(file, cause);
      await client.query('rollback');
      await client.query('select pg_sleep($1)', [PAUSE_SECONDS]);
    }
  }
};

const tryApply = async (client: pg.PoolClient, { number, name, checksum, sql }: MigrationFile): Promise<void> => {
  await client.query('begin');
  await client.query(`select set_config('lock_timeout', $1, true)`, [LOCK_TIMEOUT]);
  await client.query(sql);
  await client.query('insert into schema_migration (number, name, checksum) values ($1, $2, $3)', [number, name, checksum]);
  await client.query('commit');
};

/** `lock_not_available`. */
const isLockTimeout = (cause: unknown): boolean => cause instanceof Error && 'code' in cause && cause.code === '55P03';

const failed = ({ name }: Migration, cause: unknown): Fault => {
  const said = cause instanceof Error ? maskedWords(cause.message) : '';
  return new Fault('broken', { code: 'migration-failed', detail: `Migration ${name} failed, and nothing of it was kept: ${said}`, cause });
};

const lockedOut = ({ name }: Migration, cause: unknown): Fault =>
  new Fault('busy', {
    code: 'migration-locked-out',
    detail: `Migration ${name} never came to a lock that others hold, and nothing of it was kept; try again when no night is under way.`,
    cause,
  });

/** The schema says by which version of BullMQ it was last brought up to date: loading BullMQ to hear that nothing is missing takes as long as a short command. */
const migrateQueue = async (client: pg.PoolClient): Promise<void> => {
  const broughtUpBy = `BullMQ ${bullmq.version}`;
  const { rows } = await client.query<{ comment: string | null }>(
    `select obj_description(to_regnamespace('bullmq'), 'pg_namespace') as comment`,
  );
  if (one(rows).comment === broughtUpBy) return;
  const { runMigrations, SchemaVersionMismatchError } = await import('bullmq');
  await runMigrations(client).catch((thrown: unknown) => {
    throw thrown instanceof SchemaVersionMismatchError ? newer('schema bullmq') : thrown;
  });
  await client.query(`comment on schema bullmq is '${broughtUpBy}'`);
};
