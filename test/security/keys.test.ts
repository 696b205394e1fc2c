import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keptKey, keptKeys, nextKeptKey, replaceKeptKey } from '../../src/security/kept-key.ts';
import { freshKey, type MasterKey, masterKeyRing, readKey, softwareMasterKey } from '../../src/security/keys.ts';

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

describe('master keys, old and new at once', () => {
  const [old, next] = [softwareMasterKey(freshKey()), softwareMasterKey(freshKey())];
  const both = masterKeyRing(next, old);

  it('unwrap what either wrapped, and wrap under the new one', async () => {
    const key = freshKey();
    const before = await masterKeyRing(old).wrap(key, 'vault');
    const after = await both.wrap(key, 'vault');
    expect([await both.unwrap(before, 'vault'), await both.unwrap(after, 'vault')]).toEqual([key, key]);
    expect([both.idOn(before), both.idOn(after)]).toEqual([old.id, next.id]);
  });

  it('say so when the database was sealed under another key', async () => {
    const wrapped = await both.wrap(freshKey(), 'vault');
    await expect(masterKeyRing(softwareMasterKey(freshKey()), old).unwrap(wrapped, 'vault')).rejects.toMatchObject({
      kind: 'denied',
      code: 'other-master-key',
      message: expect.stringMatching(/HUZHENG_KEY .*HUZHENG_KEY_PREVIOUS/),
    });
  });

  it.each([
    { given: 'nothing', wrapped: Buffer.alloc(0) },
    { given: 'a cut-off id', wrapped: Buffer.from([2, 16, 97]) },
    { given: 'another form', wrapped: Buffer.from([1, 1, 97, 98]) },
  ])('call $given damaged', async ({ wrapped }) => {
    await expect(both.unwrap(wrapped, 'vault')).rejects.toMatchObject({ kind: 'broken', code: 'wrapped-key-damaged' });
  });

  it.each(['', 'x'.repeat(201), 'two words', '密钥'])('refuse a key whose id "%s" could not stand on what it wraps', (id) => {
    const unnamed: MasterKey = { ...old, id };
    expect(() => masterKeyRing(unnamed)).toThrow(/id of a master key/);
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

  it('is accepted beside the next one until that replaces it, in one step', async () => {
    const path = join(folder, 'rotated');
    const old = await keptKey(path);
    const next = await nextKeptKey(path);
    expect(await nextKeptKey(path)).toEqual(next);
    expect(await keptKeys(path)).toEqual({ newest: next, previous: old });
    await replaceKeptKey(path);
    expect(await keptKeys(path)).toEqual({ newest: next, previous: null });
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await readdir(folder)).filter((name) => name.startsWith('rotated'))).toEqual(['rotated']);
  });
});
