import { describe, expect, it } from 'vitest';
import { day } from '../support/dossiers.ts';
import { nightsOfThisFile } from '../support/nights.ts';
import { settleTown } from '../support/nights-town.ts';

const D = day('2026-11-22');
const NEXT = day('2026-11-23');

const standard = nightsOfThisFile();
const national = nightsOfThisFile({ HUZHENG_CRYPTO: 'sm' });

describe('nights under HUZHENG_CRYPTO=sm', () => {
  it('come to the results of nights under standard', async () => {
    const [here, there] = [standard(settleTown().town), national(settleTown().town)];
    const [first, firstUnderSm] = [await here.reconcile(D), await there.reconcile(D)];
    const [second, secondUnderSm] = [await here.reconcile(NEXT), await there.reconcile(NEXT)];
    expect(firstUnderSm.run.status).toBe('completed');
    expect(firstUnderSm.summary.applications).toEqual(first.summary.applications);
    expect([firstUnderSm.digest, secondUnderSm.digest]).toEqual([first.digest, second.digest]);
  });

  it('seal with SM4 and HMAC-SM3 alone, and wrap every key with them', async () => {
    const { context, reconcile } = national(settleTown().town);
    await reconcile(D);
    const { rows } = await context.pool.query<{ what: string; suite: number; values: number }>(
      `select 'record' as what, get_byte(sealed, 0) as suite, count(*)::int as values from record where sealed is not null group by 1, 2
       union all select 'application', get_byte(sealed, 0), count(*)::int from application_version where sealed is not null group by 1, 2
       union all select 'person', get_byte(wrapped_key, 2), count(*)::int from person group by 1, 2 order by 1`,
    );
    expect(rows.map(({ what, suite }) => [what, suite])).toEqual([
      ['application', 2],
      ['person', 2],
      ['record', 2],
    ]);
    const { rows: wrapped } = await context.pool.query<{ suite: number }>(
      `select get_byte(wrapped, 2 + get_byte(wrapped, 1)) as suite from (select wrapped from wrapped_key union all select wrapped from vault_key) kept`,
    );
    expect(new Set(wrapped.map(({ suite }) => suite))).toEqual(new Set([2]));
  });
});
