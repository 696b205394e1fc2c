import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ensureHome, homeFault, isRoot, privateFolder, writeOnce, writePrivately } from '../../src/security/home.ts';

const NOBODY = 65_534;

/** Root may write anywhere; the claim is about everybody else. */
const asOrdinaryUser = async (act: () => Promise<void>): Promise<void> => {
  const root = isRoot();
  if (root) process.seteuid?.(NOBODY);
  try {
    await act();
  } finally {
    if (root) process.seteuid?.(0);
  }
};

describe('the home folder', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'huzheng-home-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is made with its parents, and nobody else can list it', async () => {
    const home = join(folder, 'a', 'b');
    await ensureHome(home);
    await ensureHome(home);
    expect((await stat(home)).mode & 0o066).toBe(0);
  });

  it('that may not be written is refused in one line that names HUZHENG_HOME', async () => {
    await chmod(folder, 0o555);
    await asOrdinaryUser(async () => {
      await expect(ensureHome(join(folder, 'home'))).rejects.toMatchObject({
        kind: 'denied',
        code: 'home-unwritable',
        message: expect.stringContaining('HUZHENG_HOME'),
      });
    });
    await chmod(folder, 0o700);
  });

  it('that is a file is refused', async () => {
    await writeFile(join(folder, 'file'), '');
    await expect(ensureHome(join(folder, 'file'))).rejects.toMatchObject({ code: expect.stringMatching(/home-not-a-folder/) });
    await expect(ensureHome(join(folder, 'file', 'home'))).rejects.toMatchObject({ code: 'home-not-a-folder' });
  });

  it('with a path no system allows is refused', async () => {
    await expect(ensureHome(join(folder, 'x'.repeat(300)))).rejects.toMatchObject({ code: 'home-path-too-long' });
  });

  it.each([
    { given: 'ENOSPC', want: 'disk-full' },
    { given: 'EDQUOT', want: 'disk-full' },
    { given: 'EROFS', want: 'home-unwritable' },
  ])('$given while writing means $want', ({ given, want }) => {
    expect(homeFault('/h', Object.assign(new Error(given), { code: given }))).toMatchObject({ code: want });
  });

  it('keeps files that only their owner reads, replaced in one step', async () => {
    const path = join(folder, 'connection.json');
    await writePrivately(path, 'first');
    await writePrivately(path, 'second');
    expect(await readFile(path, 'utf8')).toBe('second');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(['connection.json']);
  });

  it('keeps a file that is written once as it was first written', async () => {
    const path = join(folder, 'key');
    expect([await writeOnce(path, 'first'), await writeOnce(path, 'second')]).toEqual([true, false]);
    expect(await readFile(path, 'utf8')).toBe('first');
    expect(await readdir(folder)).toEqual(['key']);
  });

  it('closes its private folders to others, also those that were open', async () => {
    const path = join(folder, 'logs');
    await privateFolder(path);
    await chmod(path, 0o755);
    await privateFolder(path);
    expect((await stat(path)).mode & 0o777).toBe(0o700);
  });
});
