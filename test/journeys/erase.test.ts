/** `huzheng erase`, as an operator runs it after a night over the synthetic city. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Ending } from './huzheng.ts';
import { expectDone, openStage, RESUME, START } from './stage.ts';

const stage = openStage();
let home: string;

beforeAll(async () => {
  home = await stage.madeHome();
  await expectDone(await stage.run(START, { home }), home);
});
afterAll(() => stage.clear());

const erase = (...args: readonly string[]): Promise<Ending> => stage.run(['erase', ...args], { home });
const MEMBER = ['--member', 'M0000003'] as const;

it('does not act where nobody can be asked and nobody said --yes', async () => {
  const ending = await erase(...MEMBER);
  expect([ending.code, ending.stderr]).toEqual([2, expect.stringContaining('say --yes where nobody can be asked')]);
});

it('says so of a member nobody knows, and changes nothing', async () => {
  const ending = await erase('--member', 'M9999999', '--yes');
  expect([ending.code, ending.stderr]).toEqual([2, expect.stringContaining('No member of that id is known here; nothing was changed.')]);
});

it('erases; says what is left to the night; done again finds nothing to do', async () => {
  const first = await erase(...MEMBER, '--yes', '--reason', 'letter 17', '--json');
  expect([first.code, first.stderr.includes('M0000003')]).toEqual([0, false]);
  const { outcome, deleted, restrictions } = JSON.parse(first.stdout) as {
    outcome: string;
    deleted: Record<string, number>;
    restrictions: unknown[];
  };
  expect(deleted).toMatchObject({ member: 1, person_lookup: 1, record: expect.any(Number) });
  expect(outcome).toBe(restrictions.length === 0 ? 'erased' : 'restricted');
  const again = await erase(...MEMBER, '--yes');
  expect([again.code, again.stdout]).toEqual([0, expect.stringContaining('was erased before')]);
  const log = await readFile(join(home, 'logs', 'huzheng.log'), 'utf8');
  expect(log.match(/"event":"personErased","cause":"asked"/g)).toHaveLength(1);
  expect(log).not.toContain('M0000003');
});

it('tells whoever asks by the member id who looked at them that they were erased, and what still leads there', async () => {
  const { code, stdout, stderr } = await stage.run(['audit', 'looks', ...MEMBER], { home });
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/^huzheng: A member of that id was erased on \d{4}-\d{2}-\d{2}, .*`huzheng audit looks --by-number`/);
});

it('and the next run of the date, reading the roster from its beginning, balances without them', async () => {
  const { books } = await expectDone(await stage.run([...RESUME, '--full'], { home }), home);
  const roster = books.find(({ dataset }) => dataset === 'members');
  expect(roster?.withheld).toBeGreaterThan(0);
  const again = await erase(...MEMBER, '--yes', '--json');
  expect(JSON.parse(again.stdout)).toMatchObject({ outcome: 'already-erased' });
});
