/**
 * Where the server's data lies: `postgres/` in the home folder. As root, where the server's account cannot reach the home, that is a
 * link to a folder below `/var/lib/huzheng`.
 */
import { createHash } from 'node:crypto';
import { chmod, chown, lstat, mkdir, readdir, realpath, rm, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { homeFault, systemCode } from '../../security/home.ts';
import { type Account, accountFor, run } from './account.ts';
import type { EmbeddedTools } from './tools.ts';

export const SHARED_FOLDER = '/var/lib/huzheng';

export interface Place {
  readonly account: Account;
  readonly folder: string;
  readonly data: string;
  readonly log: string;
}

/** Open to the server's account, whatever root's umask is. */
export const makeSharedFolder = async (): Promise<void> => {
  await mkdir(SHARED_FOLDER, { recursive: true });
  await chmod(SHARED_FOLDER, 0o755);
};

/** The place as it was made once; else a new one. Call under the lock. */
export const placeOf = async (home: string, tools: EmbeddedTools): Promise<Place> => {
  const link = join(home, 'postgres');
  const made = await target(link);
  const account = await accountFor(made);
  const folder = made ?? (await newFolder(home, link, account, tools));
  return { account, folder, data: join(folder, 'data'), log: join(folder, 'server.log') };
};

/** Data of earlier homes at this path: the home was deleted, and with it the only way in; a server may still run on it. */
export const orphansOf = async (place: Place): Promise<readonly string[]> => {
  if (dirname(place.folder) !== SHARED_FOLDER) return [];
  const own = basename(place.folder);
  const siblings = await readdir(SHARED_FOLDER);
  return siblings
    .filter((name) => name !== own && name.startsWith(`${own.split('-')[0]}-`))
    .map((name) => join(SHARED_FOLDER, name, 'data'));
};

const target = async (link: string): Promise<string | null> => {
  try {
    return await realpath(link);
  } catch (thrown) {
    if (systemCode(thrown) !== 'ENOENT') throw homeFault(dirname(link), thrown);
    return null;
  }
};

const newFolder = async (home: string, link: string, account: Account, tools: EmbeddedTools): Promise<string> => {
  const reachable = account === null || (await run('sh', ['-c', 'cd -- "$1"', 'sh', home], { account })).ok;
  const folder = reachable ? link : join(SHARED_FOLDER, `${nameOf(home)}-${tools.randomBytes(4).toString('hex')}`);
  try {
    await removeDangling(link);
    if (!reachable) await makeSharedFolder();
    await mkdir(folder, { mode: 0o700 });
    if (account !== null) await chown(folder, account.uid, account.gid);
    if (!reachable) await symlink(folder, link);
  } catch (thrown) {
    throw homeFault(dirname(folder), thrown);
  }
  return realpath(link);
};

const removeDangling = async (link: string): Promise<void> => {
  const found = await lstat(link).catch(() => null);
  if (found?.isSymbolicLink() === true) await rm(link);
};

const nameOf = (home: string): string => createHash('sha256').update(home).digest('hex').slice(0, 16);
