/** Which datasets may speak tonight. Judged once a dossier; the rules see only what may be heard. */
import { type Day, endOf, type Instant } from '../../domain/period.ts';
import type { Testimony } from '../../domain/sources.ts';
import type { Dossier, GradedAlone, Reading, RecordsByDataset } from '../2-normalise/types.ts';
import { isStale } from './freshness.ts';

export interface Hearing {
  readonly state: 'heard' | 'not-yet-read' | 'failed' | 'withheld' | 'stale';
  readonly asOf: Instant | null;
}

export interface Heard {
  readonly on: Day;
  readonly hearings: Readonly<Record<Testimony, Hearing>>;
  /** Empty where a dataset is stale or was not read to its end for this person. */
  readonly records: RecordsByDataset;
  readonly gradedAlone: GradedAlone;
}

const hearingOf = (dataset: Testimony, reading: Reading, endOfDay: Instant): Hearing => {
  if (reading.state === 'stale') return reading;
  if (reading.state !== 'read') return { state: reading.state, asOf: null };
  return { state: isStale(dataset, reading.asOf, endOfDay) ? 'stale' : 'heard', asOf: reading.asOf };
};

export const hear = ({ on, readings, records, gradedAlone = {} }: Dossier): Heard => {
  const endOfDay = endOf(on);
  const hearing = (dataset: Testimony): Hearing => hearingOf(dataset, readings[dataset], endOfDay);
  const hearings = {
    assistance: hearing('assistance'),
    death: hearing('death'),
    family: hearing('family'),
    person: hearing('person'),
    settlement: hearing('settlement'),
    registration: hearing('registration'),
    participation: hearing('participation'),
    contributions: hearing('contributions'),
    unemployment: hearing('unemployment'),
    'work-injury': hearing('work-injury'),
  };
  const usable = <D extends Testimony>(dataset: D): RecordsByDataset[D] | readonly [] =>
    hearings[dataset].state === 'heard' ? records[dataset] : [];
  return {
    on,
    hearings,
    gradedAlone,
    records: {
      assistance: usable('assistance'),
      /** A death stated once stays stated: it neither goes stale nor waits for the rest of the register. */
      death: hearings.death.state === 'withheld' ? [] : records.death,
      family: usable('family'),
      person: usable('person'),
      settlement: usable('settlement'),
      registration: usable('registration'),
      participation: usable('participation'),
      contributions: usable('contributions'),
      unemployment: usable('unemployment'),
      'work-injury': usable('work-injury'),
    },
  };
};
