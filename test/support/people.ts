/** Members as screening is given them: dossiers of `dossiers.ts`, verified by the real verification, under the rules of the sandbox city. */
import { readdir, readFile } from 'node:fs/promises';
import type { Day } from '../../src/domain/period.ts';
import { PURPOSES, type Purpose } from '../../src/domain/sources.ts';
import type { Dossier } from '../../src/pipeline/2-normalise/types.ts';
import { FRESH_FOR_DAYS } from '../../src/pipeline/3-verify/freshness.ts';
import { verify } from '../../src/pipeline/3-verify/verify.ts';
import type { RuleSetFiles } from '../../src/pipeline/4-screen/rule-check/parsed.ts';
import { type LoadRuleSet, type RuleSet, ruleSetLoader } from '../../src/pipeline/4-screen/rule-set.ts';
import { sheetOf, toldOfBefore } from '../../src/pipeline/4-screen/sheet.ts';
import type { Before, Person, Screened, Sheet, View } from '../../src/pipeline/4-screen/types.ts';
import { TONIGHT } from './dossiers.ts';

const RULES = new URL('../../rule-sets/sandbox-city/', import.meta.url);
const SCHEMA = new URL('../../schemas/rule-set.json', import.meta.url);

const names = await readdir(RULES);
const contents = await Promise.all(names.map((name) => readFile(new URL(name, RULES), 'utf8')));

export const SANDBOX_RULES: RuleSetFiles = Object.fromEntries(names.map((name, index) => [name, contents[index] ?? '']));
const schema: unknown = JSON.parse(await readFile(SCHEMA, 'utf8'));
if (typeof schema !== 'object' || schema === null) throw new TypeError('schemas/rule-set.json is not an object');

/** The sandbox city with what its rules leave out and others need: plan terms, and a row that an average supports. */
export const RICHER_RULES: RuleSetFiles = (() => {
  const of = (name: string) => JSON.parse(SANDBOX_RULES[name] ?? '');
  const [manifest, hardship, claims] = [of('manifest.json'), of('hardship.jdm.json'), of('mutual-aid-claim.jdm.json')];
  const threshold = (value: number, nearMissWithin: number | null = null) => ({
    title: { zh: '测试标准', en: 'A threshold for tests' },
    unit: 'yuan',
    values: [{ value, from: '2020-01-01', to: null, documentRef: 'sandbox-standards', nearMissWithin }],
  });
  Object.assign(manifest.thresholds, {
    ownPaymentsOfLowBase: threshold(20_000, 4_000),
  });
  manifest.thresholds.waitingDays.values[0].value = 30;
  manifest.hospitalLevels = { documentRef: 'sandbox-mutual-aid', codes: { '1': 'primary', '2': 'secondary', '3': 'tertiary' } };
  manifest.rules['medical-burden-low-base'] = {
    title: { zh: '登记病种医疗负担（缴费基数为下限）', en: 'Burden of a registered disease on the lowest base' },
    text: {
      zh: '近12个月个人支付医疗费{facts.ownPaidLast12Months}，达到{thresholds.ownPaymentsOfLowBase}，有慢特病登记，且缴费基数均为下限{thresholds.contributionFloor}。',
      en: 'Own payments in 12 months are {facts.ownPaidLast12Months}, at or above {thresholds.ownPaymentsOfLowBase}, with a registered disease, on the lowest base of {thresholds.contributionFloor}.',
    },
    documentRef: 'sandbox-standards',
  };
  const average = tableIn(hardship, 'contributionBaseAverage12Months');
  const like = average.rules.find((row) => row['out-code'] === '"medical-burden"');
  average.rules.push({
    ...like,
    _id: 'row-14',
    'in-ownPaidLast12Months': '>= thresholds.ownPaymentsOfLowBase',
    'in-contributionBaseAverage12Months': '<= thresholds.contributionFloor',
    'out-code': '"medical-burden-low-base"',
  });
  for (const row of tableIn(claims, 'hospitalLevel').rules) row['in-hospitalLevel'] = '"tertiary", "secondary"';
  return {
    ...SANDBOX_RULES,
    'manifest.json': JSON.stringify(manifest),
    'hardship.jdm.json': JSON.stringify(hardship),
    'mutual-aid-claim.jdm.json': JSON.stringify(claims),
  };
})();

interface WrittenTable {
  readonly inputs: { id: string; name: string; field: string }[];
  readonly rules: Record<string, string>[];
}

/** The table of a file, with a column more that nobody asks yet. */
function tableIn({ nodes }: { readonly nodes: readonly { readonly content?: WrittenTable }[] }, fact: string): WrittenTable {
  const content = nodes.find((node) => node.content !== undefined)?.content;
  if (content === undefined) throw new TypeError('a file without a table');
  content.inputs.push({ id: `in-${fact}`, name: fact, field: `facts.${fact}` });
  for (const row of content.rules) row[`in-${fact}`] = '';
  return content;
}

export const loadRules: LoadRuleSet = ruleSetLoader({ schema, freshness: FRESH_FOR_DAYS });
/** The sandbox city's rules as they are on that day. */
export const rulesOn = (on: Day = TONIGHT): RuleSet => loadRules(SANDBOX_RULES, on);

/** The richer rules as they are on that day. */
export const richerRulesOn = (on: Day = TONIGHT): RuleSet => loadRules(RICHER_RULES, on);

export const aView = (dossier: Dossier): View => ({ dossier, verification: verify(dossier) });

/** A member with the same dossier for the purposes named, all of them unless said otherwise, and nothing for the rest. */
export const aSheet = (
  dossier: Dossier,
  traits: { readonly purposes?: readonly Purpose[]; readonly before?: Partial<Before> } = {},
): Sheet => {
  const purposes = traits.purposes ?? PURPOSES;
  const viewFor = (purpose: Purpose): View | null => (purposes.includes(purpose) ? aView(dossier) : null);
  const person: Person = {
    memberId: dossier.memberId,
    byPurpose: {
      'hardship-screening': viewFor('hardship-screening'),
      'mutual-aid-claim': viewFor('mutual-aid-claim'),
      'exclusive-protection': viewFor('exclusive-protection'),
    },
  };
  return toldOfBefore(sheetOf(person, POLICY), { openHardship: null, withoutGroundSince: null, ...traits.before });
};

const POLICY = { region: rulesOn().region, freshness: FRESH_FOR_DAYS };

/** What the nights after this one are told of it, as long as nothing changes. */
export const afterwards = ({ cases, withoutGroundSince }: Screened, before: Before, on: Day): Before => {
  const flagged = cases.find(({ purpose, kind }) => purpose === 'hardship-screening' && (kind === 'lead' || kind === 'suggested'));
  const openHardship = flagged === undefined ? null : { episode: flagged.episode, openedOn: before.openHardship?.openedOn ?? on };
  return { openHardship, withoutGroundSince };
};
