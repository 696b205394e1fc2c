import { expect, it } from 'vitest';
import { instantOf, startOf } from '../../src/domain/period.ts';
import { standardSuite } from '../../src/security/crypto-suite.ts';
import { inspectLedger } from '../../src/storage/ledger-inspection.ts';
import { day } from '../support/dossiers.ts';
import { nightsOfThisFile } from '../support/nights.ts';
import { settleTown } from '../support/nights-town.ts';

const startNights = nightsOfThisFile();

it('a night drops months of the audit ledger whose time is over; what is left is verified from a signed checkpoint', async () => {
  const { town, poor } = settleTown();
  const nights = startNights(town);
  const { pool, ledger, lookup } = nights.context;
  const look = { act: 'verify-identity', purpose: null, sources: [], outcome: 'match', trace: null } as const;
  const subjects = [lookup.digest('identity-number', poor.sealed.idNumber)];
  for (const on of ['2023-09-10', '2023-10-31', '2023-11-23']) {
    nights.clock.set(instantOf(Date.parse(startOf(day(on)))));
    await ledger.record({ ...look, caller: { kind: 'command', id: 'tester' }, subjects });
  }
  const { summary } = await nights.reconcile(day('2026-11-22'));
  expect(summary.deleted).toEqual({ 'ledger-months': 2 });
  const { rows } = await pool.query<{ first: number }>('select min(seq) as first from ledger_entry');
  const trust = { suite: standardSuite, keys: [ledger.publicKey] };
  expect([rows[0]?.first, await inspectLedger(pool, trust, () => undefined)]).toMatchObject([3, { broken: null, from: 2 }]);
});
