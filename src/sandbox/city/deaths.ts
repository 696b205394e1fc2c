// Who died, when, and which authorities noticed.

import { diceFor } from '../random.ts';
import { CITY_RATES } from '../rates.ts';
import type { City } from './city.ts';
import { type Person, storyOf } from './people.ts';
import type { Death } from './script.ts';

const castDeath = diceFor('death');

/** The person's death; null while they live. */
export const deathOf = ({ seed }: City, person: Person): Death | null => {
  if (person.script) return person.script.death ?? null;
  if (storyOf(person) !== 'deceased') return null;
  const dice = castDeath(seed, person.index);
  const roll = dice.next();
  const paidAfter = roll < CITY_RATES.paidAfterDeath;
  const funeralOnly = !paidAfter && roll < CITY_RATES.paidAfterDeath + CITY_RATES.onlyFuneralKnows;
  return {
    on: person.household.turnedOn,
    noticed: paidAfter ? 'paid-after' : funeralOnly ? 'funeral-only' : 'everywhere',
    paidMonthsAfter: paidAfter ? dice.whole({ from: 2, to: 4 }) : 0,
  };
};
