/** A list on a terminal that is cut says so. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startOf } from '../../src/domain/period.ts';
import { huzheng } from '../journeys/huzheng.ts';
import { type Api, NIGHT, openApi } from '../support/api.ts';
import { aBrokenRow } from '../support/connectors.ts';
import { day } from '../support/dossiers.ts';
import { keepRun } from '../support/kept-jobs.ts';

let api: Api;
let home: string;
beforeAll(async () => {
  api = await openApi({ withoutNight: true });
  home = await mkdtemp(join(tmpdir(), 'huzheng-first-of-'));
  const { town, poor } = api.people;
  for (const recordKey of ['K1', 'K2'])
    town.rows.assistance.push(aBrokenRow({ recordKey, subject: poor.sealed.idNumber }, startOf(day('2026-10-01'))));
  await api.nights.reconcile(NIGHT);
  await keepRun(api.context.pool, day('2026-06-30'));
});
afterAll(async () => {
  await api.close();
  await rm(home, { recursive: true });
});

const run = (...args: readonly string[]): ReturnType<typeof huzheng> =>
  huzheng(args, {
    home,
    environment: {
      DATABASE_URL: api.context.line.connectionString,
      HUZHENG_KEY: Buffer.alloc(32, 7).toString('base64'),
      HUZHENG_RULESET: 'sandbox-city',
    },
  });

describe('a list', () => {
  it.each([['runs list'], ['quarantine list'], ['audit list']])(
    '%s says that there is more than it shows, as text and as JSON',
    async (list) => {
      const args = list.split(' ');
      expect((await run(...args, '--limit', '1')).stdout).toMatch(/^\S[^\n]*\nThere are more: --limit N, or ask for fewer\.\n/);
      const cut = JSON.parse((await run(...args, '--limit', '1', '--json')).stdout) as Listed;
      expect([cut.items.length, cut.more]).toEqual([1, true]);
      const whole = await run(...args, '--limit', '1000');
      expect([whole.stdout.trim().split('\n').length > 1, whole.stdout.includes('There are more')]).toEqual([true, false]);
    },
  );

  it('of those who looked at a member is no different', async () => {
    const looks = ['audit', 'looks', '--member', api.people.poor.content.memberId] as const;
    expect((await run(...looks, '--limit', '1')).stdout).toContain('There are more');
    expect(JSON.parse((await run(...looks, '--json')).stdout)).toMatchObject({ more: false });
  });
});

interface Listed {
  readonly items: readonly unknown[];
  readonly more: boolean;
}
