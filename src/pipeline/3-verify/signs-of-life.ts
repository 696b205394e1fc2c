/** What only a living person leaves behind, and from which day on it says so. */
import { type Day, dayAt, type Month, monthOf, toDay } from '../../domain/period.ts';
import type { CanonicalRecord, Dossier } from '../2-normalise/types.ts';
import { isBenefitRunning } from './current.ts';
import { isRecent } from './freshness.ts';
import { heard } from './testimony.ts';

export interface SignOfLife {
  readonly record: CanonicalRecord<'contributions' | 'unemployment' | 'settlement'>;
  /** The person was alive on this day, or the sign is false. */
  readonly on: Day;
}

const firstDayOf = (month: Month): Day => toDay(`${month}-01`);

/** A contribution is due for a month worked, whenever it arrives; benefit is due for a month out of work. */
export const paidFor = (dossier: Dossier): readonly SignOfLife[] => [
  ...heard(dossier, 'contributions')
    .filter(({ content }) => content.arrived === 'yes')
    .map((record) => ({ record, on: firstDayOf(record.content.month) })),
  ...heard(dossier, 'unemployment')
    .filter((record) => isBenefitRunning(record, dossier.on))
    .map((record) => ({ record, on: firstDayOf(monthOf(dossier.on)) })),
];

/** Others fetch medicine with the card of the dead; nobody lies in hospital for them. */
const NEEDS_THE_PATIENT: ReadonlySet<string> = new Set(['inpatient', 'outpatient', 'accident']);

export const treated = (dossier: Dossier): readonly SignOfLife[] => {
  const settlements = heard(dossier, 'settlement');
  const reversed = new Set(settlements.map(({ content }) => content.reverses));
  return settlements
    .filter(({ recordKey, content }) => NEEDS_THE_PATIENT.has(content.care) && content.reverses === null && !reversed.has(recordKey))
    .map((record) => ({ record, on: record.content.from ?? dayAt(record.content.settledAt) }));
};

/** The day of death as far as stated; cremation follows death, so it bounds it. Null where no death or no day is stated. */
export const dayOfDeath = ({ records }: Dossier): Day | null =>
  records.death
    .map(({ content }) => content.diedOn ?? content.crematedOn)
    .filter((on) => on !== null)
    .toSorted()[0] ?? null;

/** With a death on record only what came after it speaks; without one, what is recent. An undated death leaves nothing to compare with. */
export const speaking = (signs: readonly SignOfLife[], dossier: Dossier): readonly SignOfLife[] => {
  if (dossier.records.death.length === 0) return signs.filter(({ on }) => isRecent(monthOf(on), dossier.on));
  const diedOn = dayOfDeath(dossier);
  return diedOn === null ? [] : signs.filter(({ on }) => on > diedOn);
};
