import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { underLock } from '../../../src/storage/embedded/lock.ts';
import { embeddedTools } from '../../support/database.ts';

describe('the lock of a home', () => {
  let home: string;
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'huzheng-lock-'));
  });
  afterAll(() => rm(home, { recursive: true }));

  it('lets one in at a time', async () => {
    const seen: string[] = [];
    const visit = (name: string): Promise<void> =>
      underLock(home, embeddedTools, async () => {
        seen.push(`${name} in`);
        await new Promise(setImmediate);
        seen.push(`${name} out`);
      });
    await Promise.all([visit('a'), visit('b'), visit('c')]);
    expect(seen.map((line) => line.split(' ')[1])).toEqual(['in', 'out', 'in', 'out', 'in', 'out']);
  });

  it('is free again after whoever held it failed', async () => {
    await expect(underLock(home, embeddedTools, () => Promise.reject(new Error('failed inside')))).rejects.toThrow('failed inside');
    expect(await underLock(home, embeddedTools, async () => 'in')).toBe('in');
  });

  it('held for two minutes by another process, is not waited for any longer', async () => {
    let clock = 0;
    const sleep = async (): Promise<void> => {
      clock += 30_000;
    };
    const impatient = { ...embeddedTools, now: () => clock, sleep };
    await underLock(home, embeddedTools, async () => {
      await expect(underLock(home, impatient, async () => 'in')).rejects.toMatchObject({ kind: 'conflict', code: 'home-locked' });
    });
  });

  it('that cannot be held there at all, the path being too long for it, is said in one line', async () => {
    const deep = join(home, 'x'.repeat(255), 'y'.repeat(255));
    await mkdir(deep, { recursive: true });
    await expect(underLock(deep, embeddedTools, async () => 'in')).rejects.toMatchObject({
      code: 'home-not-lockable',
      message: expect.stringContaining('HUZHENG_HOME'),
    });
  });
});
