/**
 * Social insurance as verification and screening both read it: which insurances come with a job, whether a registration still runs, and how far the
 * months of a benefit reach. Pure.
 */
import type { ParticipationContent, UnemploymentContent } from './canonical.ts';
import { addMonths, type Day, holdsOn, type Month } from './period.ts';

interface Insured {
  readonly insurance: ParticipationContent['insurance'];
}

/** Medical and maternity insurance are not here: the unemployment fund pays them for people out of work. */
const WITH_A_JOB: ReadonlySet<Insured['insurance']> = new Set(['pension', 'unemployment', 'work-injury']);
export const comesWithAJob = ({ insurance }: Insured): boolean => WITH_A_JOB.has(insurance);

/**
 * Its code has no meaning here, so it may be an employer's as well as anything else (`interfaces.md`, "Common to all"): 120 would be the pension
 * of public institutions, 170 that of residents (`domain.md` §3.2).
 */
export const mayComeWithAJob = ({ insurance }: Insured): boolean => insurance === 'unknown';

type Registration = Pick<ParticipationContent, 'payment' | 'enrolment' | 'from' | 'to'>;

/** AAC031, of paying, or AAC008, of taking part: either may state the end alone. */
export const isEnded = ({ payment, enrolment }: Pick<Registration, 'payment' | 'enrolment'>): boolean =>
  payment === 'ended' || enrolment === 'ended';

/** Neither ended nor cancelled, and within its dates. Participation rows are never deleted, so every earlier employer's stay (`interfaces.md` §3). */
export const isCurrent = (registration: Registration, on: Day): boolean =>
  !isEnded(registration) && registration.enrolment !== 'not-enrolled' && holdsOn(on, registration);

/** A row that says paying beyond its own end (AAE031) is not running. */
export const isPaying = (registration: Registration, on: Day): boolean => registration.payment === 'paying' && isCurrent(registration, on);

type Spell = Pick<UnemploymentContent, 'benefitFrom' | 'benefitTo' | 'monthsEntitled' | 'monthsTaken' | 'monthsLeft'>;

/** The last month of benefit: its stated end, or else as far as its months reach. Null: neither is stated. */
export const lastMonthOfBenefit = (spell: Spell): Month | null => {
  const { benefitFrom, benefitTo } = spell;
  const months = monthsOf(spell);
  if (benefitTo !== null || benefitFrom === null || months === null) return benefitTo;
  return addMonths(benefitFrom, months - 1);
};

/** As many as it entitles to; where none is left, as many as were taken. Noughts are empty fields. */
const monthsOf = ({ monthsEntitled, monthsTaken, monthsLeft }: Spell): number | null => {
  const counted = monthsTaken === null || monthsLeft === null ? null : monthsTaken + monthsLeft;
  const inTurn = monthsLeft === 0 ? [counted, monthsEntitled] : [monthsEntitled, counted];
  return inTurn.find((months) => months !== null && months > 0) ?? null;
};

/** Beyond its months, and no end is stated: whoever was suspended and resumed is paid later than that, so nobody knows whether it runs. */
export const mayBeUsedUp = (spell: Spell, month: Month): boolean => {
  const last = spell.benefitTo === null ? lastMonthOfBenefit(spell) : null;
  return last !== null && month > last;
};
