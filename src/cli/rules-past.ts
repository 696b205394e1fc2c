/** `huzheng rules replay` and `backtest`: nights that are over, judged again by the rules of then, or by a draft. Neither writes anything but its report. */
import { constants, open, rm, stat, writeFile } from 'node:fs/promises';
import type { Context } from '../context.ts';
import type { Day } from '../domain/period.ts';
import { Fault } from '../faults.ts';
import { type BacktestNight, backtestNight } from '../pipeline/4-screen/backtest/job.ts';
import type { Manifest } from '../pipeline/4-screen/manifest.ts';
import { replayNight } from '../pipeline/4-screen/replay/job.ts';
import type { BacktestReport } from '../rule-sets/backtest-report.ts';
import { loadRuleSet, readRuleSetFiles, soundRuleSet } from '../rule-sets.ts';
import type { LedgerDraft } from '../security/ledger/entry.ts';
import { closedRuns, lastClosedRun, type Run } from '../storage/runs.ts';
import { countedOn } from './counted.ts';
import type { Interruption } from './interruption.ts';
import { backtestText, replayText } from './rules-past-text.ts';
import { withContext } from './session.ts';
import { thisUser } from './this-user.ts';

export const rulesReplay = ({ date, json }: { readonly date: Day; readonly json?: true }): Promise<number> =>
  withContext('tool', async (context) => {
    const [run] = await closedRuns(context.pool, { from: date, to: date });
    if (run === undefined) throw noNight(`of ${date}`);
    const replay = await replayNight(run, context);
    await context.ledger.record(entry('rules-replay', { run: run.runId, people: replay.people, differing: replay.differing.length }));
    process.stdout.write(json === true ? `${JSON.stringify(replay)}\n` : replayText(replay));
    return replay.differing.length === 0 ? 0 : 1;
  });

export interface BacktestOptions {
  readonly from?: Day;
  readonly to?: Day;
  readonly out?: string;
  readonly json?: true;
}

export const rulesBacktest = (options: BacktestOptions, { signal }: Interruption, [file = '']: readonly string[]): Promise<number> =>
  withContext('tool', async (context) => {
    if (options.out !== undefined) await assertWritable(options.out);
    const report = await backtest(file, options, { context, signal });
    const { id, version, digest } = report.draft;
    await context.ledger.record(entry('rules-backtest', { ruleSet: id, version, digest, nights: report.nights.length }));
    if (options.out !== undefined) await writeFile(options.out, `${JSON.stringify(report, null, 2)}\n`);
    process.stdout.write(options.json === true ? `${JSON.stringify(report)}\n` : backtestText(report));
    return 0;
  });

/** A back-test of a city takes long: whether its report can be kept is found out before. */
const assertWritable = async (path: string): Promise<void> => {
  const isThere = (): Promise<boolean> =>
    stat(path).then(
      () => true,
      () => false,
    );
  try {
    const wasThere = await isThere();
    // A pipe that nobody reads answers at once.
    await (await open(path, constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NONBLOCK)).close();
    if (!wasThere) await rm(path);
  } catch (cause) {
    throw new Fault('invalid', {
      code: 'not-writable',
      detail: `The report cannot be written to ${path}: no such folder, or it may not be written.`,
      cause,
    });
  }
};

const MIB = 1_048_576;

const backtest = async (
  file: string,
  options: BacktestOptions,
  { context, signal }: { readonly context: Context; readonly signal: AbortSignal },
): Promise<BacktestReport> => {
  const files = await readRuleSetFiles(file);
  const runs = await nightsOf(options, context);
  const [first] = runs;
  if (first === undefined) throw noNight('in that time');
  const { manifest, digest } = soundRuleSet(files, first.date);
  await assertOfRegion(manifest, runs, context);
  const counted = countedOn(process.stderr, 'members judged by both');
  const startedAt = context.now();
  let [before, peak] = [0, 0];
  const nights: BacktestNight[] = [];
  for (const run of runs) {
    const progress = (people: number): void => {
      signal.throwIfAborted();
      peak = Math.max(peak, process.memoryUsage.rss());
      counted.show(before + people);
    };
    nights.push(await backtestNight(run, { on: (date) => loadRuleSet(files, date), progress }, context));
    before += nights.at(-1)?.people ?? 0;
  }
  counted.end();
  const seconds = (context.now() - startedAt) / 1_000;
  return {
    draft: { id: manifest.id, version: manifest.version, digest },
    nights,
    seconds: Math.round(seconds * 100) / 100,
    peopleASecond: Math.round(before / Math.max(seconds, 0.001)),
    peakMiB: Math.round(peak / MIB),
  };
};

/** What another city's rules would change here, nobody wants to know. */
const assertOfRegion = async ({ id, region }: Pick<Manifest, 'id' | 'region'>, runs: readonly Run[], context: Context): Promise<void> => {
  for (const run of runs) {
    const active = await context.ruleSetOf(run);
    if (active.region !== region)
      throw new Fault('invalid', {
        code: 'other-region',
        detail: `${id} is for ${region}, and the night of ${run.date} was judged for ${active.region}: only rules of one region can be compared.`,
      });
  }
};

/** Of each date the last run; without dates the last night there was. */
const nightsOf = async ({ from, to }: BacktestOptions, { pool }: Context): Promise<readonly Run[]> => {
  if (from === undefined && to === undefined) {
    const last = await lastClosedRun(pool);
    return last === null ? [] : [last];
  }
  if (from !== undefined && to !== undefined && from > to)
    throw new Fault('invalid', {
      code: 'ends-before-it-begins',
      detail: `--from ${from} is after --to ${to}: give the earlier day first.`,
    });
  const [earliest, latest] = ['1900-01-01', '9999-12-31'] as [Day, Day];
  return closedRuns(pool, { from: from ?? earliest, to: to ?? latest });
};

const noNight = (which: string): Fault =>
  new Fault('invalid', { code: 'no-such-night', detail: `No night ${which} is over here; \`huzheng runs list\` lists those there are.` });

/** It looks at everybody and tells of nobody: counts, and a few random keys. */
const entry = (act: 'rules-replay' | 'rules-backtest', particulars: NonNullable<LedgerDraft['particulars']>): LedgerDraft => ({
  caller: thisUser(),
  act,
  purpose: 'hardship-screening',
  subjects: [],
  sources: [],
  outcome: 'done',
  trace: null,
  particulars,
});
