import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasRoom } from '../../src/storage/readiness.ts';
import { canMountDisks, mountSmallDisk, type SmallDisk } from '../support/small-disk.ts';

describe.skipIf(!(await canMountDisks()))('the disk of the embedded database', () => {
  let home: string;
  let disk: SmallDisk;
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'huzheng-room-'));
    disk = await mountSmallDisk(join(home, 'postgres'), 'size=8m');
  });
  afterAll(async () => {
    await disk.remove();
    await rm(home, { recursive: true });
  });

  it('is full before there is no room for its log, and is not once there is', async () => {
    expect(await hasRoom({ database: { kind: 'embedded' }, home })).toBe(false);
    await disk.become('size=128m');
    expect(await hasRoom({ database: { kind: 'embedded' }, home })).toBe(true);
  });

  it('is nobody’s concern where the database is another’s', async () => {
    expect(await hasRoom({ database: { kind: 'external', url: 'postgresql://elsewhere' }, home })).toBe(true);
  });
});
