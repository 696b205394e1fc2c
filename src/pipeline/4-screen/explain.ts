/**
 * A night's answer in plain words, for the member it is about: made of the same evidence, conditions and thresholds as the answer itself, so that
 * nothing is said that was not judged. It says no name, no number and no disease.
 */
import { FACTS, type FactName } from '../../domain/fact-catalogue.ts';
import { dayAt } from '../../domain/period.ts';
import type { Dataset } from '../../domain/sources.ts';
import type { Evidence } from '../3-verify/types.ts';
import { BOUND_WORDS, boundOf } from './bound.ts';
import { isTrue } from './case.ts';
import { valueOn } from './counted.ts';
import { CLASS_WORDS, DATASET_WORDS, limitInWords, MARK_WORDS, PROGRAMME_WORDS, UNKNOWN_WORDS } from './explain-words.ts';
import { judge } from './judge.ts';
import type { RuleSet } from './rule-set.ts';
import type { AsOf } from './sheet-record.ts';
import type { Bilingual, CannotJudge, Case, Condition, Facts, HoldCode, NearMiss, Offer, Screened, Sheet } from './types.ts';
import { amountInWords, dayInWords } from './words.ts';

/** Lines to be read one under the other. */
export type Explanation = readonly Bilingual[];

/** What the words need beside the answer: what rules are called, and as of when each dataset was read that night. */
export interface Told {
  readonly rules: RuleSet['rules'];
  readonly asOf: AsOf;
}

export const explainCase = (found: Case, told: Told): Explanation => [
  headingOf(found),
  ...found.reasons.map(({ text, evidence }) => joined(text, basisOf(evidence, told))),
  ...found.conditions.flatMap((condition) => comparisonOf(condition, told)),
  ...found.nearMiss.map((missed) => missOf(missed, told)),
  ...leavingOf(found, told),
  ...openOf(found.cannotJudge, told),
  ...found.checks.map(({ text }) => text),
  ...found.offers.flatMap(offerOf),
  ...(isFlag(found) ? [DECIDED_BY_A_PERSON] : []),
];

/** All that was judged of one member, also where nothing was found: then why not. */
export const explainMember = (
  sheet: Sheet,
  screened: Pick<Screened, 'cases' | 'standing' | 'undecided'>,
  ruleSet: RuleSet,
  asOf: AsOf,
): Explanation => {
  const told = { rules: ruleSet.rules, asOf };
  const { cases, undecided = [] } = screened;
  const ofCases = [...cases.flatMap((found) => explainCase(found, told)), ...(undecided.length > 0 ? [BEFORE_POLICY] : [])];
  const keptOpen = sheet.before.openHardship !== null && isUnjudged(screened);
  const found = cases.find(({ purpose }) => purpose === 'hardship-screening');
  if (found !== undefined) return keptOpen && !isFlag(found) ? [KEPT_OPEN, ...ofCases] : ofCases;
  const hardship = sheet.byPurpose['hardship-screening'];
  if (hardship === null) return [NOT_PERMITTED, ...ofCases];
  if (isTrue(hardship.facts.dead)) return [DIED, ...ofCases];
  if (isTrue(hardship.facts.leftUnion)) return [LEFT, ...ofCases];
  const { cannotJudge } = judge(ruleSet.tables.hardship, hardship.facts, ruleSet);
  return [keptOpen ? KEPT_OPEN : NOTHING_FOUND, ...openOf(cannotJudge, told), ...supportingOf(hardship.facts, ruleSet), ...ofCases];
};

/** Values that were known and raise nothing alone; of one at its floor or ceiling no more is said than that. */
const supportingOf = (facts: Facts, { thresholds }: RuleSet): Explanation =>
  FACT_NAMES.flatMap((name) => {
    const [definition, fact] = [FACTS[name], facts[name]];
    const { title, unit, neverAlone } = definition;
    if (neverAlone === undefined || fact?.state !== 'known' || typeof fact.value !== 'number') return [];
    const [bound, is, mark] = [BOUND_WORDS[boundOf(definition, fact, thresholds)], amountInWords(unit, fact.value), MARK_WORDS[neverAlone]];
    return [{ zh: `${title.zh}${bound.zh}${is.zh}，${mark.zh}。`, en: `${title.en}: ${bound.en}${is.en}, ${mark.en}.` }];
  });
const FACT_NAMES = Object.keys(FACTS) as readonly FactName[];

const isUnjudged = ({ standing }: Pick<Screened, 'standing'>): boolean => standing['hardship-screening'].state === 'cannot-judge';

const KEPT_OPEN: Bilingual = {
  zh: '当晚有情形无法判断，此前的提示继续保留。',
  en: 'Something could not be judged that night: what was found before stands as it is.',
};
/** Whether there is a claim the sheet does not say. */
const BEFORE_POLICY: Bilingual = {
  zh: '有住院早于名册现载的互助保障，当时是否在保障期间内无法判断；此前已提出的给付申请保持不变。',
  en: 'A stay began before the mutual-aid policy now on the roster: whether it was covered cannot be judged. A claim made for it earlier stands as it is.',
};
const NOTHING_FOUND: Bilingual = { zh: '没有发现达到标准的困难情形。', en: 'No ground of hardship was found.' };
const NOT_PERMITTED: Bilingual = {
  zh: '没有使用其数据筛查困难情形的同意或授权，未作筛查。',
  en: 'The use of their data to look for hardship was not agreed to: nothing was judged.',
};
const DIED: Bilingual = {
  zh: '部门记录显示该会员已去世，未作筛查。',
  en: 'An authority records that the member has died: nothing was judged.',
};
const LEFT: Bilingual = { zh: '该会员已离会，未作筛查。', en: 'The member has left the union: nothing was judged.' };
const DECIDED_BY_A_PERSON: Bilingual = {
  zh: '以上仅供工作人员核实，是否给予帮扶由工作人员决定。',
  en: 'All of this is for a person to check; a person decides.',
};

const isFlag = ({ kind }: Case): boolean => kind === 'suggested' || kind === 'lead';

const headingOf = (found: Case): Bilingual => {
  const ofClass = found.class === null ? null : CLASS_WORDS[found.class];
  switch (found.kind) {
    case 'suggested':
      return { zh: `部门记录支持${ofClass?.zh ?? '申请'}。`, en: `The records carry ${ofClass?.en ?? 'the application'}.` };
    case 'lead':
      return ofClass === null
        ? MAY_BE_APPLIED_FOR
        : {
            zh: `部门记录提示可能需要帮扶（${ofClass.zh}），需要核实。`,
            en: `The records suggest that help may be needed (${ofClass.en}): to be checked.`,
          };
    case 'near-miss':
      return found.cannotJudge.length === 0
        ? { zh: '目前没有达到标准，但已接近。', en: 'No threshold is reached, but one is near.' }
        : {
            zh: '能够判断的情形中没有达到标准的，但有一项已接近。',
            en: 'Of what could be judged no threshold is reached, but one is near.',
          };
    case 'leaving':
      return { zh: '已建档，档案可能需要退出或注销，需要核实。', en: 'There is a file, and it may have to end: to be checked.' };
  }
};

/** Whoever may be enrolled or may claim is in no need for that, and is not told so: often the roster alone says it. */
const MAY_BE_APPLIED_FOR: Bilingual = {
  zh: '现有记录提示可能符合申请条件，需要核实。',
  en: 'The records suggest that an application may be made: to be checked.',
};

const joined = (text: Bilingual, basis: Bilingual | null): Bilingual =>
  basis === null ? text : { zh: `${text.zh}${basis.zh}`, en: `${text.en} ${basis.en}` };

const basisOf = (evidence: readonly Evidence[], { asOf }: Told): Bilingual | null => {
  const datasets = [...new Set(evidence.map(({ dataset }) => dataset))].toSorted();
  if (datasets.length === 0) return null;
  const named = datasets.map((dataset) => datedName(dataset, asOf));
  return { zh: `依据：${named.map(({ zh }) => zh).join('、')}。`, en: `From: ${named.map(({ en }) => en).join('; ')}.` };
};

const datedName = (dataset: Dataset, asOf: AsOf): Bilingual => {
  const name = DATASET_WORDS[dataset];
  const read = asOf.get(dataset);
  if (read === undefined) return name;
  const on = dayInWords(dayAt(read));
  return { zh: `${name.zh}（截至${on.zh}）`, en: `${name.en} as of ${on.en}` };
};

/** Value, threshold and distance, where there is a threshold; all else is in the reason's own text. */
const comparisonOf = (condition: Condition, { asOf }: Told): Explanation => {
  const { fact, title, bound, threshold } = condition;
  const { value, distance } = valueOn(condition, asOf);
  const unit = FACTS[fact]?.unit;
  if (threshold === null || distance === null || typeof value !== 'number' || unit === undefined) return [];
  const [is, line, by] = [value, threshold.value, distance].map((amount) => amountInWords(unit, amount));
  if (is === undefined || line === undefined || by === undefined) return [];
  const limit = limitInWords(unit, threshold.operator, line);
  return [
    {
      zh: `${title.zh}${BOUND_WORDS[bound].zh}${is.zh}，标准为${limit.zh}，相差${by.zh}。`,
      en: `${title.en}: ${BOUND_WORDS[bound].en}${is.en}; the threshold is ${limit.en}, ${by.en} apart.`,
    },
  ];
};

const missOf = ({ code, smallestChange }: NearMiss, { rules }: Told): Bilingual => {
  const title = rules[code]?.title ?? { zh: code, en: code };
  return { zh: `接近「${title.zh}」：${smallestChange.zh}。`, en: `Near "${title.en}": ${smallestChange.en}.` };
};

const leavingOf = ({ leaving }: Case, told: Told): Explanation => {
  if (leaving === null) return [];
  if (leaving.kind === 'close') return [joined(leaving.reason.text, basisOf(leaving.reason.evidence, told))];
  const [from, howLong] = [dayInWords(leaving.since), inARow(leaving.months)];
  return [
    leaving.reason.text,
    { zh: `自${from.zh}起未再发现困难情形，${howLong.zh}。`, en: `None has been found since ${from.en}: ${howLong.en}.` },
  ];
};

/** Complete months: on the first nights there are none to be told. */
const inARow = (months: number): Bilingual => {
  if (months === 0) return { zh: '尚不满1个月', en: 'for less than a month' };
  const whole = amountInWords('months', months);
  return { zh: `已连续${whole.zh}`, en: `${whole.en} in a row` };
};

/** Each rule once with what it lacks; a fact that several rules lack is one line. */
const openOf = (cannotJudge: readonly CannotJudge[], { rules }: Told): Explanation => {
  const titleOf = (code: string): Bilingual => rules[code]?.title ?? { zh: code, en: code };
  const byLack = Map.groupBy(cannotJudge, ({ missing }) => JSON.stringify(missing));
  return [...byLack.values()].flatMap((lacking) => {
    const [first] = lacking;
    if (first === undefined) return [];
    const titles = [...new Set(lacking.map(({ rule }) => rule))].map(titleOf);
    const lack = lackOf(first.missing);
    return [
      {
        zh: `无法判断${titles.map(({ zh }) => `「${zh}」`).join('')}：${lack.zh}。`,
        en: `Cannot be judged, ${titles.map(({ en }) => `"${en}"`).join(', ')}: ${lack.en}.`,
      },
    ];
  });
};

const lackOf = (missing: CannotJudge['missing']): Bilingual => {
  if (missing.kind === 'threshold') return { zh: '当日没有有效的标准', en: 'there is no threshold in force on this date' };
  const title = FACTS[missing.name]?.title ?? { zh: missing.name, en: missing.name };
  const why = UNKNOWN_WORDS[missing.reason];
  return { zh: `${title.zh}，${why.zh}`, en: `${title.en}: ${why.en}` };
};

/** A night that had not heard every source yet knew of no contradiction, and may have sent the form. */
const TOLD_LATER: ReadonlySet<string> = new Set<HoldCode>(['living-conflict', 'identity-conflict', 'identity-mismatch']);
const SENT_BEFORE: Bilingual = {
  zh: '此前如已推送，不撤回，也不更新。',
  en: 'If it was sent before, it is neither withdrawn nor amended.',
};

const offerOf = ({ programme, held, overlaps }: Offer): Explanation => {
  const name = PROGRAMME_WORDS[programme];
  const others = overlaps.map((other) => PROGRAMME_WORDS[other]);
  const why = [...held.map(({ text }) => text), ...(held.some(({ code }) => TOLD_LATER.has(code)) ? [SENT_BEFORE] : [])];
  return [
    held.length === 0
      ? {
          zh: `可申请${name.zh}，表格已预填，待本人补充确认。`,
          en: `May apply for ${name.en}: the form is prefilled, for the member to complete and confirm.`,
        }
      : {
          zh: `${name.zh}暂不推送：${why.map(({ zh }) => zh).join('')}`,
          en: `Held for now, ${name.en}: ${why.map(({ en }) => en).join(' ')}`,
        },
    ...(others.length === 0
      ? []
      : [
          {
            zh: `同一笔医疗费用也用于${others.map(({ zh }) => zh).join('、')}，请核对，避免重复。`,
            en: `The same care is also put to ${others.map(({ en }) => en).join(', ')}: one expense is not paid for twice.`,
          },
        ]),
  ];
};
