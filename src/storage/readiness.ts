/** What a process needs of the database, in one question; and of the disk below it. */
import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import { onlyOnce } from '../remember.ts';
import { type Db, one } from './database.ts';
import { isCrowded } from './embedded/room.ts';
import { readMigrations } from './migrate.ts';

export interface DatabaseStanding {
  /** How many migrations this version knows that were not applied: somebody put an older database in its place. A newer one is none of its troubles. */
  readonly migrationsMissing: number;
  /** What is sealed now is sealed under; 0: there is none yet. */
  readonly vaultKeyVersion: number;
}

const known = onlyOnce(async () => (await readMigrations()).length);

export const databaseStanding = async (db: Db): Promise<DatabaseStanding> => {
  const { rows } = await db.query<{ applied: number; version: number }>(
    `select (select coalesce(max(number), 0) from schema_migration) as applied, (select coalesce(max(version), 0) from vault_key where in_use) as version`,
  );
  const { applied, version } = one(rows);
  return { migrationsMissing: Math.max(0, (await known()) - applied), vaultKeyVersion: version };
};

/** A server of its own has its disk watched by whoever runs it. */
export const hasRoom = async ({ database, home }: Pick<Config, 'database' | 'home'>): Promise<boolean> =>
  database.kind !== 'embedded' || !(await isCrowded(await realpath(join(home, 'postgres'))));
