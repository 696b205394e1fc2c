/** What settled care cost the member in twelve months, and whether a serious disease is registered. Health data: only with that consent. */
import type { Fen } from '../../../domain/money.ts';
import { sumOf } from '../../../domain/money.ts';
import { addMonths, type Day, dayAt, holdsOn, monthOf } from '../../../domain/period.ts';
import { withoutReversed } from '../../../domain/settlements.ts';
import type { CanonicalRecord, Dossier } from '../../2-normalise/types.ts';
import type { Fact, Facts, View } from '../types.ts';
import { evidenceOf, known, NONE, type ReadingPolicy, readable } from './reading.ts';

type Settlement = CanonicalRecord<'settlement'>;

/** Care that insurance settles as treatment; a pharmacy purchase from the personal account is no expense of an illness. */
const TREATMENT: ReadonlySet<Settlement['content']['care']> = new Set(['inpatient', 'outpatient', 'chronic', 'accident']);

/** The same day a year earlier, for comparing only: of 29 February it is a day that does not exist, between two that do. */
const twelveMonthsBefore = (on: Day): Day => `${addMonths(monthOf(on), -12)}${on.slice(7)}` as Day;

const recentCare = (settlements: readonly Settlement[], on: Day): readonly Settlement[] =>
  withoutReversed(settlements).filter(({ content }) => {
    const settledOn = dayAt(content.settledAt);
    return settledOn > twelveMonthsBefore(on) && settledOn <= on;
  });

export const medicalFacts = ({ dossier }: View, policy: ReadingPolicy): Facts => ({
  ...spendingFacts(dossier, policy),
  seriousDiseaseRegistered: registered(dossier, policy),
});

const spendingFacts = (dossier: Dossier, policy: ReadingPolicy): Facts => {
  const reading = readable(dossier, 'settlement', policy);
  if (!reading.ok) return { ownPaidLast12Months: reading.fact, inpatientStays: reading.fact };
  const recent = recentCare(reading.records, dossier.on);
  const counted = recent.filter(({ content }) => TREATMENT.has(content.care));
  const stays = counted.filter(({ content }) => content.care === 'inpatient');
  // `med_type` 99xx is local (`domain.md` §1.7): it may be treatment, and a stay, so what is counted is the least there was.
  const isWhole = recent.every(({ content }) => content.care !== 'unknown');
  return {
    ownPaidLast12Months: ownPaid(dossier, counted, isWhole),
    inpatientStays: known(stays.length, evidenceOf(dossier, stays), isWhole ? 'exact' : 'at-least'),
  };
};

/** What a settlement leaves unstated is not guessed from its other amounts: the sum is then a least value. */
const ownPaid = (dossier: Dossier, counted: readonly Settlement[], isWhole: boolean): Fact => {
  if (counted.length === 0 && isWhole) return NONE;
  const amounts = counted.map(({ content }) => content.ownPaid);
  const total = sumOf(amounts.filter((amount): amount is Fen => amount !== null));
  return known(total, evidenceOf(dossier, counted), isWhole && !amounts.includes(null) ? 'exact' : 'at-least');
};

const registered = (dossier: Dossier, policy: ReadingPolicy): Fact => {
  const reading = readable(dossier, 'registration', policy);
  if (!reading.ok) return reading.fact;
  const current = reading.records.filter(({ content }) => holdsOn(dossier.on, content));
  return current.length > 0 ? known(true, evidenceOf(dossier, current)) : NONE;
};
