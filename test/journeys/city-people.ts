/** Every number, name, mobile, employer and disease of the city that journeys are about: what must not be found where nothing personal belongs. */
import { memberRow } from '../../src/sandbox/aid-system/members.ts';
import { buildCity } from '../../src/sandbox/city/city.ts';
import { employerOf } from '../../src/sandbox/city/employers.ts';
import { registrationsOf, settlementsOf } from '../../src/sandbox/city/health.ts';
import { registeredName } from '../../src/sandbox/city/registered-names.ts';
import { psnNoOf } from '../../src/sandbox/medical-insurance/persons.ts';
import { Quirks } from '../../src/sandbox/quirks.ts';
import { Tally } from '../../src/sandbox/tally.ts';
import { type Personal, searcherOf } from '../support/personal-search.ts';
import { CITY } from './stage.ts';

export const city = buildCity(CITY);
const SOURCES = ['civil-affairs', 'medical-insurance', 'social-security'] as const;

/** All that the counterparts could say of anybody in the city, members or not. */
export const PERSONAL: Personal = {
  idNumbers: city.people.map(({ idNumber }) => idNumber),
  numbers: [
    ...city.members.map((person) => String(memberRow(new Quirks(new Tally()), city, { person, at: 0 })['mobile'])),
    ...city.people.map(psnNoOf),
  ],
  words: [
    ...city.people.flatMap((person) => [person.name, ...SOURCES.map((source) => registeredName(city, source, person))]),
    ...Array.from({ length: 60 }, (_, ordinal) => employerOf(ordinal).name),
    ...city.people.flatMap((person) =>
      [...settlementsOf(city, person), ...registrationsOf(city, person)].map(({ disease }) => disease.name),
    ),
  ],
};

const search = searcherOf(PERSONAL);

/** What was found of it, and where. */
export const foundIn = (heaps: Iterable<readonly [string, Buffer]>): readonly string[] =>
  [...heaps].flatMap(([name, bytes]) => search.in(bytes).map((found) => `${found} in ${name}`));
