/** A disk of a few megabytes, which is soon full: only root can mount one, and not in every container. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface SmallDisk {
  /** Other options: more room. */
  readonly become: (options: string) => Promise<void>;
  readonly remove: () => Promise<void>;
}

/** `options` as tmpfs(5) has them: `size=20m`, `nr_inodes=3`. */
export const mountSmallDisk = async (folder: string, options: string): Promise<SmallDisk> => {
  await mkdir(folder, { recursive: true });
  await run('mount', ['-t', 'tmpfs', '-o', `mode=0711,${options}`, 'tmpfs', folder]);
  return {
    become: async (options) => void (await run('mount', ['-o', `remount,${options}`, folder])),
    // What still stands on it is killed elsewhere; it must not keep the folder.
    remove: async () => void (await run('umount', ['-l', folder])),
  };
};

/** Tried once, so that a test that cannot be run says so by its name. */
export const canMountDisks = async (): Promise<boolean> => {
  const folder = await mkdtemp(join(tmpdir(), 'huzheng-disk-'));
  const disk = await mountSmallDisk(folder, 'size=1m').catch(() => null);
  await disk?.remove();
  await rmdir(folder);
  return disk !== null;
};
