import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Context } from '../../src/context.ts';
import type { Day } from '../../src/domain/period.ts';
import type { RuleSetFiles } from '../../src/pipeline/4-screen/rule-check/parsed.ts';
import { activate, type Wanted } from '../../src/rule-sets/activate.ts';
import type { BacktestReport } from '../../src/rule-sets/backtest-report.ts';
import { ruleSetsOfNights } from '../../src/rule-sets/of-night.ts';
import { activeRuleSet, ruleSetByDigest } from '../../src/rule-sets/stored.ts';
import { confirmedRuleSet, readRuleSetFiles } from '../../src/rule-sets.ts';
import { inTransaction } from '../../src/storage/database.ts';
import { ledgerHead } from '../../src/storage/ledger.ts';
import { listEntries, type ShownEntry } from '../../src/storage/ledger-reading.ts';
import { listActivations } from '../../src/storage/rule-sets.ts';
import type { Run } from '../../src/storage/runs.ts';
import { aReport } from '../support/backtest-reports.ts';
import { day } from '../support/dossiers.ts';
import { nightsOfThisFile, TESTER } from '../support/nights.ts';
import { settleTown } from '../support/nights-town.ts';
import { SANDBOX_RULES } from '../support/people.ts';

const [D, NEXT, LATER] = [day('2026-11-22'), day('2026-11-23'), day('2026-12-01')];
const REGION = '440300';
const nights = nightsOfThisFile();

/** The sandbox rules as another edition. */
const edition = (version: string, change: (text: string) => string = (text) => text): RuleSetFiles => ({
  ...SANDBOX_RULES,
  'manifest.json': change((SANDBOX_RULES['manifest.json'] ?? '').replace(/"version": "[^"]*"/, `"version": "${version}"`)),
});
const wanted = (files: RuleSetFiles, from: Day, traits: Partial<Wanted> = {}): Wanted => ({
  files,
  from,
  why: 'The line was raised.',
  backtest: { without: 'A test.' },
  by: TESTER,
  ...traits,
});
const activatedSince = async ({ pool }: Context, seq: number): Promise<readonly ShownEntry[]> => {
  const all = await listEntries(pool, { actor: null, act: 'rule-set-activated', from: null, to: null, before: null, limit: 1_000 });
  return all.filter((entry) => entry.seq > seq).toReversed();
};
const versionsActive = async (context: Context): Promise<readonly string[]> =>
  (await listActivations(context.pool)).map(({ version, effectiveFrom }) => `${version} from ${effectiveFrom}`);

let folder: string | null = null;
afterEach(async () => {
  if (folder !== null) await rm(folder, { recursive: true, force: true });
  folder = null;
});
const written = async (files: RuleSetFiles): Promise<string> => {
  folder = await mkdtemp(join(tmpdir(), 'huzheng-rules-'));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return folder;
};

describe('the first night', () => {
  it('activates what the configuration names, as long as its manifest says, and is judged by exactly that', async () => {
    const { context, open } = nights(settleTown().town);
    const { seq } = await ledgerHead(context.pool);
    const { run } = await open(D);
    const { digest, manifest } = confirmedRuleSet(SANDBOX_RULES, D);
    expect(run.ruleSet).toBe(digest);
    expect(await listActivations(context.pool)).toMatchObject([
      { region: REGION, effectiveFrom: manifest.validFrom, digest, by: 'machine:configuration', hasBacktest: false },
    ]);
    expect(await activatedSince(context, seq)).toMatchObject([
      { actor: 'machine:configuration', outcome: 'done', particulars: { digest } },
    ]);
    expect((await ruleSetByDigest(context.pool, digest)).files).toEqual(confirmedRuleSet(SANDBOX_RULES, D).files);
  });

  it('does not open by figures that nobody has confirmed', async () => {
    const { context, open } = nights(settleTown().town, { ruleSet: 'shenzhen-example' });
    await expect(open(D)).rejects.toMatchObject({ code: 'rule-set-unconfirmed' });
    expect(await listActivations(context.pool)).toEqual([]);
  });
});

describe('a night after an activation', () => {
  it('is judged by what is active on its date, whatever the configuration names by then', async () => {
    const { town } = settleTown();
    const { context, open, finish } = nights(town);
    await finish(await open(D));
    await activate(wanted(edition('2.0.0'), LATER), context);
    const before = await open(NEXT);
    await finish(before);
    const after = await nights(town, { ruleSet: await written(edition('3.0.0')) }).open(LATER);
    expect(before.run.ruleSet).toBe(confirmedRuleSet(SANDBOX_RULES, D).digest);
    expect(after.run.ruleSet).toBe(confirmedRuleSet(edition('2.0.0'), LATER).digest);
    expect(await versionsActive(context)).toEqual(['2.0.0 from 2026-12-01', '1.2.0 from 2020-01-01']);
    expect((await activeRuleSet(context.pool, REGION, NEXT))?.version).toBe('1.2.0');
    expect((await activeRuleSet(context.pool, REGION, LATER))?.version).toBe('2.0.0');
    expect(await activeRuleSet(context.pool, '110100', LATER)).toBeNull();
  });

  it('needs the folder no more that it was activated from: what was checked is what judges', async () => {
    const { town } = settleTown();
    const path = await written(edition('1.5.0'));
    const first = nights(town, { ruleSet: path });
    const { run } = await first.open(D);
    await rm(path, { recursive: true });
    const { run: closed } = await first.finish({ run, how: 'new' });
    expect(closed.status).toBe('completed');
    const { run: next } = await nights(town, { ruleSet: path }).open(NEXT);
    expect(next.ruleSet).toBe(run.ruleSet);
  });

  it('says once that the configuration names another', async () => {
    const { context, open } = nights(settleTown().town);
    await open(D);
    const said: unknown[] = [];
    const ofNight = ruleSetsOfNights({ log: { ...context.log, ruleSetDiffers: (event) => said.push(event) }, clock: context.clock });
    const ask = (configured: string) => inTransaction(context.pool, (tx) => ofNight(tx, { configured, on: D }));
    await ask('sandbox-city');
    expect(said).toEqual([]);
    const other = await written(edition('1.2.0', (text) => text.replace('1450', '1451')));
    for (const configured of [other, other, 'nowhere', 'nowhere']) await ask(configured);
    expect(said).toEqual([
      { configured: 'sandbox-city@1.2.0+changed', active: 'sandbox-city@1.2.0' },
      { configured: 'nowhere', active: 'sandbox-city@1.2.0' },
    ]);
  });

  it('is not opened on a day on which nothing is active yet, and says what to do', async () => {
    const { context, open } = nights(settleTown().town);
    await activate(wanted(edition('2.0.0'), LATER), context);
    await expect(open(D)).rejects.toMatchObject({ code: 'no-active-rule-set', message: expect.stringContaining('rules activate') });
  });
});

it('a night after the last day of what is active is not opened, and says what to do', async () => {
  const { context, open } = nights(settleTown().town);
  await open(D);
  const ending = edition('2.0.0', (text) => text.replace('"validTo": null', `"validTo": "${LATER}"`));
  await activate(wanted(ending, LATER), context);
  await expect(open(day('2026-12-02'))).rejects.toMatchObject({
    code: 'rule-set-not-in-force',
    message: expect.stringMatching(/sandbox-city@2\.0\.0.*`huzheng rules activate FILE --from 2026-12-02`/),
  });
});

it('a run opened before rule sets were stored is judged by the folder it names', async () => {
  const { context, open, finish } = nights(settleTown().town);
  const opened = await open(D);
  await context.pool.query(`update run set rule_set = 'sandbox-city'`);
  const { run } = await finish(opened);
  expect([run.status, run.ruleSet]).toEqual(['completed', 'sandbox-city']);
  expect((await open(NEXT)).run.ruleSet).toBe(confirmedRuleSet(SANDBOX_RULES, D).digest);
});

const TWO = confirmedRuleSet(edition('2.0.0'), LATER);
const tried = (night: Pick<Run, 'runId' | 'date'>): Wanted =>
  wanted(edition('2.0.0'), LATER, { backtest: { report: aReport(TWO, night) } });
const oneNight = (report: BacktestReport, traits: object): unknown => ({
  ...report,
  nights: report.nights.map((night) => ({ ...night, ...traits })),
});
/** None of them was ever written by `huzheng rules backtest`. */
const NO_REPORTS: readonly { readonly given: string; readonly change: (report: BacktestReport) => unknown }[] = [
  { given: 'that is empty', change: () => ({}) },
  { given: 'that is a list', change: () => [] },
  { given: 'that names only its draft', change: ({ draft }) => ({ draft }) },
  { given: 'without a draft', change: (report) => ({ ...report, draft: null }) },
  { given: 'without a night', change: (report) => ({ ...report, nights: [] }) },
  { given: 'with a remark besides', change: (report) => ({ ...report, remark: 'agreed by telephone' }) },
  { given: 'with a remark in a night', change: (report) => oneNight(report, { remark: 'agreed by telephone' }) },
  {
    given: 'with a number for a district',
    change: (report) => oneNight(report, { byDistrict: { '13800138000': report.nights[0]?.changes } }),
  },
  {
    given: 'with words for a key',
    change: (report) => oneNight(report, { examples: { ...report.nights[0]?.examples, dropped: ['her sister'] } }),
  },
  { given: 'with less than nobody', change: (report) => oneNight(report, { people: -1 }) },
  { given: 'with words for a count', change: (report) => ({ ...report, seconds: 'a few' }) },
];

const REFUSED: readonly {
  readonly given: string;
  readonly wanted: (judged: Run) => Wanted | Promise<Wanted>;
  readonly want: string;
}[] = [
  {
    given: 'rules with a fault',
    wanted: () =>
      wanted(
        edition('2.0.0', (text) => text.replace('"440300"', '"Shenzhen"')),
        LATER,
      ),
    want: 'rule-set-unusable',
  },
  {
    given: 'figures nobody confirmed',
    wanted: async () => wanted(await readRuleSetFiles('shenzhen-example'), LATER),
    want: 'rule-set-unconfirmed',
  },
  { given: 'a day before they are in force', wanted: () => wanted(edition('2.0.0'), day('2019-12-31')), want: 'rule-set-not-in-force' },
  { given: 'a day that has been judged', wanted: () => wanted(edition('2.0.0'), D), want: 'day-judged' },
  { given: 'a day before one that has been judged', wanted: () => wanted(edition('2.0.0'), day('2026-11-01')), want: 'day-judged' },
  { given: 'a day that is taken', wanted: () => wanted(edition('2.0.0'), day('2027-01-01')), want: 'day-taken' },
  {
    given: 'an edition with other content',
    wanted: () =>
      wanted(
        edition('1.2.0', (text) => text.replace('1450', '1451')),
        LATER,
      ),
    want: 'edition-taken',
  },
  {
    given: 'a back-test of something else',
    wanted: (run) => wanted(edition('2.0.0'), LATER, { backtest: { report: aReport(confirmedRuleSet(edition('2.0.1'), LATER), run) } }),
    want: 'backtest-of-another',
  },
  {
    given: 'a back-test of nights that were never judged here',
    wanted: () => tried({ runId: '1999-01-01-1', date: day('1999-01-01') }),
    want: 'backtest-elsewhere',
  },
  {
    given: 'a back-test of a night by the name of another',
    wanted: ({ runId }) => tried({ runId, date: NEXT }),
    want: 'backtest-elsewhere',
  },
  ...NO_REPORTS.map(({ given, change }) => ({
    given: `a back-test report ${given}`,
    wanted: (run: Run) => wanted(edition('2.0.0'), LATER, { backtest: { report: change(aReport(TWO, run)) } }),
    want: 'no-report',
  })),
];

describe('an activation is refused, and the refusal is in the ledger', () => {
  it.each(REFUSED)('for $given', async ({ wanted: asked, want }) => {
    const { context, open } = nights(settleTown().town);
    const { run } = await open(D);
    await activate(wanted(edition('1.9.0'), day('2027-01-01')), context);
    const [before, { seq }] = [await versionsActive(context), await ledgerHead(context.pool)];
    await expect(activate(await asked(run), context)).rejects.toMatchObject({ code: want });
    expect(await versionsActive(context)).toEqual(before);
    expect(await activatedSince(context, seq)).toMatchObject([
      { actor: 'command:tester', outcome: 'refused', particulars: { code: want } },
    ]);
  });

  it('a back-test of exactly this is kept with it', async () => {
    const { context, open } = nights(settleTown().town);
    const { run } = await open(D);
    const report = aReport(TWO, run);
    await activate(wanted(edition('2.0.0'), LATER, { backtest: { report } }), context);
    const { rows } = await context.pool.query('select backtest from rule_set_activation where backtest is not null');
    expect(rows).toEqual([{ backtest: report }]);
  });
});
