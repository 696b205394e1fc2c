// `s_civil_death`: who died and was cremated, now and then corrected, and rarely entered for the wrong person.

import type { City } from '../city/city.ts';
import { deathOf } from '../city/deaths.ts';
import type { Person } from '../city/people.ts';
import { registeredName } from '../city/registered-names.ts';
import type { Quirks, Row } from '../quirks.ts';
import { type Dice, diceFor } from '../random.ts';
import { CITY_RATES } from '../rates.ts';
import { compactDay, DAY_SECONDS, type Day, dayOfSecond, type Second, stampOf } from '../shanghai-time.ts';
import { type Change, fedAt, fedBefore } from './feed.ts';
import { uuidOf } from './uuid.ts';

export interface DeathChange extends Change {
  readonly person: Person;
  readonly operation: 'I' | 'U' | 'D';
  readonly diedAt: Second;
  readonly crematedAt: Second;
}

const castFuneral = diceFor('funeral');
const castRow = diceFor('funeral-row');

const moment = (dice: Dice, day: Day): Second => day * DAY_SECONDS + dice.whole({ from: 0, to: DAY_SECONDS - 1 });

const funeralOf = (dice: Dice, city: City, person: Person, diedOn: Day): DeathChange => {
  const crematedAt = moment(dice, diedOn + dice.whole({ from: 2, to: 5 }));
  return {
    uuid: uuidOf(city.seed, `death ${person.index}`),
    at: crematedAt + dice.whole({ from: 3600, to: 3 * DAY_SECONDS }),
    ofMember: person.memberId !== null,
    person,
    operation: 'I',
    diedAt: moment(dice, diedOn),
    crematedAt,
  };
};

const changesOf = (city: City, person: Person): DeathChange[] => {
  if (person.idType !== 'resident-id') return [];
  const dice = castFuneral(city.seed, person.index);
  const [corrects, mistakes] = [dice.chance(CITY_RATES.correctedFuneral), dice.chance(CITY_RATES.mistakenFuneral)];
  const death = deathOf(city, person);
  if (death) {
    const funeral = funeralOf(dice, city, person, death.on);
    const corrected = { ...funeral, operation: 'U', diedAt: funeral.diedAt - 1800, at: funeral.at + 2 * DAY_SECONDS } as const;
    return corrects ? [funeral, corrected] : [funeral];
  }
  if (!mistakes || person.script || !person.work || person.household.turnedOn !== city.anchor) return [];
  const entered = funeralOf(dice, city, person, city.anchor - dice.whole({ from: 30, to: 200 }));
  return [entered, { ...entered, operation: 'D', at: entered.at + 4 * DAY_SECONDS }];
};

/** Every change before the city's date, in the order of the feed. */
export const deathChanges = (city: City): DeathChange[] =>
  fedBefore(
    city.end,
    city.people.flatMap((person) => changesOf(city, person)),
  );

/** A stamp or a bare date, as interfaces.md allows for DEATH_TIME and CREMATION_TIME. */
const timeText = (dice: Dice, second: Second): string => (dice.chance(0.3) ? compactDay(dayOfSecond(second)) : stampOf(second));

/** The change as the wire has it. */
export const deathRow = (quirks: Quirks, city: City, change: DeathChange): Row => {
  const { uuid, person, operation, at } = change;
  const dice = castRow(city.seed, `${uuid} ${at}`);
  if (operation === 'D' && quirks.happens(dice, 'bareDeletion')) return { UUID: uuid, CD_TIME: stampOf(fedAt(change)), CD_OPERATION: 'D' };
  const row: Row = {
    UUID: uuid,
    NAME: quirks.name(dice, registeredName(city, 'civil-affairs', person)),
    SEX: person.male ? '男' : '女',
    ID_CARD: quirks.idNumber(dice, person.idNumber),
    DEATH_TIME: timeText(dice, change.diedAt),
    CREMATION_TIME: timeText(dice, change.crematedAt),
    CD_TIME: stampOf(fedAt(change)),
    CD_OPERATION: operation,
  };
  quirks.unstated(dice, row, 'ADDRESS');
  quirks.unknownFields(dice, row);
  return row;
};
