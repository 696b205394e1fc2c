/** A database of a version that knew one suite and one vault key opens as before. */
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { openContext } from '../../src/context.ts';
import { lookupKey } from '../../src/security/digest.ts';
import { freshKey, softwareMasterKey } from '../../src/security/keys.ts';
import { SUITES } from '../../src/security/suites.ts';
import { migrate } from '../../src/storage/migrate.ts';
import { createEmptyDatabase, type TestDatabase } from '../support/database.ts';

const ROOT = Buffer.alloc(32, 5);
const PERSON = '7b0c2f6e-0000-4000-8000-000000000001';

let database: TestDatabase;
let folder: string;
beforeEach(async () => {
  database = await createEmptyDatabase();
  folder = await mkdtemp(join(tmpdir(), 'huzheng-earlier-'));
});
afterEach(async () => {
  await database.drop();
  await rm(folder, { recursive: true });
});

const wrappedThen = async (key: Buffer, context: string): Promise<Buffer> => {
  const master = softwareMasterKey(ROOT);
  return Buffer.concat([Buffer.of(1), Buffer.from(master.id, 'hex'), await master.wrap(key, context)]);
};

const open = (crypto: string) =>
  openContext(
    readConfig(
      {
        ...{ DATABASE_URL: database.url, HUZHENG_HOME: folder, HUZHENG_KEY: ROOT.toString('base64'), HUZHENG_RULESET: 'sandbox-city' },
        ...{ HUZHENG_CRYPTO: crypto, HUZHENG_LOG_LEVEL: 'error' },
      },
      { mode: 'tool' },
    ),
  );

it('its people open, its look-up digests are the same, and it is under standard', async () => {
  const first = new URL('../../src/storage/migrations/0001-foundation.sql', import.meta.url);
  await cp(first, join(folder, 'then', '0001-foundation.sql'));
  await migrate(database.pool, pathToFileURL(`${join(folder, 'then')}/`));
  const [vaultKey, lookUp, own] = [freshKey(), freshKey(), freshKey()];
  const { sealingKey } = SUITES.standard;
  await database.pool.query(`insert into setting (name, value) values ('vault-key', $1), ('look-up-key', $2)`, [
    await wrappedThen(vaultKey, 'vault'),
    await wrappedThen(lookUp, 'look-up'),
  ]);
  await database.pool.query(`insert into person (person_key, wrapped_key) values ($1, $2)`, [
    PERSON,
    sealingKey(vaultKey).seal(own, ['person-key', PERSON]),
  ]);
  const sealed = sealingKey(own).seal(Buffer.from('{"name":"测试"}'), ['sealed', 'record', PERSON, 'members', 'm/1']);

  await expect(open('sm')).rejects.toMatchObject({ code: 'other-crypto-suite', message: expect.stringContaining('Set it to standard') });
  const { pool, vault, lookup, close } = await open('standard');
  const { rows } = await pool.query<{ wrapped_key: Buffer; vault_key: number }>(`select wrapped_key, vault_key from person`);
  const place = { personKey: PERSON, dataset: 'members', recordKey: 'm', version: 1 };
  expect(rows.map(({ vault_key }) => vault_key)).toEqual([1]);
  expect(rows.map(({ wrapped_key }) => vault.open({ ...place, wrappedKey: wrapped_key }, sealed))).toEqual([{ name: '测试' }]);
  expect(lookup.digest('name', '测试')).toEqual(lookupKey(lookUp, SUITES.standard).digest('name', '测试'));
  await close();
});
