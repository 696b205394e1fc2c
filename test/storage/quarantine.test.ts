import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { endOf } from '../../src/domain/period.ts';
import { inTransaction } from '../../src/storage/database.ts';
import { markMended, markMendedOf, openQuarantineCount, type QuarantinedRow, quarantine } from '../../src/storage/quarantine.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { day } from '../support/dossiers.ts';

const AT = endOf(day('2026-11-22'));
const [ANNA, BO] = [randomUUID(), randomUUID()];

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
afterEach(() => database.pool.query('delete from quarantine'));
afterAll(() => database.drop());

const inTx = <T>(act: Parameters<typeof inTransaction<T>>[1]): Promise<T> => inTransaction(database.pool, act);
const aRow = (traits: Partial<QuarantinedRow> = {}): QuarantinedRow => ({
  dataset: 'assistance',
  recordKey: 'K1',
  position: { run: 'run-1', offset: 0, row: 3 },
  reason: 'impossible-date',
  path: '/KSNY',
  shape: 'string(6) 999999',
  personKey: null,
  sealed: null,
  fingerprint: 'aa',
  ...traits,
});
const setAside = (runId: string, ...rows: readonly QuarantinedRow[]) => inTx((tx) => quarantine(tx, runId, AT, rows));

it('the same broken row met again is the same entry, and says when it was last met', async () => {
  await setAside('run-1', aRow(), aRow());
  await setAside('run-2', aRow({ position: { run: 'run-2', offset: 0, row: 9 } }));
  const { rows } = await database.pool.query('select first_run, last_run, position from quarantine');
  expect(rows).toEqual([{ first_run: 'run-1', last_run: 'run-2', position: { run: 'run-2', offset: 0, row: 9 } }]);
});

it('a row with its key mends it, in its own dataset; met broken again it is open again', async () => {
  await setAside('run-1', aRow(), aRow({ fingerprint: 'bb', recordKey: 'K2' }), aRow({ fingerprint: 'cc', dataset: 'death' }));
  await inTx((tx) => markMended(tx, 'assistance', ['K1']));
  expect(await openQuarantineCount(database.pool)).toBe(2);
  await setAside('run-2', aRow());
  expect(await openQuarantineCount(database.pool)).toBe(3);
});

it('an answer about a person mends what was broken of them, and of nobody else, whatever the key', async () => {
  const ofPerson = { dataset: 'person', recordKey: 'person' } as const;
  await setAside(
    'run-1',
    aRow({ ...ofPerson, personKey: ANNA }),
    aRow({ ...ofPerson, personKey: BO, fingerprint: 'bb' }),
    aRow({ ...ofPerson, fingerprint: 'cc' }),
  );
  await inTx((tx) => markMendedOf(tx, 'person', [ANNA]));
  const { rows } = await database.pool.query<{ person_key: string | null }>(`select person_key from quarantine where state = 'open'`);
  expect(rows.map(({ person_key }) => person_key).toSorted()).toEqual([BO, null].toSorted());
});
