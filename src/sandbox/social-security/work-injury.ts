// `work-injury`: a row per injury, first under examination, then decided.

import { type WorkInjury, workInjuryOf } from '../city/benefits.ts';
import type { City } from '../city/city.ts';
import type { Quirks, Row } from '../quirks.ts';
import { diceFor } from '../random.ts';
import { DAY_SECONDS } from '../shanghai-time.ts';
import { ChangeIndex, type Position } from './change-index.ts';
import type { SocialFeed } from './feed.ts';
import { identityFields, type Worker, workersOf } from './persons.ts';

const APPLIED_AFTER_DAYS = 10;

const castRow = diceFor('work-injury-row');

const indexOf = (city: City, workers: readonly Worker[]): ChangeIndex =>
  ChangeIndex.of(city.end, (add) => {
    for (const [place, { person }] of workers.entries()) {
      const injury = workInjuryOf(city, person);
      if (!injury) continue;
      add((injury.on + APPLIED_AFTER_DAYS) * DAY_SECONDS + 34_000, place * 2);
      add(injury.recognisedOn * DAY_SECONDS + 52_000, place * 2 + 1);
    }
  });

/** ALC031 and ALA040, once decided. */
const decision = (row: Row, { recognised, degree }: WorkInjury): void => {
  row['ALC031'] = recognised ? '1' : '2';
  if (recognised && degree !== null) row['ALA040'] = String(degree).padStart(2, '0');
};

const rowOf = (quirks: Quirks, city: City, workers: readonly Worker[], { time, ref }: Position): Row => {
  const worker = workers[Math.floor(ref / 2)];
  const injury = worker && workInjuryOf(city, worker.person);
  if (!worker || !injury) throw new RangeError('no such row of work-injury');
  const dice = castRow(city.seed, worker.person.index);
  const row: Row = {
    ALZ001: `6${String(worker.person.index + 1).padStart(9, '0')}`,
    ...identityFields(quirks, dice, city, worker.person),
    ALC020: quirks.date(dice, injury.on),
    ALC031: '0',
    AAE100: quirks.code(dice, '1'),
    AAE418: quirks.stamp(dice, time),
  };
  if (ref % 2 === 1) decision(row, injury);
  if (row['ALA040'] === undefined) quirks.unstated(dice, row, 'ALA040');
  quirks.unknownFields(dice, row);
  return row;
};

export const workInjuryFeed = (quirks: Quirks, city: City): SocialFeed => {
  const workers = workersOf(city);
  return {
    index: indexOf(city, workers),
    anatomy: { key: 'ALZ001', idNumber: 'AAC002', date: 'ALC020' },
    rowOf: (position) => rowOf(quirks, city, workers, position),
  };
};
