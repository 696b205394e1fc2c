/** `huzheng rules activate` and `list`: which rules judge from when; an act with a name, a reason and a back-test behind it. */
import type { Context } from '../context.ts';
import { faultOfWords, LONGEST_WORDS } from '../domain/kept-words.ts';
import type { Day } from '../domain/period.ts';
import { Fault } from '../faults.ts';
import { visible } from '../pipeline/4-screen/rule-check/remark.ts';
import { activate, type Wanted } from '../rule-sets/activate.ts';
import { lastDayOf, regionOfNights } from '../rule-sets/stored.ts';
import { readTextFile } from '../rule-sets/text-file.ts';
import { readRuleSetFiles, type SoundRuleSet } from '../rule-sets.ts';
import { type ListedActivation, listActivations } from '../storage/rule-sets.ts';
import { endWithFault, MISUSED } from './ending.ts';
import type { Interruption } from './interruption.ts';
import { today } from './sandbox-city.ts';
import { withContext } from './session.ts';
import { thisUser } from './this-user.ts';

export interface ActivateOptions {
  readonly from: Day;
  readonly why: string;
  readonly backtest?: string;
  readonly withoutBacktest?: string;
  readonly json?: true;
}

/** 2 for every refusal, whatever it is for: what was asked cannot be done as it was asked. */
export const rulesActivate = (options: ActivateOptions, _: Interruption, [file = '']: readonly string[]): Promise<number> =>
  withContext('tool', async (context) => {
    const why = said(options.why, '--why');
    const wanted = { files: await readRuleSetFiles(file), from: options.from, why, backtest: await backtestOf(options), by: thisUser() };
    const refused = (thrown: unknown): number => {
      if (!(thrown instanceof Fault) || thrown.kind !== 'conflict') throw thrown;
      endWithFault(thrown);
      return MISUSED;
    };
    return activate(wanted, context).then((activated) => tell(activated, options, context), refused);
  });

const tell = async (
  { manifest: { id, version, region, validTo }, digest }: SoundRuleSet,
  { from, json }: ActivateOptions,
  { pool, log }: Context,
): Promise<number> => {
  log.ruleSetActivated({ id, version, region, from, digest });
  const warnings = warningsOf({ region, validTo }, await regionOfNights(pool));
  process.stdout.write(
    json === true
      ? `${JSON.stringify({ id, version, region, effectiveFrom: from, validTo, digest, warnings })}\n`
      : [`${id} ${version} judges in ${region} from ${from} on. Its digest is ${digest}.`, ...warnings, ''].join('\n'),
  );
  return 0;
};

/** What whoever activated it may not have meant. */
const warningsOf = ({ region, validTo }: Pick<SoundRuleSet['manifest'], 'region' | 'validTo'>, here: string | null): readonly string[] => [
  ...(validTo === null ? [] : [`It judges until ${validTo}, as its manifest says: for the nights after, activate another.`]),
  ...(here === null || here === region
    ? []
    : [`The nights of this city are judged for ${here}: as long as they are, none is judged by this one, which is for ${region}.`]),
];

const said = (text: string, option: string): string => {
  const trimmed = text.trim();
  const fault = faultOfWords(trimmed);
  if (fault === null) return trimmed;
  throw new Fault('invalid', {
    code: 'not-said',
    detail: `${option} ${fault}. It says in words why, in at most ${LONGEST_WORDS} characters, and is kept.`,
  });
};

const LARGEST_REPORT = { code: 'no-report', mostMiB: 8 };

const backtestOf = async ({ backtest, withoutBacktest }: ActivateOptions): Promise<Wanted['backtest']> => {
  if ((backtest === undefined) === (withoutBacktest === undefined))
    throw new Fault('invalid', {
      code: 'no-backtest',
      detail: 'Give the back-test report with --backtest REPORT.json, or say with --without-backtest why there is none.',
    });
  if (backtest === undefined) return { without: said(withoutBacktest ?? '', '--without-backtest') };
  return { report: reportIn(await readTextFile(backtest, LARGEST_REPORT)) };
};

const reportIn = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Fault('invalid', {
      code: 'no-report',
      detail: 'The back-test report is no JSON; `huzheng rules backtest --out` writes one.',
      cause,
    });
  }
};

export const rulesList = ({ json }: { readonly json?: true }): Promise<number> =>
  withContext('tool', async ({ pool }) => {
    const listed = await listActivations(pool);
    const dated = await Promise.all(listed.map(async (item) => ({ ...item, validTo: await lastDayOf(pool, item.digest) })));
    const items = withState(dated, today());
    process.stdout.write(json === true ? `${JSON.stringify({ items })}\n` : listText(items));
    return 0;
  });

interface Dated extends ListedActivation {
  /** Null: its manifest leaves it open. */
  readonly validTo: Day | null;
}

interface Shown extends Dated {
  /** `ended`: it would rule, had its manifest not ended it; nothing judges. */
  readonly state: 'past' | 'active' | 'ended' | 'to come';
}

/** By region, the latest first: the first that has begun is the one that rules. */
const withState = (items: readonly Dated[], on: Day): readonly Shown[] => {
  const ruling = new Map<string, Dated>();
  for (const item of items) if (item.effectiveFrom <= on && !ruling.has(item.region)) ruling.set(item.region, item);
  const stateOf = (item: Dated): Shown['state'] => {
    if (item.effectiveFrom > on) return 'to come';
    if (ruling.get(item.region) !== item) return 'past';
    return item.validTo !== null && item.validTo < on ? 'ended' : 'active';
  };
  return items.map((item) => ({ ...item, state: stateOf(item) }));
};

const listText = (items: readonly Shown[]): string =>
  items.length === 0
    ? 'Nothing is active yet: the first night activates what HUZHENG_RULESET names.\n'
    : items.map((item) => `${visible(lineOf(item))}\n`).join('');

/** Reasons were kept before anybody asked what stands in them. */
const lineOf = ({ region, effectiveFrom, validTo, id, version, state, by, why, withoutBacktest }: Shown): string => {
  const days = `from ${effectiveFrom}${validTo === null ? '' : ` to ${validTo}`}`;
  const untried = withoutBacktest === null ? '' : ` (no back-test: ${withoutBacktest})`;
  return `${region}  ${days}  ${state.padEnd(7)}  ${id} ${version}, by ${by}: ${why}${untried}`;
};
