/** What only a living person leaves behind, and the month or day for which it says so. */
import type { CanonicalContent } from '../../domain/canonical.ts';
import { type Day, dayAt, type Month, monthOf } from '../../domain/period.ts';
import { withoutReversed } from '../../domain/settlements.ts';
import type { CanonicalRecord } from '../2-normalise/types.ts';
import { isBenefitRunning } from './current.ts';
import { recentSince } from './freshness.ts';
import type { Heard } from './hear.ts';

export interface SignOfLife {
  readonly record: CanonicalRecord<'contributions' | 'unemployment' | 'settlement'>;
  readonly month: Month;
  /** Null where only the month is known: a contribution is due for a month worked, whenever it arrives. */
  readonly day: Day | null;
}

export const paidFor = ({ on, records }: Heard): readonly SignOfLife[] => [
  ...records.contributions
    .filter(({ content }) => content.arrived === 'yes')
    .map((record) => ({ record, month: record.content.month, day: null })),
  ...records.unemployment.filter((record) => isBenefitRunning(record, on)).map((record) => ({ record, month: monthOf(on), day: null })),
];

/** Others fetch medicine with the card of the dead; nobody lies in hospital for them. */
const NEEDS_THE_PATIENT: ReadonlySet<string> = new Set(['inpatient', 'outpatient', 'accident']);

export const treated = ({ records }: Heard): readonly SignOfLife[] =>
  withoutReversed(records.settlement)
    .filter(({ content }) => NEEDS_THE_PATIENT.has(content.care))
    .flatMap((record) => {
      const day = dayOfTreatment(record.content);
      return day === null ? [] : [{ record, month: monthOf(day), day }];
    });

/** Whoever walks in pays as they leave. A stay is settled days after it ended, by a family if need be: of one without a day nobody knows when it was. */
const dayOfTreatment = ({ from, to, care, settledAt }: CanonicalContent['settlement']): Day | null =>
  from ?? to ?? (care === 'inpatient' ? null : dayAt(settledAt));

/** One registered under another name is of whoever shares the number (重号, `domain.md` §5.1: the name is checked too). */
export const isOwnDeath = ({ grades }: CanonicalRecord<'death'>): boolean => grades.name !== 'different';

export const deathsOf = ({ records }: Heard): readonly CanonicalRecord<'death'>[] => records.death.filter(isOwnDeath);

/** The day of death as far as stated; cremation follows death, so it bounds it. Null where no death or no day is stated. */
export const dayOfDeath = (heard: Heard): Day | null =>
  deathsOf(heard)
    .map(({ content }) => content.diedOn ?? content.crematedOn)
    .filter((on) => on !== null)
    .toSorted()[0] ?? null;

/** As text: a day after the day of death, or a whole month after its month. */
const isAfter = ({ month, day }: SignOfLife, diedOn: Day): boolean => (day ?? month) > diedOn;

/** With a death on record only what came after it speaks; without one, what is recent. An undated death leaves nothing to compare with. */
export const speaking = (signs: readonly SignOfLife[], heard: Heard): readonly SignOfLife[] => {
  if (deathsOf(heard).length === 0) {
    const since = recentSince(heard.on);
    return signs.filter(({ month }) => month >= since);
  }
  const diedOn = dayOfDeath(heard);
  return diedOn === null ? [] : signs.filter((sign) => isAfter(sign, diedOn));
};
