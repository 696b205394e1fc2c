// The synthetic city as it stood on one date: every household, everyone in it, and how to find them. The same members,
// seed and date give the same city in any process. A later date of the same quarter only adds to it; with each new
// quarter the stories are told afresh, dated from its first day.

import { diceFor, hashText } from '../random.ts';
import { CITY_RATES } from '../rates.ts';
import { DAY_SECONDS, type Day, parseDay, quarterStart, type Second } from '../shanghai-time.ts';
import type { Registry } from './families.ts';
import { raiseHousehold } from './households.ts';
import { canonicalIdNumber } from './identity-numbers.ts';
import type { Household, Person } from './people.ts';
import { type Situation, situationsOf } from './situations.ts';
import { draftTestPerson, settleTestPerson } from './test-persons.ts';

export interface CityOptions {
  readonly members: number;
  readonly seed: number;
  /** `yyyy-MM-dd` */
  readonly date: string;
  /** Whether some of the members are test persons. Default false. */
  readonly testPersons?: boolean;
}

export interface TestPerson {
  readonly situation: Situation;
  readonly idNumber: string;
}

export interface City {
  readonly seed: number;
  /** Nothing from this day on has happened. */
  readonly day: Day;
  /** The first second that has not happened. */
  readonly end: Second;
  readonly anchor: Day;
  /** Distinguishes this telling of this city from others: a feed position of one means nothing in another. */
  readonly telling: string;
  readonly households: readonly Household[];
  /** By `Person.index`. */
  readonly people: readonly Person[];
  /** Everyone who works: the people of the social-security feeds. */
  readonly workers: readonly Person[];
  readonly members: readonly Person[];
  /** Empty in a city without. */
  readonly testPersons: readonly TestPerson[];
  readonly findByIdNumber: (idNumber: string) => Person | undefined;
}

const castComposition = diceFor('composition');

const registryOf = (claimed: Set<string>): Registry => {
  let [people, members] = [0, 0];
  return {
    nextPerson: () => people++,
    nextMember: () => `M${String(++members).padStart(7, '0')}`,
    claim: (idNumber) => !claimed.has(idNumber) && claimed.add(idNumber) !== undefined,
  };
};

/** How many roster members each household has: first the members' households, then the others on top. */
const compositionOf = ({ members, seed }: Pick<CityOptions, 'members' | 'seed'>): (0 | 1 | 2)[] => {
  const composition: (0 | 1 | 2)[] = [];
  for (let left = members; left > 0; left -= composition.at(-1) ?? 1) {
    const two = castComposition(seed, composition.length).chance(CITY_RATES.twoMemberHousehold);
    composition.push(two && left > 1 ? 2 : 1);
  }
  const others = Math.round(members * CITY_RATES.othersOnTop);
  return [...composition, ...Array.from({ length: others }, () => 0 as const)];
};

/** In a smaller city there would be hardly anybody else. */
export const FEWEST_WITH_TEST_PERSONS = 200;

/** Throws RangeError if the date is none or the number of members is not a positive whole number. */
export const buildCity = (options: CityOptions): City => {
  const { members, seed, date, testPersons = false } = options;
  const day = parseDay(date);
  if (day === undefined) throw new RangeError(`date: "${date}" is not a date in the form yyyy-MM-dd`);
  if (!Number.isInteger(members) || members < 1) throw new RangeError(`members: ${members} is not a positive whole number`);
  if (!Number.isSafeInteger(seed)) throw new RangeError(`seed: ${seed} is not a whole number`);
  const anchor = quarterStart(day);
  const registry = registryOf(new Set());
  const employers = 40 + Math.round(members / 40);
  const situations = testPersons && members >= FEWEST_WITH_TEST_PERSONS ? situationsOf(anchor) : [];
  const drafts = situations.map((situation) => draftTestPerson(seed, situation, registry));
  // They are members like any other, and count among them.
  const others = members - situations.filter(({ offRoster }) => !offRoster).length;
  const ordinary = compositionOf({ members: others, seed }).map((count, index) =>
    raiseHousehold({ seed, index, anchor, day, members: count, employers, registry }),
  );
  const scripted = drafts.map((draft, at) => settleTestPerson(draft, { index: ordinary.length + at, anchor, registry }));
  const households = [...ordinary, ...scripted];
  const people = households.flatMap((household) => household.people);
  const byIdNumber = new Map(people.map((person) => [person.idNumber, person]));
  return {
    seed,
    day,
    end: day * DAY_SECONDS,
    anchor,
    telling: (hashText(`${members} ${seed} ${anchor}`) >>> 0).toString(36),
    households,
    people,
    workers: people.filter(({ work }) => work !== null),
    members: people.filter(({ memberId }) => memberId !== null),
    testPersons: situations.map((situation, at) => ({ situation, idNumber: drafts[at]?.idNumber ?? '' })),
    findByIdNumber: (idNumber) => byIdNumber.get(canonicalIdNumber(idNumber)),
  };
};
