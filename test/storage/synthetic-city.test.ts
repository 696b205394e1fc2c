import { afterAll, beforeAll, expect, it } from 'vitest';
import { inTransaction } from '../../src/storage/database.ts';
import { OF_A_CITY, startOver } from '../../src/storage/synthetic-city.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';

/** Keys, who may ask, the audit ledger, and what the installation is. */
const KEPT = [
  ...[
    'allowance',
    'client',
    'operator',
    'schema_migration',
    'session',
    'setting',
    'sign_in_attempt',
    'told_answer',
    'vault_key',
    'verification',
    'wrapped_key',
  ],
  ...['ledger_checkpoint', 'ledger_entry', 'ledger_head', 'ledger_subject'],
];

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.drop());

it('another city begins with nothing of the one before, whatever table has come since', async () => {
  const { rows } = await database.pool.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition order by relname`,
  );
  expect(rows.map(({ name }) => name)).toEqual([...OF_A_CITY, ...KEPT].toSorted());
});

it('a city is left whole, in one transaction', async () => {
  await inTransaction(database.pool, startOver);
});
