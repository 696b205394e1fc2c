// Transaction 1101 (domain.md §1.3): who a person is, how they are insured, and under which identity.

import { assistanceAtMedicalInsurance } from '../city/assistance.ts';
import type { City } from '../city/city.ts';
import { deathOf } from '../city/deaths.ts';
import { employerOf } from '../city/employers.ts';
import { employmentOf } from '../city/employment.ts';
import { type Person, storyOf } from '../city/people.ts';
import { registeredName } from '../city/registered-names.ts';
import type { Assistance, Post } from '../city/script.ts';
import type { Quirks, Row } from '../quirks.ts';
import { type Dice, diceFor } from '../random.ts';
import { CITY_RATES } from '../rates.ts';
import { type Day, dashedDay, yearOf } from '../shanghai-time.ts';
import { CERTIFICATE_CODES, DISABLED_CODE, IDENTITY_CODES, UNLISTED_CODE } from './dictionary.ts';

const HOME = '440300';
const ELSEWHERE = ['440100', '441900', '441300'];
const UNLISTED_SHARE = 0.002;

const castInsured = diceFor('insured');
const castIdentity = diceFor('medical-identity');
const castNode = diceFor('person-node');

export const psnNoOf = ({ index }: Person): string => `4403${String(index + 1).padStart(16, '0')}`;

export const findByPsnNo = ({ people }: City, psnNo: string): Person | undefined =>
  /^4403\d{16}$/.test(psnNo) ? people[Number(psnNo.slice(4)) - 1] : undefined;

/** Medical insurance knows nearly everyone. */
export const isInsured = ({ seed }: City, person: Person): boolean =>
  person.script
    ? !person.script.unknownTo?.includes('medical-insurance')
    : !castInsured(seed, person.index).chance(CITY_RATES.unknownToMedicalInsurance);

/** The one place a person is insured at. */
export const placeOf = ({ seed }: City, person: Person): string => {
  if (person.script) return HOME;
  const dice = castInsured(seed, person.idNumber);
  const away = dice.chance(CITY_RATES.insuredElsewhere);
  return away || storyOf(person) === 'moved' ? dice.pick(ELSEWHERE) : HOME;
};

export const baseInfo = (quirks: Quirks, city: City, person: Person): Row => {
  const dice = castNode(city.seed, person.index);
  const row: Row = {
    psn_no: psnNoOf(person),
    psn_cert_type: CERTIFICATE_CODES[person.idType],
    certno: quirks.idNumber(dice, person.idNumber),
    psn_name: quirks.name(dice, registeredName(city, 'medical-insurance', person)),
    gend: quirks.code(dice, person.male ? '1' : '2'),
    brdy: dashedDay(person.birth),
    age: quirks.amount(dice, yearOf(city.day) - yearOf(person.birth)),
  };
  quirks.unstated(dice, row, 'naty');
  quirks.unknownFields(dice, row);
  return row;
};

interface Cover {
  readonly insutype: '310' | '390';
  readonly psnType: string;
  readonly status: '1' | '2' | '4';
  readonly from: Day;
  readonly pausedOn: Day | null;
  readonly employer: string;
}

const residentCover = (dice: Dice, city: City, person: Person): Cover => ({
  insutype: '390',
  psnType: city.day - person.birth < 18 * 365 ? '1403' : '1501',
  status: '1',
  from: city.anchor - dice.whole({ from: 400, to: 2000 }),
  pausedOn: null,
  employer: '',
});

const employeeCover = (city: City, person: Person, post: Post): Cover => {
  const retired = storyOf(person) === 'retired';
  const over = post.until !== null && post.until < city.day && !retired;
  const dead = deathOf(city, person)?.noticed === 'everywhere';
  return {
    insutype: '310',
    psnType: retired ? '1201' : '1101',
    status: dead ? '4' : over ? '2' : '1',
    from: post.from,
    pausedOn: over ? post.until : null,
    employer: employerOf(post.employer).name,
  };
};

const coversOf = (city: City, person: Person): Cover[] => {
  const dice = castInsured(city.seed, `cover ${person.index}`);
  const asResident = dice.chance(0.45);
  const resident = residentCover(dice, city, person);
  const employment = employmentOf(city, person);
  const post = employment.posts.at(-1);
  if (person.script && employment.cover !== 'full') return person.script.residentCover ? [resident] : [];
  if (!person.work) return [resident];
  if (!post || employment.cover !== 'full') return asResident ? [resident] : [];
  const employee = employeeCover(city, person, post);
  return employee.status === '2' && asResident && !person.script ? [employee, resident] : [employee];
};

/** How the person is insured; empty for somebody registered but never covered. */
export const insuInfo = (quirks: Quirks, city: City, person: Person): Row[] => {
  const dice = castNode(city.seed, `insured ${person.index}`);
  return coversOf(city, person).map(({ insutype, psnType, status, from, pausedOn, employer }) => {
    const row: Row = {
      balc: quirks.amount(dice, dice.whole({ from: 0, to: 900_000 }) / 100),
      insutype: quirks.code(dice, insutype),
      psn_type: quirks.code(dice, psnType),
      psn_insu_stas: quirks.code(dice, status),
      psn_insu_date: dashedDay(from),
      cvlserv_flag: '0',
      insuplc_admdvs: placeOf(city, person),
      emp_name: employer,
    };
    if (pausedOn === null) quirks.unstated(dice, row, 'paus_insu_date');
    else row['paus_insu_date'] = dashedDay(pausedOn);
    return row;
  });
};

interface Identity {
  readonly code: string;
  readonly level: string;
  readonly from: Day;
  /** Null: open. */
  readonly until: Day | null;
}

/** Some deployments renew an identity every year: the ended entries stay. */
const renewed = (dice: Dice, identity: Identity): Identity[] => {
  const renewal = identity.from + 365;
  return dice.chance(0.3) && (identity.until ?? Infinity) > renewal
    ? [
        { ...identity, until: renewal - 1 },
        { ...identity, from: renewal },
      ]
    : [identity];
};

const assisted = (dice: Dice, city: City, { category, from, until }: Assistance): Identity[] => {
  // What ends after the city's date has not ended yet.
  const ended = until !== null && until < city.day ? until : null;
  return renewed(dice, { code: IDENTITY_CODES[category], level: '', from, until: ended });
};

const scriptedIdentities = (city: City, person: Person): Identity[] => {
  const assistance = assistanceAtMedicalInsurance(city, person);
  const code = person.script?.identityCode;
  return [
    ...(assistance ? [{ code: IDENTITY_CODES[assistance.category], level: '', from: assistance.from, until: assistance.until }] : []),
    ...(code === undefined ? [] : [{ code, level: '', from: city.anchor - 300, until: null }]),
  ];
};

const identitiesOf = (city: City, person: Person): Identity[] => {
  if (person.script) return scriptedIdentities(city, person);
  const dice = castIdentity(city.seed, person.index);
  const since = city.anchor - dice.whole({ from: 100, to: 2500 });
  const disabled = dice.chance(CITY_RATES.disabled);
  const level = dice.pick(['1', '2', '3']);
  const unlisted = dice.chance(UNLISTED_SHARE);
  const assistance = assistanceAtMedicalInsurance(city, person);
  return [
    ...(assistance ? assisted(dice, city, assistance) : []),
    ...(disabled ? [{ code: DISABLED_CODE, level, from: since, until: null }] : []),
    ...(unlisted ? [{ code: UNLISTED_CODE, level: '', from: since, until: null }] : []),
  ].filter(({ from }) => from < city.day);
};

/** Under which identities the person is treated; each holds from `begntime` to `endtime`, empty being open. */
export const idetInfo = (quirks: Quirks, city: City, person: Person): Row[] => {
  const dice = castNode(city.seed, `identity ${person.index}`);
  return identitiesOf(city, person).map(({ code, level, from, until }) => {
    const row: Row = { psn_idet_type: quirks.code(dice, code), begntime: `${dashedDay(from)} 00:00:00` };
    if (level !== '') row['psn_type_lv'] = level;
    else quirks.unstated(dice, row, 'psn_type_lv');
    if (until === null) quirks.unstated(dice, row, 'endtime');
    else row['endtime'] = `${dashedDay(until)} 23:59:59`;
    quirks.unstated(dice, row, 'memo');
    return row;
  });
};

/** The output of 1101. */
export const personNodes = (quirks: Quirks, city: City, person: Person): Row => {
  const dice = castNode(city.seed, `nodes ${person.index}`);
  return {
    baseinfo: baseInfo(quirks, city, person),
    insuinfo: quirks.oneOrList(dice, insuInfo(quirks, city, person)),
    idetinfo: quirks.oneOrList(dice, idetInfo(quirks, city, person)),
  };
};
