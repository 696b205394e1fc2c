/** The home folder (`HUZHENG_HOME`): what lies in it is for its owner's eyes only. */

import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { access, chmod, link, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Fault } from '../faults.ts';

export const isRoot = (): boolean => process.getuid?.() === 0;

/** Reads an operating system's error code; null for anything else thrown. */
export const systemCode = (thrown: unknown): string | null =>
  thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : null;

const DISK_FULL = 'disk-full';

export const diskFull = (folder: string, cause?: unknown): Fault =>
  new Fault('busy', {
    code: DISK_FULL,
    detail: `The disk that holds ${folder} is full: free some space and give the same command again; nothing that was saved is lost.`,
    cause,
  });

export const isDiskFull = (thrown: unknown): boolean => thrown instanceof Fault && thrown.code === DISK_FULL;

/** What a refused write into the home folder means, in one line that says what to do. */
export const homeFault = (home: string, thrown: unknown): unknown => {
  switch (systemCode(thrown)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return diskFull(home, thrown);
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new Fault('denied', {
        code: 'home-unwritable',
        detail: `This user may not write in ${home}; set HUZHENG_HOME to a folder that is theirs, or run as its owner.`,
        cause: thrown,
      });
    case 'ENOTDIR':
    case 'ENOENT':
    case 'EEXIST':
      return new Fault('invalid', {
        code: 'home-not-a-folder',
        detail: `${home} is not a folder; set HUZHENG_HOME to one.`,
        cause: thrown,
      });
    case 'ENAMETOOLONG':
      return new Fault('invalid', {
        code: 'home-path-too-long',
        detail: 'The path in HUZHENG_HOME is longer than this system allows; choose a shorter one.',
        cause: thrown,
      });
    default:
      return thrown;
  }
};

/** Root's home may be passed through (not listed) by others: PostgreSQL refuses to run as root, and its data lies below. */
const homeMode = (): number => (isRoot() ? 0o711 : 0o700);

const makeOne = async (path: string): Promise<void> => {
  try {
    await mkdir(path, { mode: homeMode() });
  } catch (thrown) {
    if (systemCode(thrown) !== 'EEXIST' || !(await stat(path)).isDirectory()) throw thrown;
  }
};

/** Step by step: Node's own `recursive` never comes back from a place like `/proc`, which has its parent and still cannot be made. */
const makeFolder = async (path: string): Promise<void> => {
  try {
    await makeOne(path);
  } catch (thrown) {
    if (systemCode(thrown) !== 'ENOENT' || dirname(path) === path) throw thrown;
    await makeFolder(dirname(path));
    await makeOne(path);
  }
};

/** Makes the home folder if it is missing, and proves that it can be written. */
export const ensureHome = async (home: string): Promise<void> => {
  try {
    await makeFolder(home);
    await access(home, constants.W_OK | constants.X_OK);
  } catch (thrown) {
    throw homeFault(home, thrown);
  }
};

const writeDurably = async (path: string, text: string): Promise<void> => {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
};

/** So that a file made or renamed in it is still there after a loss of power. */
export const syncFolder = async (path: string): Promise<void> => {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
};

const beside = (path: string): string => `${path}.${randomBytes(6).toString('hex')}`;

/** Replaces a file in one step, readable by its owner only. */
export const writePrivately = async (path: string, text: string): Promise<void> => {
  const draft = beside(path);
  try {
    await writeDurably(draft, text);
    await rename(draft, path);
  } catch (thrown) {
    await rm(draft, { force: true });
    throw homeFault(dirname(path), thrown);
  }
};

/** Writes a file that must not exist yet; of two processes at once, one is told `false` and reads what the other wrote. */
export const writeOnce = async (path: string, text: string): Promise<boolean> => {
  const draft = beside(path);
  try {
    await writeDurably(draft, text);
    await link(draft, path);
    await syncFolder(dirname(path));
    return true;
  } catch (thrown) {
    if (systemCode(thrown) === 'EEXIST') return false;
    throw homeFault(dirname(path), thrown);
  } finally {
    await rm(draft, { force: true });
  }
};

/** Null: there is no such file. */
export const readIfThere = async (path: string): Promise<string | null> => {
  try {
    return await readFile(path, 'utf8');
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT') return null;
    throw homeFault(path, thrown);
  }
};

/** A folder inside the home, its owner's alone; makes the home as well. */
export const privateFolder = async (path: string): Promise<void> => {
  try {
    await makeFolder(path);
    await chmod(path, 0o700);
  } catch (thrown) {
    throw homeFault(path, thrown);
  }
};
