import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dayAt } from '../../src/domain/period.ts';
import type { Overview } from '../../src/overview/overview.ts';
import { huzheng } from '../journeys/huzheng.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { livedCity, settleCity } from '../support/overview-city.ts';
import { sheetsIn } from '../support/spreadsheets.ts';

const CITY = livedCity(7);

let database: TestDatabase;
let home: string;
beforeAll(async () => {
  database = await createDatabase();
  home = await mkdtemp(join(tmpdir(), 'huzheng-overview-'));
  await settleCity(CITY, database);
});
afterAll(async () => {
  await database.drop();
  await rm(home, { recursive: true });
});

const run = (...args: readonly string[]) => {
  const environment = { DATABASE_URL: database.url, HUZHENG_KEY: Buffer.alloc(32, 7).toString('base64'), HUZHENG_RULESET: 'sandbox-city' };
  return huzheng(['overview', ...args], { home, environment });
};

const deliveredInMay = CITY.applications.filter(({ delivered }) => dayAt(delivered).startsWith('2026-05')).length;

describe('huzheng overview', () => {
  it('tells the figures as JSON and in lines, and writes the spreadsheet', async () => {
    const file = join(home, 'may.xlsx');
    const asJson = await run('--from', '2026-05', '--to', '2026-05', '--spreadsheet', file, '--json');
    expect(asJson.code, asJson.stderr).toBe(0);
    expect((JSON.parse(asJson.stdout) as Overview).total.delivered).toBe(deliveredInMay);
    expect((await stat(file)).size).toBeGreaterThan(0);
    expect(sheetsIn(await readFile(file)).get('总览')?.[3]).toEqual(['已推送（申请）', deliveredInMay]);

    const { stdout } = await run('--from', '2026-05', '--to', '2026-05');
    const [head = '', all = ''] = stdout.split('\n');
    expect(head).toMatch(/^2026-05 to 2026-05 +flagged +nearMiss +delivered +confirmed +declined +granted +refused$/);
    expect(all.split(/ +/)[3]).toBe(String(deliveredInMay));
  });

  it('refuses what is no month, in one line', async () => {
    const { code, stderr } = await run('--from', 'May');
    expect([code === 0, stderr]).toEqual([false, expect.stringContaining('Not a month; write it as 2026-11')]);
  });
});
