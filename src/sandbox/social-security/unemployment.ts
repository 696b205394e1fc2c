// `unemployment`: a row per benefit spell, rewritten with every month paid.

import { type BenefitSpell, benefitSpellOf } from '../city/benefits.ts';
import type { City } from '../city/city.ts';
import { brokenTwin } from '../damage.ts';
import type { Quirks, Row } from '../quirks.ts';
import { diceFor } from '../random.ts';
import { QUIRK_RATES } from '../rates.ts';
import { DAY_SECONDS, firstDayOf, type Second } from '../shanghai-time.ts';
import { ChangeIndex, type Position } from './change-index.ts';
import type { SocialFeed } from './feed.ts';
import { identityFields, type Worker, workersOf } from './persons.ts';

/** Versions of a spell: granted, each month paid, cancelled, and the broken twin. */
const VERSIONS = 32;
const [CANCELLED, TWIN] = [30, 31];

const castSpell = diceFor('unemployment-versions');
const castRow = diceFor('unemployment-row');

/** Months a spell is paid in all. */
const monthsInAll = ({ months, firstMonth, stoppedIn }: BenefitSpell): number =>
  stoppedIn === null ? months : Math.min(months, stoppedIn - firstMonth);

const versionsOf = ({ seed }: City, { person }: Worker, spell: BenefitSpell): [Second, number][] => {
  const dice = castSpell(seed, person.index);
  const time = () => dice.whole({ from: 32_000, to: 62_000 });
  const granted = (spell.lostJobOn + dice.whole({ from: 8, to: 20 })) * DAY_SECONDS + time();
  const twin = dice.chance(QUIRK_RATES.brokenTwinOfAssisted);
  const paid = Array.from({ length: monthsInAll(spell) }, (_, at): [Second, number] => [
    (firstDayOf(spell.firstMonth + at) + dice.whole({ from: 20, to: 26 })) * DAY_SECONDS + time(),
    at + 1,
  ]);
  const versions: [Second, number][] = spell.cancelled
    ? [
        [granted, 0],
        [granted + 25 * DAY_SECONDS, CANCELLED],
      ]
    : [[granted, 0], ...paid];
  return twin ? [...versions, [granted, TWIN]] : versions;
};

const indexOf = (city: City, workers: readonly Worker[]): ChangeIndex =>
  ChangeIndex.of(city.end, (add) => {
    for (const [place, worker] of workers.entries()) {
      const spell = benefitSpellOf(city, worker.person);
      if (!spell) continue;
      for (const [time, version] of versionsOf(city, worker, spell)) add(time, place * VERSIONS + version);
    }
  });

const rowOf = (quirks: Quirks, city: City, { person }: Worker, position: Position): Row => {
  const spell = benefitSpellOf(city, person);
  if (!spell) throw new RangeError('no such row of unemployment');
  const version = position.ref % VERSIONS;
  const dice = castRow(city.seed, person.index);
  const inAll = monthsInAll(spell);
  const paid = version >= CANCELLED ? 0 : version;
  const over = paid === inAll;
  const row: Row = {
    AJZ001: `5${String(person.index + 1).padStart(9, '0')}`,
    ...identityFields(quirks, dice, city, person),
    AJC090: quirks.date(dice, spell.lostJobOn),
    AAE210: quirks.month(dice, spell.firstMonth),
    AJC097: spell.months,
    AJC098: paid,
    AJC099: spell.months - paid,
    AJC140: quirks.amount(dice, spell.yuanPerMonth),
    AAE116: quirks.code(dice, over || version === CANCELLED ? '3' : '1'),
    AAE100: quirks.code(dice, version === CANCELLED ? '0' : '1'),
    AAE418: quirks.stamp(dice, position.time),
  };
  if (over) row['AJC056'] = quirks.month(dice, spell.firstMonth + inAll - 1);
  else quirks.unstatedDate(dice, row, 'AJC056');
  quirks.unknownFields(dice, row);
  return row;
};

export const unemploymentFeed = (quirks: Quirks, city: City): SocialFeed => {
  const workers = workersOf(city);
  const anatomy = { key: 'AJZ001', idNumber: 'AAC002', date: 'AJC090' };
  return {
    index: indexOf(city, workers),
    anatomy,
    rowOf: (position) => {
      const worker = workers[Math.floor(position.ref / VERSIONS)];
      if (!worker) throw new RangeError('no such row of unemployment');
      const row = rowOf(quirks, city, worker, position);
      return position.ref % VERSIONS === TWIN ? (brokenTwin(row, anatomy, worker.person.idNumber) ?? row) : row;
    },
  };
};
