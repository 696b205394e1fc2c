/**
 * A back-test over a hundred thousand members, from the database to the report, beside its floor: the rules engine evaluating the same tables on
 * the same facts, bare. The members are a city's of two thousand, each fifty-one times under keys of its own.
 */
import { type ZenDecision, ZenEngine } from '@gorules/zen-engine';
import { processEnvironment, readConfig } from '../src/config.ts';
import { type Context, openContext } from '../src/context.ts';
import { backtestNight } from '../src/pipeline/4-screen/backtest/job.ts';
import { partsOf } from '../src/pipeline/4-screen/past-night/job.ts';
import type { RuleSet } from '../src/pipeline/4-screen/rule-set.ts';
import { type Facts, type Sheet, TABLES, type TableName } from '../src/pipeline/4-screen/types.ts';
import { loadRuleSet, readRuleSetFiles } from '../src/rule-sets.ts';
import { lastClosedRun, type Run } from '../src/storage/runs.ts';
import { printed } from './children.ts';
import type { Report } from './figures.ts';
import { benchHome, kept } from './leaving.ts';

const CITY = 2_000;
const TIMES = 51;
const MIB = 1_048_576;

export const rules = async (): Promise<Report> => {
  const environment = { ...processEnvironment(), HUZHENG_HOME: await benchHome('rules'), HUZHENG_LOG_LEVEL: 'error' };
  const start = ['start', '--members', String(CITY), '--seed', '7', '--date', '2026-11-20', '--exit'];
  await printed(process.execPath, ['bin/huzheng.js', ...start], { env: environment });
  return measured(await kept(openContext(readConfig(environment, { mode: 'tool' })), ({ close }) => close()));
};

const measured = async (context: Context): Promise<Report> => {
  const night = await lastClosedRun(context.pool);
  if (night === null) throw new Error('the city had no night');
  const contexts = await bareContexts(night, context);
  const people = await multiply(context);
  const draft = await draftOf(night);
  const bareSeconds = await bare(contexts);
  const ours = await backtested(night, { draft, people }, context);
  const bareRate = people / bareSeconds;
  const rate = ours.people / ours.seconds;
  const ratio = rate / bareRate;
  const figures = {
    people: ours.people,
    seconds: rounded(ours.seconds),
    peopleASecond: Math.round(rate),
    peakMiB: Math.round(ours.peak / MIB),
    floorSeconds: rounded(bareSeconds),
    floorPeopleASecond: Math.round(bareRate),
  };
  const text = `back-test of ${ours.people} members: ${figures.seconds} s, ${figures.peopleASecond} people a second, ${figures.peakMiB} MiB at most; the same tables bare ${figures.floorSeconds} s; ratio ${rounded(ratio)}`;
  return { text, ratio: rounded(ratio), figures, isGood: ratio >= 0.5 };
};

const rounded = (value: number): number => Math.round(value * 100) / 100;

/** The rest of the copies; who is judged together stays together. How many there are then. */
const multiply = async ({ pool }: Context): Promise<number> => {
  await pool.query(
    `insert into fact_sheet (person_key, version, current, known_run, household, fingerprint, content)
     select md5(s.person_key::text || n)::uuid, 1, true, s.known_run, md5(s.household || n), s.fingerprint, s.content
       from fact_sheet s, generate_series(2, $1) n where s.current`,
    [TIMES],
  );
  await pool.query('analyze fact_sheet');
  const { rows } = await pool.query<{ people: number }>('select count(*)::int as people from fact_sheet where current');
  return rows[0]?.people ?? 0;
};

/** A draft that asks for less in one place, so that somebody changes. */
const draftOf = async ({ date }: Run): Promise<RuleSet> => {
  const files = await readRuleSetFiles('sandbox-city');
  const manifest = JSON.parse(files['manifest.json'] ?? '') as {
    thresholds: Record<string, { values: { value: number }[] } | undefined>;
  };
  for (const value of manifest.thresholds['veryLargeOwnPayments']?.values ?? []) value.value = 20_000;
  return loadRuleSet({ ...files, 'manifest.json': JSON.stringify(manifest) }, date);
};

const backtested = async (
  night: Run,
  { draft, people: everybody }: { readonly draft: RuleSet; readonly people: number },
  context: Context,
) => {
  let peak = 0;
  const startedAt = performance.now();
  const { people, changes } = await backtestNight(
    night,
    { on: () => draft, progress: () => (peak = Math.max(peak, process.memoryUsage.rss())) },
    context,
  );
  if (people !== everybody || changes['newly-flagged'] === 0) throw new Error('the back-test did not see everybody');
  return { people, seconds: (performance.now() - startedAt) / 1_000, peak };
};

interface Asked {
  readonly table: TableName;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly thresholds: Readonly<Record<string, number>>;
}

/** What screening asks of each table, as plain values: once a member, the table of stays once a stay. */
const bareContexts = async (night: Run, context: Context): Promise<readonly Asked[]> => {
  const { thresholds } = await context.ruleSetOf(night);
  const limits = Object.fromEntries(Object.entries(thresholds).map(([name, { value }]) => [name, value]));
  const asked: Asked[] = [];
  for await (const { households } of partsOf(night, context))
    for (const { sheet } of households.flat()) for (const one of askedOf(sheet)) asked.push({ ...one, thresholds: limits });
  return asked;
};

const askedOf = ({ byPurpose, stays, file }: Sheet): readonly Omit<Asked, 'thresholds'>[] => {
  const [hardship, claims, protection] = [
    byPurpose['hardship-screening'],
    byPurpose['mutual-aid-claim'],
    byPurpose['exclusive-protection'],
  ].map((sheet) => (sheet === null ? null : plain(sheet.facts)));
  return [
    ...(hardship == null ? [] : [{ table: 'hardship' as const, facts: hardship }]),
    ...(hardship == null || file === null ? [] : [{ table: 'leaving' as const, facts: hardship }]),
    ...(claims == null || !Array.isArray(stays)
      ? []
      : (stays as readonly { readonly facts: Facts }[]).map((stay) => ({
          table: 'mutual-aid-claim' as const,
          facts: { ...claims, ...plain(stay.facts) },
        }))),
    ...(protection == null ? [] : [{ table: 'exclusive-protection' as const, facts: protection }]),
  ];
};

const plain = (facts: Facts): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(facts).map(([name, fact]) => [name, fact.state === 'known' ? fact.value : null]));

/** As many at once as keep the engine's threads busy. */
const AT_ONCE = 256;

/** Both rule sets over everybody: the same work as the back-test's, without what makes an answer of it. */
const bare = async (asked: readonly Asked[]): Promise<number> => {
  const engine = new ZenEngine();
  const files = await readRuleSetFiles('sandbox-city');
  const manifest = JSON.parse(files['manifest.json'] ?? '') as { readonly tables: Readonly<Record<TableName, string>> };
  const decisions = Object.fromEntries(
    TABLES.map((table) => [table, engine.createDecision(Buffer.from(files[manifest.tables[table]] ?? ''))]),
  ) as Record<TableName, ZenDecision>;
  const startedAt = performance.now();
  for (let time = 0; time < TIMES * 2; time++)
    for (let from = 0; from < asked.length; from += AT_ONCE)
      await Promise.all(
        asked
          .slice(from, from + AT_ONCE)
          .map(({ table, facts, thresholds }) => decisions[table].evaluate({ facts, thresholds }, { trace: false })),
      );
  const seconds = (performance.now() - startedAt) / 1_000;
  engine.dispose();
  return seconds;
};
