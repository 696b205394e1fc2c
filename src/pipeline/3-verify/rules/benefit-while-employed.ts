/** Unemployment benefit drawn in months for which an employer paid: the spell or the employment is wrong, and neither may be used as a ground. */
import { addMonths, type Month, monthOf, monthsBetween } from '../../../domain/period.ts';
import type { CanonicalRecord, Dossier } from '../../2-normalise/types.ts';
import type { ContradictionRule } from '../rule.ts';
import { heard, testify } from '../testimony.ts';

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

/** The months benefit was drawn for: as many as the row says were taken, else up to its end while it is being paid. */
const spellOf = (record: CanonicalRecord<'unemployment'>, { on }: Dossier): Spell | null => {
  const { valid, benefitFrom, benefitTo, monthsTaken, paying } = record.content;
  if (!valid || benefitFrom === null) return null;
  if (monthsTaken === null && paying !== 'yes') return null;
  const lastMonths = [
    monthOf(on),
    ...(benefitTo === null ? [] : [benefitTo]),
    ...(monthsTaken === null ? [] : [addMonths(benefitFrom, monthsTaken - 1)]),
  ];
  return { record, from: benefitFrom, to: lastMonths.toSorted()[0] ?? benefitFrom };
};

const employedIn = ({ from, to }: Spell, dossier: Dossier): readonly CanonicalRecord<'contributions'>[] =>
  heard(dossier, 'contributions').filter(
    ({ content }) => PAID_BY_EMPLOYERS.has(content.insurance) && content.arrived === 'yes' && from <= content.month && content.month <= to,
  );

export const benefitWhileEmployed: ContradictionRule = (dossier) => {
  const spells = heard(dossier, 'unemployment')
    .map((record) => spellOf(record, dossier))
    .filter((spell) => spell !== null)
    .filter(({ to }) => monthsBetween(to, monthOf(dossier.on)) <= MATTERS_FOR_MONTHS);
  const contradicted = spells
    .map((spell) => ({ spell, contributions: employedIn(spell, dossier) }))
    .filter(({ contributions }) => new Set(contributions.map(({ content }) => content.month)).size >= CONTRADICTING_MONTHS);
  if (contradicted.length === 0) return null;
  const witness = { check: 'employment-insurance', source: 'social-security' } as const;
  const contributions = new Set(contradicted.flatMap((one) => one.contributions));
  return {
    kind: 'benefit-while-employed',
    check: 'employment-insurance',
    statements: [
      testify(dossier, { ...witness, datasets: ['contributions'] }, { state: 'says-yes', records: [...contributions] }),
      testify(
        dossier,
        { ...witness, datasets: ['unemployment'] },
        { state: 'says-otherwise', records: contradicted.map(({ spell }) => spell.record) },
      ),
    ],
  };
};
