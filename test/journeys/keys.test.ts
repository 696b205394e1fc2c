/** Keys on the embedded default, where the master key is a file that `huzheng keys rotate` replaces itself; and a night under way meanwhile. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, describe, expect, it } from 'vitest';
import { attachEmbedded } from '../../src/storage/embedded/attach.ts';
import { embeddedTools } from '../support/database.ts';
import { until } from '../support/nights.ts';
import { expectDone, openStage, START } from './stage.ts';
import { undisturbedNight } from './undisturbed.ts';

const stage = openStage();
afterEach(() => stage.clear());

const keyFiles = async (home: string): Promise<readonly string[]> =>
  (await readdir(home)).filter((name) => name.startsWith('key')).toSorted();
const keyOf = (home: string): Promise<string> => readFile(join(home, 'key'), 'utf8');

/** Holds a row of the embedded database. */
const hold = async (url: string, sql: string): Promise<() => Promise<void>> => {
  const client = new pg.Client({ connectionString: url });
  // The server may go before it.
  client.on('error', () => undefined);
  await client.connect();
  await client.query('begin');
  await client.query(sql);
  return () => client.end();
};

describe('on the embedded default', () => {
  it('a night goes on while keys are rotated, and comes to the results of an undisturbed one', { timeout: 300_000 }, async () => {
    const { digest } = await undisturbedNight();
    const home = await stage.madeHome();
    const night = stage.start(START, { home });
    await night.says(/^pull .*participation: under way/);
    const before = await keyOf(home);
    const rotated = await stage.run(['keys', 'rotate', '--json'], { home });
    expect(rotated.code, rotated.stderr).toBe(0);
    // The vault key, the look-up key, and the ledger's two.
    expect(JSON.parse(rotated.stdout)).toMatchObject({ masterKey: 'replaced', rewrapped: 4, vaultKey: { version: 2 } });
    expect((await expectDone(await night.ended, home)).resultDigest).toBe(digest);
    expect(await keyFiles(home)).toEqual(['key']);
    expect(await keyOf(home)).not.toBe(before);
    const { stdout } = await stage.run(['keys', 'show'], { home });
    expect(stdout).toContain('vault key 2  wraps the keys of');
    expect(stdout).not.toContain('vault key 1');
  });

  it('killed before anything is under the next key, both stand beside each other, and the same again goes on', {
    timeout: 180_000,
  }, async () => {
    const home = await stage.madeHome();
    expect((await stage.run(['keys', 'show'], { home })).code).toBe(0);
    const before = await keyOf(home);
    // Keeps the server up.
    const server = await attachEmbedded(home, embeddedTools);
    const letGo = await hold(server.url, `select 1 from wrapped_key for update`);
    const killed = stage.start(['keys', 'rotate'], { home });
    await until(async () => (await keyFiles(home)).length > 1);
    await killed.kill();
    expect(await keyFiles(home)).toEqual(['key', 'key.next']);
    expect(await keyOf(home)).toBe(before);
    const next = await readFile(join(home, 'key.next'), 'utf8');
    await letGo();
    expect((await stage.run(['keys', 'show'], { home })).stdout).toContain('A rotation is unfinished');
    const again = await stage.run(['keys', 'rotate'], { home });
    expect(again.code, again.stderr).toBe(0);
    expect([await keyFiles(home), await keyOf(home)]).toEqual([['key'], next]);
    // As `kill -9` leaves it when everything is under the next key and only the rename is missing.
    await writeFile(join(home, 'key.next'), next);
    await writeFile(join(home, 'key'), before);
    expect((await stage.run(['keys', 'show'], { home })).code).toBe(0);
    expect(JSON.parse((await stage.run(['keys', 'rotate', '--json'], { home })).stdout)).toMatchObject({ rewrapped: 0 });
    expect([await keyFiles(home), await keyOf(home)]).toEqual([['key'], next]);
    expect((await stage.run(['keys', 'show'], { home })).stdout).not.toContain('unfinished');
    await server.detach();
  });

  it('a database born under sm says so to whoever opens it under standard, and to its own it opens', { timeout: 120_000 }, async () => {
    const home = await stage.madeHome();
    const sm = { HUZHENG_CRYPTO: 'sm' };
    expect((await stage.run(['keys', 'show'], { home, environment: sm })).stdout).toMatch(/^suite +sm$/m);
    const refused = await stage.run(['keys', 'show'], { home });
    expect([refused.code, refused.stderr.trim()]).toEqual([
      1,
      'huzheng: This database was born under HUZHENG_CRYPTO=sm and stays under it; it is now set to standard. Set it to sm, or begin with an empty database.',
    ]);
    const rotated = await stage.run(['keys', 'rotate'], { home, environment: sm });
    expect(rotated.code, rotated.stderr).toBe(0);
    expect((await stage.run(['keys', 'show'], { home, environment: sm })).stdout).toContain('vault key 2');
  });
});
