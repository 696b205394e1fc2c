/** What settled care cost the member in twelve months, and whether a serious disease is registered. Health data: only with that consent. */
import type { Fen } from '../../../domain/money.ts';
import { sumOf } from '../../../domain/money.ts';
import { addMonths, type Day, dayAt, holdsOn, monthOf } from '../../../domain/period.ts';
import type { CanonicalRecord, Dossier } from '../../2-normalise/types.ts';
import type { Fact, Facts, View } from '../types.ts';
import { evidenceOf, known, NONE, type ReadingPolicy, readable } from './reading.ts';

type Settlement = CanonicalRecord<'settlement'>;

/** A reversal and what it reverses: neither counts, whatever amounts the reversal carries (`interfaces.md` §2, `refd_setl_flag`). */
export const withoutReversed = (settlements: readonly Settlement[]): readonly Settlement[] => {
  const reversed = new Set(settlements.map(({ content }) => content.reverses).filter((key) => key !== null));
  return settlements.filter(({ content, recordKey }) => content.reverses === null && !reversed.has(recordKey));
};

/** Care that insurance settles as treatment; a pharmacy purchase from the personal account is no expense of an illness. */
const TREATMENT: ReadonlySet<Settlement['content']['care']> = new Set(['inpatient', 'outpatient', 'chronic', 'accident']);

/** The same day a year earlier, for comparing only: of 29 February it is a day that does not exist, between two that do. */
const twelveMonthsBefore = (on: Day): Day => `${addMonths(monthOf(on), -12)}${on.slice(7)}` as Day;

const countedCare = (settlements: readonly Settlement[], on: Day): readonly Settlement[] =>
  withoutReversed(settlements).filter(({ content }) => {
    const settledOn = dayAt(content.settledAt);
    return TREATMENT.has(content.care) && settledOn > twelveMonthsBefore(on) && settledOn <= on;
  });

export const medicalFacts = ({ dossier }: View, policy: ReadingPolicy): Facts => ({
  ...spendingFacts(dossier, policy),
  seriousDiseaseRegistered: registered(dossier, policy),
});

const spendingFacts = (dossier: Dossier, policy: ReadingPolicy): Facts => {
  const reading = readable(dossier, 'settlement', policy);
  if (!reading.ok) return { ownPaidLast12Months: reading.fact, inpatientStays: reading.fact };
  const counted = countedCare(reading.records, dossier.on);
  const stays = counted.filter(({ content }) => content.care === 'inpatient');
  return {
    ownPaidLast12Months: ownPaid(dossier, counted),
    inpatientStays: known(stays.length, evidenceOf(dossier, stays)),
  };
};

/** What a settlement leaves unstated is not guessed from its other amounts: the sum is then a least value. */
const ownPaid = (dossier: Dossier, counted: readonly Settlement[]): Fact => {
  if (counted.length === 0) return NONE;
  const amounts = counted.map(({ content }) => content.ownPaid);
  const total = sumOf(amounts.filter((amount): amount is Fen => amount !== null));
  return known(total, evidenceOf(dossier, counted), amounts.includes(null) ? 'at-least' : 'exact');
};

const registered = (dossier: Dossier, policy: ReadingPolicy): Fact => {
  const reading = readable(dossier, 'registration', policy);
  if (!reading.ok) return reading.fact;
  const current = reading.records.filter(({ content }) => holdsOn(dossier.on, content));
  return current.length > 0 ? known(true, evidenceOf(dossier, current)) : NONE;
};
