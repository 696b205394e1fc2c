/** One night of `npm start -- --exit --json`, and the nights after it. */
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { ShownSummary } from '../../src/cli/summary-text.ts';
import type { Ending } from './huzheng.ts';
import { CITY, expectDone, openStage, START, summaryIn, takenApplications } from './stage.ts';

const CONTRACT = new URL('../../openapi/huzheng.yaml', import.meta.url);

const stage = openStage();
let home: string;
let first: Ending;

beforeAll(async () => {
  home = await stage.home();
  first = await stage.run(START, { home });
});
afterAll(() => stage.clear());

/** What the contract says of a summary; the digest and the truth are the command's own. */
const contractFaults = async ({ resultDigest: _digest, truth: _truth, ...summary }: ShownSummary): Promise<unknown> => {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  formats.default(ajv);
  ajv.addSchema(parse(await readFile(CONTRACT, 'utf8')) as object, 'huzheng');
  const check = ajv.compile({ $ref: 'huzheng#/components/schemas/Summary' });
  check(summary);
  return check.errors ?? [];
};

const total = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((sum, count) => sum + count, 0);

describe('the first night', () => {
  it('ends 0 with balanced books, and leaves nothing running', () => expectDone(first, home));

  it('prints its summary as the one line of standard output, in the shape of the contract', async () => {
    const summary = summaryIn(first);
    expect(first.stdout.trimEnd().split('\n')).toHaveLength(1);
    expect(await contractFaults(summary)).toEqual([]);
    expect(summary.resultDigest).toMatch(/^[0-9a-f]{64}$/);
    expect(summary.truth?.flagged.precision).toBeGreaterThan(0.9);
    expect(summary.truth?.flagged.recall).toBeGreaterThan(0.8);
    expect(summary.truth?.class.precision).toBeGreaterThanOrEqual(0.98);
  });

  it('shows its progress on standard error, step by step', () => {
    const said = first.stderr;
    const steps = [
      'roster 名册: done',
      'pull 拉取 civil-affairs/assistance: done',
      'verify 互证: done',
      'deliver 推送: done',
      'books 结账: done',
    ];
    expect(steps.map((step) => said.indexOf(step))).toEqual(steps.map((step) => said.indexOf(step)).toSorted((a, b) => a - b));
    expect(said).toContain(steps[0]);
  });

  it('withholds, quarantines, flags, finds discrepancies and delivers', () => {
    const { books, cases, verification, applications } = summaryIn(first);
    const inBooks = (column: 'withheld' | 'quarantined' | 'offRoster' | 'duplicate') => books.reduce((sum, line) => sum + line[column], 0);
    const delivered = Object.values(applications.byProgramme).reduce((sum, counts) => sum + counts.delivered, 0);
    const found = [inBooks('withheld'), inBooks('quarantined'), inBooks('offRoster'), inBooks('duplicate')];
    expect([...found, cases.flagged, total(verification.discrepancies), delivered].every((count) => count > 0)).toBe(true);
  });
});

describe('the same date again', () => {
  it('delivers nothing, changes nothing and comes to the same digest', async () => {
    const before = await takenApplications(home);
    const again = await expectDone(await stage.run(START, { home }), home);
    const summary = summaryIn(first);
    expect(again.run.id).toBe(`run-${CITY.date}-2`);
    expect(again.resultDigest).toBe(summary.resultDigest);
    expect({ ...again.applications, ...again.cases }).toEqual({ ...summary.applications, ...summary.cases });
    expect(again.books.filter((line) => line.accepted > 0)).toEqual([]);
    expect(await takenApplications(home)).toEqual(before);
  });
});

describe('a later date of the quarter', () => {
  it('goes on with the same city: what is known is not taken in anew', async () => {
    const later = await stage.run(['start', '--members', '150', '--seed', '7', '--date', '2025-11-29', '--exit', '--json'], { home });
    expect(later.stderr).not.toContain('begins anew');
    const { books } = await expectDone(later, home);
    const person = books.find((line) => line.dataset === 'person');
    const participation = books.find((line) => line.dataset === 'participation');
    expect(person?.unchanged).toBeGreaterThan(100);
    expect(participation?.fetched).toBeLessThan(100);
  });
});

describe('nights that are over', () => {
  const draft = async (): Promise<string> => {
    const folder = join(home, 'draft');
    await cp(new URL('../../rule-sets/sandbox-city/', import.meta.url), folder, { recursive: true });
    const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'));
    manifest.version = '9.0.0';
    manifest.thresholds.monthsWithoutContribution.values[0].value = 36;
    await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest));
    return folder;
  };

  it('are judged again and come to the very same, each by itself', async () => {
    for (const date of [CITY.date, '2025-11-29']) {
      const { code, stdout } = await stage.run(['rules', 'replay', '--date', date, '--json'], { home });
      const { people, same, differing } = JSON.parse(stdout) as { people: number; same: number; differing: readonly string[] };
      expect([code, differing]).toEqual([0, []]);
      expect(same).toBe(people);
      expect(people).toBeGreaterThan(100);
    }
  });

  it('are what a draft is tried on before it is made active; its report goes with the act', async () => {
    const [folder, report] = [await draft(), join(home, 'report.json')];
    const tried = await stage.run(['rules', 'backtest', folder, '--from', CITY.date, '--out', report], { home });
    expect([tried.code, tried.stdout]).toEqual([0, expect.stringMatching(/job-lost +0 +[1-9]/)]);
    const { draft: named, nights } = JSON.parse(await readFile(report, 'utf8'));
    expect([named.version, nights.length]).toEqual(['9.0.0', 2]);
    expect(nights[0].byRule['job-lost']).toMatchObject({ gained: 0 });
    const because = ['--why', 'thirty-six months', '--backtest', report];
    const taken = await stage.run(['rules', 'activate', folder, '--from', '2025-11-29', ...because], { home });
    expect([taken.code, taken.stderr]).toEqual([2, expect.stringContaining('has been judged already')]);
    expect((await stage.run(['rules', 'activate', folder, '--from', '2025-11-30', ...because], { home })).code).toBe(0);
  });

  it('are explained to whom they are about, in both languages', async () => {
    const { code, stdout } = await stage.run(['explain', '--member', 'M0000001', '--date', CITY.date], { home });
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^2025-[\s\S]*[\u4e00-\u9fff][\s\S]*\n\n[A-Z]/)]);
    const nobody = await stage.run(['explain', '--member', 'M9999999'], { home });
    expect([nobody.code, nobody.stderr]).toEqual([2, expect.stringContaining('No member of that id was judged')]);
  });
});
