import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { type Ending, startHuzheng } from './huzheng.ts';

let database: TestDatabase;
let home: string;
beforeAll(async () => {
  database = await createDatabase();
  home = await mkdtemp(join(tmpdir(), 'huzheng-audit-'));
});
afterAll(async () => {
  await database.drop();
  await rm(home, { recursive: true });
});

const huzheng = (args: readonly string[], input = ''): Promise<Ending> =>
  startHuzheng(args, {
    home,
    input,
    environment: { DATABASE_URL: database.url, HUZHENG_KEY: Buffer.alloc(32, 7).toString('base64'), HUZHENG_RULESET: 'sandbox-city' },
  }).ended;

describe('an auditor', () => {
  it('finds every verification at the command line on record, exports it, and verifies the export without the database', async () => {
    const idNumber = '11010519491231002X';
    // No roster yet, and no aid system to read one from (`x-outcomes`): nobody can say that there is no such member.
    expect((await huzheng(['verify'], `${idNumber}\n张三\n`)).stdout).toMatch(/^unavailable/);
    const listed = JSON.parse((await huzheng(['audit', 'list', '--act', 'verify-identity', '--json'])).stdout);
    expect(listed.items).toEqual([expect.objectContaining({ act: 'verify-identity', outcome: 'unavailable', subjects: 1, sources: [] })]);
    expect(listed.items[0].actor).toMatch(/^command:/);

    const path = join(home, 'ledger.jsonl');
    expect((await huzheng(['audit', 'export', path])).code).toBe(0);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const text = await readFile(path, 'utf8');
    expect(text).not.toContain(idNumber);
    expect(text).not.toContain('张三');
    const intact = await huzheng(['audit', 'verify', path]);
    expect([intact.code, intact.stdout]).toEqual([0, expect.stringMatching(/^Intact 完整: 3 entries from the first/)]);
    const keyId = /keys (\w+)/.exec(intact.stdout)?.[1] ?? '';
    for (const [key, code] of [
      [keyId, 0],
      ['0000', 1],
    ] as const) {
      expect((await huzheng(['audit', 'verify', '--key', key])).code).toBe(code);
      expect((await huzheng(['audit', 'verify', path, '--key', key])).code).toBe(code);
    }
    expect((await huzheng(['audit', 'verify'])).code).toBe(0);

    await writeFile(path, text.replace('"unavailable"', '"match"'));
    const broken = await huzheng(['audit', 'verify', path, '--json']);
    expect([broken.code, JSON.parse(broken.stdout)]).toEqual([
      1,
      expect.objectContaining({ intact: false, broken: { seq: 1, reason: 'altered' } }),
    ]);
  });

  it('lists who looked at somebody by their identity number, which is not on the command line: whoever was erased has no other way in', async () => {
    const looks = await huzheng(['audit', 'looks', '--by-number', '--json'], '１１０１０５19491231002x\n');
    const { items } = JSON.parse(looks.stdout) as { readonly items: readonly { readonly act: string }[] };
    expect(items.map(({ act }) => act)).toEqual(['audit-read', 'verify-identity']);
    expect((await huzheng(['audit', 'looks', '--by-number'], '440305199001010018\n')).stdout).toMatch(/^#\d+ .* audit-read {2}listed\n$/);
    expect(await huzheng(['audit', 'looks', '--by-number'], '110101199003074515\n')).toMatchObject({
      code: 2,
      stderr: 'huzheng: The identity number does not agree with its last character: look for a mistyped digit.\n',
    });
  });

  it.each([
    { args: ['audit', 'verify', 'nowhere.jsonl'], says: /nowhere.jsonl cannot be read/ },
    { args: ['audit', 'verify', 'package.json'], says: /does not begin like an export/ },
    { args: ['audit', 'looks', '--member', 'M1'], says: /There is no such member on the roster/ },
    { args: ['audit', 'looks'], says: /Say who: --member ID, or --by-number/ },
    { args: ['audit', 'looks', '--member', 'M1', '--by-number'], says: /Say who: --member ID, or --by-number/ },
    { args: ['audit', 'list', '--act', 'dance'], says: /Allowed choices are/ },
  ])('who asks $args is told in one line what is wrong', async ({ args, says }) => {
    const { code, stderr } = await huzheng(args);
    expect(code).toBe(2);
    expect(stderr).toMatch(says);
  });
});
