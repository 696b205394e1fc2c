import { afterEach, beforeEach, expect, it } from 'vitest';
import { followVaultKeys, holdersBefore } from '../../src/storage/vault-holders.ts';
import { announceVaultKey, destroyVaultKeysBefore, ensureVaultKey, useVaultKey, type VaultKeyRow } from '../../src/storage/vault-keys.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { until } from '../support/nights.ts';

let database: TestDatabase;
const closing: (() => Promise<void>)[] = [];
beforeEach(async () => {
  database = await createDatabase();
  await ensureVaultKey(database.pool, async () => Buffer.from('first'));
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  await database.drop();
});

/** A process that writes down what it has at hand; `fails` says whether it can take keys up now. */
const aProcess = async (fails: () => boolean = () => false) => {
  const at = { hand: '', refusals: 0 };
  const take = async (rows: readonly VaultKeyRow[]): Promise<void> => {
    if (fails()) throw new Error('the key service is away');
    at.hand = rows.map(({ version, inUse }) => `${version}${inUse ? '' : ' announced'}`).join(', ');
  };
  const { close } = await followVaultKeys(database.line, {
    take,
    notTaken: () => {
      at.refusals += 1;
    },
  });
  closing.push(close);
  return { at, close };
};

const announceSecond = () => announceVaultKey(database.pool, { version: 2, wrapped: Buffer.from('second') });

it('every process takes up a vault key as it is announced, used and destroyed', async () => {
  const processes = [await aProcess(), await aProcess()];
  const all = (hand: string) => until(async () => processes.every(({ at }) => at.hand === hand));
  await announceSecond();
  await all('1, 2 announced');
  await useVaultKey(database.pool, 2);
  await all('1, 2');
  expect(await destroyVaultKeysBefore(database.pool, 2)).toBe(true);
  await all('2');
});

it('a process that could not take it up is waited for, tries again, and has it as soon as it can', async () => {
  let away = false;
  const { at } = await aProcess(() => away);
  const another = await aProcess();
  away = true;
  await announceSecond();
  await until(async () => at.refusals > 0 && (await holdersBefore(database.pool, 2)) === 1);
  expect([at.hand, another.at.hand]).toEqual(['1', '1, 2 announced']);
  away = false;
  await until(async () => (await holdersBefore(database.pool, 2)) === 0);
  expect(at.hand).toBe('1, 2 announced');
});

it('a process that ends is not waited for', async () => {
  const { close } = await aProcess(() => false);
  expect(await holdersBefore(database.pool, 2)).toBe(1);
  await close();
  await until(async () => (await holdersBefore(database.pool, 2)) === 0);
});

it('a process that cannot take up what there is does not start', async () => {
  await expect(aProcess(() => true)).rejects.toThrow('the key service is away');
  await until(async () => (await holdersBefore(database.pool, 2)) === 0);
});
