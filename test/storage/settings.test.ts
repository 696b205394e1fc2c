import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { settingOr } from '../../src/storage/settings.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.drop());

it('the first process decides, and all that ask at the same moment get its value', async () => {
  const values = await Promise.all(Array.from({ length: 10 }, () => settingOr(database.pool, 'look-up-key', () => randomBytes(32))));
  expect(new Set(values.map((value) => value.toString('hex'))).size).toBe(1);
  const later = await settingOr(database.pool, 'look-up-key', () => randomBytes(32));
  expect(later.equals(values[0] ?? Buffer.alloc(0))).toBe(true);
});

it('settings have values of their own', async () => {
  const one = await settingOr(database.pool, 'one', () => Buffer.from('1'));
  const two = await settingOr(database.pool, 'two', () => Buffer.from('2'));
  expect([one.toString(), two.toString()]).toEqual(['1', '2']);
});
