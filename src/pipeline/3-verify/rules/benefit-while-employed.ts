/** Unemployment benefit drawn in months for which an employer paid: the spell or the employment is wrong, and neither may be used as a ground. */
import { addMonths, type Day, type Month, monthOf, monthsBetween } from '../../../domain/period.ts';
import { lastMonthOfBenefit } from '../../../domain/social-insurance.ts';
import type { CanonicalRecord } from '../../2-normalise/types.ts';
import type { ContradictionRule } from '../rule.ts';
import { testify } from '../testimony.ts';

type Contribution = CanonicalRecord<'contributions'>;

/** Only an employer pays these: pension is also paid by people on their own. */
const PAID_BY_EMPLOYERS: ReadonlySet<string> = new Set(['unemployment', 'work-injury']);
/** Someone who finds work is paid benefit and wages in one month; that is lag. */
const CONTRADICTING_MONTHS = 2;
/** A spell over for longer is no ground for anything tonight. */
const MATTERS_FOR_MONTHS = 12;

interface Spell {
  readonly record: CanonicalRecord<'unemployment'>;
  readonly from: Month;
  readonly to: Month;
}

/** The months benefit was drawn for: as many as the row says were taken, else up to its end, or as far as its months reach, while it is being paid. */
const spellOf = (record: CanonicalRecord<'unemployment'>, on: Day): Spell | null => {
  const { valid, benefitFrom, monthsTaken, paying } = record.content;
  if (!valid || benefitFrom === null || (monthsTaken === null && paying !== 'yes')) return null;
  const lastTaken = monthsTaken === null ? null : addMonths(benefitFrom, monthsTaken - 1);
  const lastMonths = [monthOf(on), lastMonthOfBenefit(record.content), lastTaken].filter((month) => month !== null);
  return { record, from: benefitFrom, to: lastMonths.toSorted()[0] ?? benefitFrom };
};

const paidDuring = ({ from, to }: Spell, contributions: readonly Contribution[]): readonly Contribution[] =>
  contributions.filter(
    ({ content }) => PAID_BY_EMPLOYERS.has(content.insurance) && content.arrived === 'yes' && from <= content.month && content.month <= to,
  );

const countMonths = (contributions: readonly Contribution[]): number => new Set(contributions.map(({ content }) => content.month)).size;

export const benefitWhileEmployed: ContradictionRule = (heard) => {
  const contradicted = heard.records.unemployment
    .map((record) => spellOf(record, heard.on))
    .filter((spell) => spell !== null)
    .filter(({ to }) => monthsBetween(to, monthOf(heard.on)) <= MATTERS_FOR_MONTHS)
    .map((spell) => ({ spell, paid: paidDuring(spell, heard.records.contributions) }))
    .filter(({ paid }) => countMonths(paid) >= CONTRADICTING_MONTHS);
  if (contradicted.length === 0) return null;
  const witness = { check: 'employment-insurance', source: 'social-security' } as const;
  const paid = [...new Set(contradicted.flatMap((one) => one.paid))];
  const spells = contradicted.map(({ spell }) => spell.record);
  return {
    kind: 'benefit-while-employed',
    check: 'employment-insurance',
    statements: [
      testify(heard, { ...witness, datasets: ['contributions'] }, { state: 'says-yes', records: paid }),
      testify(heard, { ...witness, datasets: ['unemployment'] }, { state: 'says-otherwise', records: spells }),
    ],
  };
};
