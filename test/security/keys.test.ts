import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshKey, keptKey, readKey, softwareMasterKey } from '../../src/security/keys.ts';

describe('HUZHENG_KEY', () => {
  it('any 32 bytes in base64 are a key, with or without padding', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
        const text = Buffer.from(bytes).toString('base64');
        expect(readKey(text)).toEqual(Buffer.from(bytes));
        expect(readKey(text.replace('=', ''))).toEqual(Buffer.from(bytes));
      }),
    );
  });

  it.each([
    { given: '' },
    { given: 'password' },
    { given: Buffer.alloc(31).toString('base64') },
    { given: Buffer.alloc(33).toString('base64') },
    { given: 'ab'.repeat(32) },
  ])('"$given" is none', ({ given }) => {
    expect(readKey(given)).toBeNull();
  });
});

describe('the master key', () => {
  const master = softwareMasterKey(freshKey());

  it('unwraps what it wrapped, for the use it was wrapped for', async () => {
    const key = freshKey();
    expect(await master.unwrap(await master.wrap(key, 'vault'), 'vault')).toEqual(key);
  });

  it('does not unwrap a key for another use', async () => {
    await expect(master.unwrap(await master.wrap(freshKey(), 'vault'), 'look-up')).rejects.toMatchObject({ code: 'seal-broken' });
  });

  it('says so when the database was sealed under another key', async () => {
    await expect(softwareMasterKey(freshKey()).unwrap(await master.wrap(freshKey(), 'vault'), 'vault')).rejects.toMatchObject({
      kind: 'denied',
      code: 'other-master-key',
      message: expect.stringContaining('HUZHENG_KEY'),
    });
  });
});

describe('the kept key', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'huzheng-key-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('is generated once, for all processes that ask at the same moment, and read by its owner only', async () => {
    const path = join(folder, 'key');
    const keys = await Promise.all(Array.from({ length: 8 }, () => keptKey(path)));
    expect(new Set(keys.map((key) => key.toString('hex'))).size).toBe(1);
    expect(await keptKey(path)).toEqual(keys[0]);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(['key']);
  });

  it('is never replaced when it is damaged', async () => {
    const path = join(folder, 'damaged');
    await writeFile(path, 'half a k');
    await expect(keptKey(path)).rejects.toMatchObject({ kind: 'invalid', code: 'kept-key-damaged' });
  });
});
