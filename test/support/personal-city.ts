/** All that the counterparts could say of anybody in a synthetic city, members or not: what must stand nowhere in clear. */
import { memberRow } from '../../src/sandbox/aid-system/members.ts';
import type { City } from '../../src/sandbox/city/city.ts';
import { employerOf } from '../../src/sandbox/city/employers.ts';
import { registrationsOf, settlementsOf } from '../../src/sandbox/city/health.ts';
import { registeredName } from '../../src/sandbox/city/registered-names.ts';
import { psnNoOf } from '../../src/sandbox/medical-insurance/persons.ts';
import { Quirks } from '../../src/sandbox/quirks.ts';
import { Tally } from '../../src/sandbox/tally.ts';
import type { Personal } from './personal-search.ts';

const SOURCES = ['civil-affairs', 'medical-insurance', 'social-security'] as const;

export const personalOf = (city: City): Personal => ({
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
});
