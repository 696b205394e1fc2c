/** Values in words, and a rule's text with its values put in. */
import { FACTS, type FactUnit } from '../../domain/fact-catalogue.ts';
import { BOUND_WORDS, boundOf } from './bound.ts';
import type { Bilingual, Fact, Facts, Thresholds } from './types.ts';

const NOT_STATED: Bilingual = { zh: '（未注明）', en: '(not stated)' };
const NO_VALUE: Bilingual = { zh: '（当日无标准）', en: '(no value on this date)' };

const WORDS: Readonly<Record<string, Bilingual>> = {
  male: { zh: '男', en: 'male' },
  female: { zh: '女', en: 'female' },
  standard: { zh: '一般就业', en: 'standard employment' },
  courier: { zh: '快递外卖', en: 'a courier' },
  'ride-hailing': { zh: '网约车驾驶', en: 'a ride-hailing driver' },
  housekeeping: { zh: '家政服务', en: 'a housekeeper' },
  construction: { zh: '建筑施工', en: 'a construction worker' },
  sanitation: { zh: '环卫', en: 'a sanitation worker' },
  dibao: { zh: '最低生活保障', en: 'subsistence allowance' },
  tekun: { zh: '特困供养', en: 'support for the destitute' },
  'dibao-marginal': { zh: '低保边缘', en: 'marginal to the subsistence line' },
  'rigid-expense': { zh: '刚性支出困难', en: 'in hardship through rigid expenses' },
  unstated: { zh: '社会救助', en: 'social assistance' },
};

const yuan = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

export const amountInWords = (unit: FactUnit, value: number): Bilingual => {
  switch (unit) {
    case 'fen':
      return { zh: `${yuan.format(value / 100)}元`, en: `${yuan.format(value / 100)} yuan` };
    case 'months':
      return { zh: `${value}个月`, en: plural(value, 'month') };
    case 'years':
      return { zh: `${value}岁`, en: plural(value, 'year') };
    case 'days':
      return { zh: `${value}天`, en: plural(value, 'day') };
    case 'grade':
      return { zh: `${value}级`, en: String(value) };
    default:
      return { zh: String(value), en: String(value) };
  }
};

/** Where the true value may be more or less, that is said with it: an application states no sum that nobody knows. */
const factInWords = (name: string, fact: Fact | undefined, thresholds: Thresholds): Bilingual => {
  if (fact?.state !== 'known') return NOT_STATED;
  const definition = FACTS[name];
  const unit = definition?.unit;
  if (typeof fact.value === 'number' && definition !== undefined) {
    const [bound, amount] = [BOUND_WORDS[boundOf(definition, fact, thresholds)], amountInWords(definition.unit, fact.value)];
    return { zh: `${bound.zh}${amount.zh}`, en: `${bound.en}${amount.en}` };
  }
  if (typeof fact.value === 'boolean') return fact.value ? { zh: '是', en: 'yes' } : { zh: '否', en: 'no' };
  const text = String(fact.value);
  if (unit === 'day') return dayInWords(text);
  if (unit === 'month') return { zh: monthInChinese(text), en: text };
  return WORDS[text] ?? { zh: text, en: text };
};

const monthInChinese = (month: string): string => `${Number(month.slice(0, 4))}年${Number(month.slice(5, 7))}月`;
/** Of a date as `2026-11-22`. */
export const dayInWords = (day: string): Bilingual => ({ zh: `${monthInChinese(day)}${Number(day.slice(8))}日`, en: day });

const PLACEHOLDER = /\{(facts|thresholds)\.([A-Za-z0-9]+)\}/g;

/** What a text stands open for. */
export const placeholdersOf = (text: Bilingual): readonly { readonly kind: string; readonly name: string }[] =>
  [...`${text.zh}${text.en}`.matchAll(PLACEHOLDER)].map(([, kind = '', name = '']) => ({ kind, name }));

/** A text of the rule set with this person's values in it. It holds no `on`: the same facts read the same tomorrow. */
export const wordedFor = (text: Bilingual, facts: Facts, thresholds: Thresholds): Bilingual => {
  const inWords = (kind: string, name: string): Bilingual => {
    if (kind === 'facts') return factInWords(name, facts[name], thresholds);
    const threshold = thresholds[name];
    return threshold === undefined ? NO_VALUE : amountInWords(threshold.unit, threshold.value);
  };
  const filled = (language: keyof Bilingual): string =>
    text[language].replace(PLACEHOLDER, (_, kind: string, name: string) => inWords(kind, name)[language]);
  return { zh: filled('zh'), en: filled('en') };
};
