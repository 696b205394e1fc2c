/** `huzheng rules activate` and `list`: which rules judge from when; an act with a name, a reason and a back-test behind it. */
import { readFile, stat } from 'node:fs/promises';
import type { Day } from '../domain/period.ts';
import { Fault } from '../faults.ts';
import { activate } from '../rule-sets/activate.ts';
import { readRuleSetFiles } from '../rule-sets.ts';
import { type Activation, type ListedActivation, listActivations } from '../storage/rule-sets.ts';
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

const LONGEST = 2_000;

const said = (text: string, option: string): string => {
  const trimmed = text.trim();
  if (trimmed !== '' && trimmed.length <= LONGEST) return trimmed;
  throw new Fault('invalid', {
    code: 'not-said',
    detail: `${option} says in words why, in at most ${LONGEST} characters; no person is named.`,
  });
};

const LARGEST_REPORT = 8 * 1024 * 1024;

const backtestOf = async ({ backtest, withoutBacktest }: ActivateOptions): Promise<Activation['backtest']> => {
  if ((backtest === undefined) === (withoutBacktest === undefined))
    throw new Fault('invalid', {
      code: 'no-backtest',
      detail: 'Give the back-test report with --backtest REPORT.json, or say with --without-backtest why there is none.',
    });
  if (backtest === undefined) return { without: said(withoutBacktest ?? '', '--without-backtest') };
  const report = await reportIn(backtest);
  if (typeof report === 'object' && report !== null && !Array.isArray(report)) return { report };
  throw new Fault('invalid', {
    code: 'no-report',
    detail: `${backtest} holds no back-test report; \`huzheng rules backtest\` writes one.`,
  });
};

const reportIn = async (path: string): Promise<unknown> => {
  try {
    if ((await stat(path)).size > LARGEST_REPORT) return null;
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw new Fault('invalid', { code: 'no-report', detail: `The back-test report ${path} cannot be read.`, cause });
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
