// The two look-ups of civil affairs: `s_civil_family`, the households of up to a hundred people, and `s_civil_check`, one
// person as of now.

import { assistanceAtCivilAffairs } from '../city/assistance.ts';
import type { City } from '../city/city.ts';
import { deathOf } from '../city/deaths.ts';
import { gradeNames } from '../city/names.ts';
import type { Household, Person } from '../city/people.ts';
import { registeredName } from '../city/registered-names.ts';
import type { Quirks, Row } from '../quirks.ts';
import { diceFor } from '../random.ts';
import { CITY_RATES } from '../rates.ts';
import { compactDay, compactMonth, monthOf, stampOf } from '../shanghai-time.ts';

export const MOST_ITEMS = 100;

const castKnown = diceFor('known-to-civil-affairs');
const castMember = diceFor('family-row');

const WORD = { dibao: '低保', tekun: '特困', margin: '低保边缘', rigid: '刚性支出困难' } as const;

/** Civil affairs knows nearly every resident. */
export const isKnown = ({ seed }: City, person: Person): boolean =>
  person.idType === 'resident-id' &&
  (person.script
    ? !person.script.unknownTo?.includes('civil-affairs')
    : !castKnown(seed, person.household.index).chance(CITY_RATES.unknownToCivilAffairs));

const memberRow = (quirks: Quirks, city: City, { number, people }: Household, person: Person): Row => {
  const dice = castMember(city.seed, person.index);
  const head = people.find(({ relation }) => relation === '01') ?? person;
  const row: Row = {
    GMSFHM: quirks.idNumber(dice, person.idNumber),
    XM: quirks.name(dice, registeredName(city, 'civil-affairs', person)),
    HH: number,
    YHZGXDM: person.relation,
    HZZH: head.idNumber,
    HZXM: head.name,
    XBDM: quirks.code(dice, person.male ? '1' : '2'),
    CSRQ: compactDay(person.birth),
  };
  quirks.unknownFields(dice, row);
  return row;
};

/** One row per member of each person's household; nothing about people civil affairs does not know. */
export const familyRows = (quirks: Quirks, city: City, idNumbers: readonly string[]): Row[] =>
  idNumbers.flatMap((idNumber) => {
    const person = city.findByIdNumber(idNumber);
    if (!person || !isKnown(city, person)) return [];
    const { household } = person;
    return household.people.map((relative) => memberRow(quirks, city, household, relative));
  });

/** The person as civil affairs has them; no row for somebody it does not know. */
export const checkRows = (quirks: Quirks, city: City, { idNumber, name }: { idNumber: string; name: string }): Row[] => {
  const person = city.findByIdNumber(idNumber);
  if (!person || !isKnown(city, person)) return [];
  const dice = castMember(city.seed, person.index);
  const registered = registeredName(city, 'civil-affairs', person);
  const assistance = assistanceAtCivilAffairs(city, person.household);
  const runs = assistance !== null && assistance.from < city.day && (assistance.until ?? city.day) >= city.day;
  const row: Row = {
    GMSFHM: person.idNumber,
    GMSFHM_PPDDM: '1',
    XM: registered,
    XM_PPDDM: gradeNames(registered, name),
    SWBS: quirks.code(dice, deathOf(city, person) ? '1' : '0'),
    CD_TIME: stampOf(city.end - 3600),
  };
  if (runs) Object.assign(row, { JZLB: WORD[assistance.category], JZLB_KSNY: compactMonth(monthOf(assistance.from)) });
  else for (const field of ['JZLB', 'JZLB_KSNY']) quirks.unstated(dice, row, field);
  return [row];
};
