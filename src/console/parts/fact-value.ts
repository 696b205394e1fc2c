/** A value in its unit, as people read it: amounts in yuan, yes or no in words. */
import type { Schemas } from '../api/client.ts';
import { texts, useTerm, useTexts } from '../language.tsx';
import { FACT_WORDS } from '../words/cases.ts';

type Unit = Schemas['FactUnit'];
type Value = string | number | boolean | null;

const UNITS = texts(
  {
    yuan: (amount: string) => `${amount} 元`,
    months: (count: number) => `${count} 个月`,
    years: (count: number) => `${count} 岁`,
    days: (count: number) => `${count} 天`,
    grade: (count: number) => `${count} 级`,
    count: (count: number) => String(count),
    yes: '是',
    no: '否',
    unknown: '已不可考',
  },
  {
    yuan: (amount: string) => `${amount} yuan`,
    months: (count: number) => (count === 1 ? '1 month' : `${count} months`),
    years: (count: number) => (count === 1 ? '1 year' : `${count} years`),
    days: (count: number) => (count === 1 ? '1 day' : `${count} days`),
    grade: (count: number) => `grade ${count}`,
    count: (count: number) => String(count),
    yes: 'yes',
    no: 'no',
    unknown: 'no longer known',
  },
);

const FEN_IN_YUAN = 100;
const AMOUNT = new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

export const useFactText = (): ((value: Value, unit: Unit) => string) => {
  const say = useTexts(UNITS);
  const term = useTerm();
  return (value, unit) => {
    if (value === null) return say.unknown;
    if (typeof value === 'boolean') return value ? say.yes : say.no;
    if (typeof value === 'string') return term(FACT_WORDS, value);
    switch (unit) {
      case 'fen':
        return say.yuan(AMOUNT.format(value / FEN_IN_YUAN));
      case 'months':
      case 'years':
      case 'days':
      case 'grade':
      case 'count':
        return say[unit](value);
      case 'yes-no':
      case 'word':
      case 'month':
      case 'day':
        return String(value);
    }
  };
};
