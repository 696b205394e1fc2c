// `contributions`: a row per person, insurance and month due; a few arrive late and are first listed as not arrived.

import type { City } from '../city/city.ts';
import { employerOf } from '../city/employers.ts';
import { employmentOf, payingPost } from '../city/employment.ts';
import type { Person } from '../city/people.ts';
import { asJsonNumber, type Quirks, type Row } from '../quirks.ts';
import { diceFor } from '../random.ts';
import { VOLUMES } from '../rates.ts';
import { compactMonth, DAY_SECONDS, firstDayOf, type Month, monthOf, type Second } from '../shanghai-time.ts';
import { ChangeIndex, type Position } from './change-index.ts';
import type { SocialFeed } from './feed.ts';
import { baseOn, hasTwin, personCode, type Worker, workersOf } from './persons.ts';

const KINDS = VOLUMES.contributionInsurances;
/** Months of a row's reference; a quarter adds three to those before it. */
const MONTHS = 16;
/** First listed as not arrived, arrived, and the broken twin. */
const [DUE, ARRIVED, TWIN, VERSIONS] = [0, 1, 2, 4];
const LATE_SHARE = 0.03;
/** Employer's and own share of the base. */
const SHARES: Readonly<Record<string, readonly [number, number]>> = { 110: [0.16, 0.08], 210: [0.008, 0.002] };

const castMonth = diceFor('contribution-month');
const castRow = diceFor('contribution-row');

const firstMonth = ({ anchor }: City): Month => monthOf(anchor) - VOLUMES.contributionMonths;

interface Times {
  /** Null: arrived at once. */
  readonly due: Second | null;
  readonly arrived: Second;
}

const timesOf = ({ seed }: City, rowRef: number, month: Month): Times => {
  const dice = castMonth(seed, rowRef);
  const late = dice.chance(LATE_SHARE);
  const due = (firstDayOf(month) + dice.whole({ from: 13, to: 26 })) * DAY_SECONDS + dice.whole({ from: 30_000, to: 65_000 });
  return late ? { due, arrived: due + dice.whole({ from: 12, to: 22 }) * DAY_SECONDS } : { due: null, arrived: due };
};

/** The entries of one insurance of a worker, by ascending reference; `first` is the row of the first month. */
const entriesOf = (city: City, person: Person, first: number, paid: readonly boolean[]): [Second, number][] =>
  paid.flatMap((isPaid, at): [Second, number][] => {
    if (!isPaid) return [];
    const ref = (first + at) * VERSIONS;
    const { due, arrived } = timesOf(city, first + at, firstMonth(city) + at);
    const entries: [Second, number][] = due === null ? [] : [[due, ref + DUE]];
    entries.push([arrived, ref + ARRIVED]);
    return hasTwin(city, person, first + at) ? [...entries, [arrived, ref + TWIN]] : entries;
  });

const indexOf = (city: City, workers: readonly Worker[]): ChangeIndex => {
  const months = Array.from({ length: MONTHS }, (_, at) => firstMonth(city) + at);
  return ChangeIndex.of(city.end, (add) => {
    for (const [place, { person }] of workers.entries()) {
      const employment = employmentOf(city, person);
      const paid = months.map((month) => payingPost(employment, month) !== undefined);
      const kinds = KINDS.slice(0, employment.cover === 'pension-only' ? 1 : undefined);
      for (const kind of kinds.keys()) {
        for (const entry of entriesOf(city, person, (place * KINDS.length + kind) * MONTHS, paid)) add(...entry);
      }
    }
  });
};

const rowOf = (quirks: Quirks, city: City, workers: readonly Worker[], { time, ref }: Position): Row => {
  const version = ref % VERSIONS;
  const rowRef = Math.floor(ref / VERSIONS);
  const kind = Math.floor(rowRef / MONTHS) % KINDS.length;
  const month = firstMonth(city) + (rowRef % MONTHS);
  const worker = workers[Math.floor(rowRef / MONTHS / KINDS.length)];
  const post = worker && payingPost(employmentOf(city, worker.person), month);
  if (!worker || !post) throw new RangeError('no such row of contributions');
  const { person, work } = worker;
  const dice = castRow(city.seed, rowRef);
  const base = baseOn(city, work, firstDayOf(month));
  const insurance = KINDS[kind] ?? '';
  const [employers, own] = SHARES[insurance] ?? [0, 0];
  const row: Row = {
    AAZ223: `2${String(person.index + 1).padStart(9, '0')}${kind}${compactMonth(month)}${version === TWIN ? '9' : ''}`,
    AAC001: personCode(person),
    AAC002: version === TWIN ? asJsonNumber(person.idNumber) : quirks.idNumber(dice, person.idNumber),
    AAE140: quirks.code(dice, insurance),
    AAB001: employerOf(post.employer).code,
    AAE003: quirks.month(dice, month),
    AAE180: quirks.amount(dice, base),
    AAE080: quirks.amount(dice, Math.round(base * employers * 100) / 100),
    AAE082: quirks.amount(dice, Math.round(base * own * 100) / 100),
    AAE132: quirks.code(dice, version === DUE ? '0' : '1'),
    AAE418: quirks.stamp(dice, time),
  };
  quirks.unknownFields(dice, row);
  return row;
};

export const contributionsFeed = (quirks: Quirks, city: City): SocialFeed => {
  const workers = workersOf(city);
  return {
    index: indexOf(city, workers),
    anatomy: { key: 'AAZ223', idNumber: 'AAC002', date: 'AAE003' },
    rowOf: (position) => rowOf(quirks, city, workers, position),
  };
};
