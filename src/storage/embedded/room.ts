/** Whether the disk of the embedded server is what is wrong with it. */
import { realpath, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../../config.ts';
import { diskFull } from '../../security/home.ts';
import { databaseFault, isFull, isGone, isUnreachable } from '../database-faults.ts';

/**
 * A segment of PostgreSQL's log: without room for one more it dies, and tells nobody but its own log why. What it had begun to write of one is then
 * free again, so that there may seem to be room for one.
 */
const SEGMENT = 16 * 1024 * 1024;
const TOO_LITTLE = 2 * SEGMENT;

/** What was thrown, as a fault of the database; one that a full disk stands behind names the folder on it. */
export const embeddedFault = async (thrown: unknown, { database, home }: Pick<Config, 'database' | 'home'>): Promise<unknown> => {
  const fault = databaseFault(thrown);
  if (database.kind !== 'embedded' || !(isFull(fault) || isGone(fault) || isUnreachable(fault))) return fault;
  const folder = await realpath(join(home, 'postgres'));
  return isFull(fault) || (await isCrowded(folder)) ? diskFull(folder, thrown) : fault;
};

/** Whether the embedded server could soon not go on writing. */
export const isCrowded = async (folder: string): Promise<boolean> => {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize < TOO_LITTLE;
};
