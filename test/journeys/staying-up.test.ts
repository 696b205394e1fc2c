/** `npm start` after its night, with nobody but itself about. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { query, serverPid, urlIn } from '../storage/embedded/homes.ts';
import type { Command } from './huzheng.ts';
import { exportedIn, openStage } from './stage.ts';

const stage = openStage();
let home: string;
let staying: Command;
let url: string;

beforeAll(async () => {
  home = await stage.madeHome();
  staying = stage.start(['start', '--members', '30', '--seed', '3', '--date', '2025-11-22'], { home, environment: { PORT: '0' } });
  url = /http:\/\/\S+?(?=\. )/.exec(await staying.says(/^Stays up/))?.[0] ?? '';
});
afterAll(() => stage.clear());

const people = async (): Promise<unknown> => query(await urlIn(home), 'select count(*) as many from person_lookup');

describe('a process that stays up', () => {
  it('keeps its city: another does not begin in its home', async () => {
    const before = await people();
    const other = await stage.run(['start', '--members', '5', '--seed', '9', '--date', '2025-11-22', '--exit'], { home });
    expect(other.code).toBe(1);
    expect(other.stderr).toContain('huzheng: Another huzheng process works with the synthetic city here (30 members, seed 3');
    expect(await people()).toEqual(before);
  });

  it('says where its counterparts are and where their variables stand, without a secret, and another process joins with those', async () => {
    const told = await staying.says(/^Its counterparts/);
    const file = join(home, 'sandbox', 'variables');
    for (const name of ['civil-affairs', 'medical-insurance', 'social-security', 'aid-system'])
      expect(told).toMatch(new RegExp(`${name} http://127\\.0\\.0\\.1:\\d+`));
    expect(told).toContain(`\`. '${file}'\``);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const environment = exportedIn((await readFile(file, 'utf8')).split('\n'));
    expect(told).toContain(environment['CIVIL_AFFAIRS_BASE_URL']);
    for (const [variable, value] of Object.entries(environment))
      if (/SECRET|KEY|TOKEN/.test(variable)) expect(staying.lines().join('\n')).not.toContain(value);
    const checked = await stage.run(['connectors', 'check'], { home, environment });
    expect([checked.code, checked.stderr]).toEqual([0, '']);
    const second = stage.start(['serve'], { home, environment: { ...environment, PORT: '0' } });
    await second.says(/"serviceStarted"/);
    second.interrupt();
    expect((await second.ended).code).toBe(0);
  });

  it('names no list of test persons, of whom so small a city has none', async () => {
    expect(await staying.says(/^How to ask about one person/)).toBe('How to ask about one person: README.md.');
  });

  it('starts its database again when that is killed', async () => {
    const killed = await serverPid(home);
    process.kill(killed, 'SIGKILL');
    const readiness = (): Promise<number> => fetch(`${url}/readyz`).then(({ status }) => status);
    // For how long it is away, nobody can say: on a fast machine for less than a look.
    await expect.poll(() => serverPid(home).catch(() => killed), { timeout: 60_000, interval: 250 }).not.toBe(killed);
    await expect.poll(readiness, { timeout: 60_000, interval: 250 }).toBe(200);
    staying.interrupt();
    expect((await staying.ended).code).toBe(130);
    // Its counterparts are gone, and what led to them.
    await expect(stat(join(home, 'sandbox', 'variables'))).rejects.toThrow('ENOENT');
  });
});
