/** `huzheng rules activate` and `list`: which rules judge from when; an act with a name, a reason and a back-test behind it. */
import type { Day } from '../domain/period.ts';
import { Fault } from '../faults.ts';
import { activate, type Wanted } from '../rule-sets/activate.ts';
import { faultOfWords, LONGEST_WORDS } from '../rule-sets/kept-words.ts';
import { readTextFile } from '../rule-sets/text-file.ts';
import { readRuleSetFiles } from '../rule-sets.ts';
import { type ListedActivation, listActivations } from '../storage/rule-sets.ts';
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

export const rulesActivate = (options: ActivateOptions, _: Interruption, [file = '']: readonly string[]): Promise<number> =>
  withContext('tool', async (context) => {
    const why = said(options.why, '--why');
    const [files, backtest] = [await readRuleSetFiles(file), await backtestOf(options)];
    const { manifest, digest } = await activate({ files, from: options.from, why, backtest, by: thisUser() }, context);
    const { id, version, region } = manifest;
    context.log.ruleSetActivated({ id, version, region, from: options.from, digest });
    process.stdout.write(
      options.json === true
        ? `${JSON.stringify({ id, version, region, effectiveFrom: options.from, digest })}\n`
        : `${id} ${version} judges in ${region} from ${options.from} on. Its digest is ${digest}.\n`,
    );
    return 0;
  });

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
    const items = withState(await listActivations(pool), today());
    process.stdout.write(json === true ? `${JSON.stringify({ items })}\n` : listText(items));
    return 0;
  });

interface Shown extends ListedActivation {
  readonly state: 'past' | 'active' | 'to come';
}

/** By region, the latest first: the first that has begun is the one that rules. */
const withState = (items: readonly ListedActivation[], on: Day): readonly Shown[] => {
  const ruling = new Map<string, ListedActivation>();
  for (const item of items) if (item.effectiveFrom <= on && !ruling.has(item.region)) ruling.set(item.region, item);
  return items.map((item) => ({
    ...item,
    state: item.effectiveFrom > on ? 'to come' : ruling.get(item.region) === item ? 'active' : 'past',
  }));
};

const listText = (items: readonly Shown[]): string =>
  items.length === 0
    ? 'Nothing is active yet: the first night activates what HUZHENG_RULESET names.\n'
    : items
        .map(
          ({ region, effectiveFrom, id, version, state, by, why, withoutBacktest }) =>
            `${region}  from ${effectiveFrom}  ${state.padEnd(7)}  ${id} ${version}, by ${by}: ${why}${withoutBacktest === null ? '' : ` (no back-test: ${withoutBacktest})`}\n`,
        )
        .join('');
