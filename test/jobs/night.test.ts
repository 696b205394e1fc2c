import { expect, it } from 'vitest';
import { day } from '../support/dossiers.ts';
import { openNights } from '../support/nights.ts';
import { settleTown } from '../support/nights-town.ts';

it('balances', async () => {
  const { town } = settleTown();
  console.time('open');
  const nights = await openNights(town);
  console.timeEnd('open');
  console.time('night');
  const night = await nights.reconcile(day('2026-11-22'));
  console.timeEnd('night');
  console.dir(night.summary, { depth: 5 });
  console.time('second');
  const second = await nights.reconcile(day('2026-11-22'));
  console.timeEnd('second');
  expect(second.digest).toBe(night.digest);
  console.dir(town.office.calls);
  console.dir(second.summary.books.map((b) => JSON.stringify(b)));
});
