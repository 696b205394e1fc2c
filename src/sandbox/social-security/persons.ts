// What every row about a person has in common.

import type { City } from '../city/city.ts';
import type { Person, Work } from '../city/people.ts';
import { registeredName } from '../city/registered-names.ts';
import { asJsonNumber, type Quirks, type Row } from '../quirks.ts';
import { type Dice, diceFor } from '../random.ts';
import { QUIRK_RATES } from '../rates.ts';
import { type Day, dayOf, yearOf } from '../shanghai-time.ts';

/** Contribution bases are floored and capped (yuan a month): a base at the floor says at most the floor. */
const FLOOR_YUAN = 4500;
const CAP_YUAN = 26_000;
const RAISE = 1.04;

const castTwin = diceFor('social-twin');

export interface Worker {
  readonly person: Person;
  readonly work: Work;
}

export const workersOf = ({ workers }: City): Worker[] => workers.flatMap((person) => (person.work ? [{ person, work: person.work }] : []));

/** AAC001 */
export const personCode = ({ index }: Person): string => `3${String(index + 1).padStart(9, '0')}`;

export const identityFields = (quirks: Quirks, dice: Dice, city: City, person: Person): Row => ({
  AAC001: personCode(person),
  AAC002: quirks.idNumber(dice, person.idNumber),
  AAC003: quirks.name(dice, registeredName(city, 'social-security', person)),
});

/** The last first of July whose adjustment was over before the quarter began. */
export const lastAdjustment = ({ anchor }: City): Day => {
  const july = dayOf(yearOf(anchor), 7, 1);
  return july + 31 < anchor ? july : dayOf(yearOf(anchor) - 1, 7, 1);
};

/** AAE180 on a day. */
export const baseOn = (city: City, { wage }: Work, day: Day): number =>
  Math.min(CAP_YUAN, Math.max(FLOOR_YUAN, Math.round(day >= lastAdjustment(city) ? wage : wage / RAISE)));

/** Whether a row has a broken twin beside it: rarely, and never where the number ends in X. */
export const hasTwin = ({ seed }: City, person: Person, ref: number): boolean =>
  person.script === null && castTwin(seed, ref).chance(QUIRK_RATES.brokenTwin) && asJsonNumber(person.idNumber) !== undefined;
