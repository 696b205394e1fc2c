// `s_civil_assistance`: a record per assisted person, with every version it went through.

import { assistanceAtCivilAffairs } from '../city/assistance.ts';
import type { City } from '../city/city.ts';
import { LINE_YUAN } from '../city/hardship.ts';
import { type Household, isPrincipal, type Person, storyOf } from '../city/people.ts';
import { registeredName } from '../city/registered-names.ts';
import type { Assistance, AssistanceCategory } from '../city/script.ts';
import type { Quirks, Row } from '../quirks.ts';
import { type Dice, diceFor } from '../random.ts';
import { CITY_RATES, QUIRK_RATES } from '../rates.ts';
import { compactDay, compactMonth, DAY_SECONDS, type Day, dayOfSecond, monthOf, stampOf } from '../shanghai-time.ts';
import { type Change, fedAt, fedBefore } from './feed.ts';
import { uuidOf } from './uuid.ts';

export interface AssistanceChange extends Change {
  readonly person: Person;
  readonly operation: 'I' | 'U' | 'D';
  /** JZLB, free text */
  readonly category: string;
  readonly from: Day;
  readonly stoppedOn: Day | null;
  /** The extra copy whose identity number is a JSON number. */
  readonly twin: boolean;
}

const WORDS: Record<AssistanceCategory, readonly string[]> = {
  dibao: ['低保', '城市低保', '城市低保', '农村低保'],
  tekun: ['特困', '特困供养'],
  margin: ['低保边缘'],
  rigid: ['刚性支出困难'],
};
const OTHER_ALLOWANCES = ['残疾人两项补贴', '高龄津贴', '孤儿基本生活保障'];
const WAYS_OF_PAYING = ['按月发放', '社会化发放', ''];
/** A stopped record is changed to say so, or deleted. */
const DELETED_SHARE = 0.45;

const castRecord = diceFor('assistance-record');
const castEvent = diceFor('assistance-event');
const castRow = diceFor('assistance-row');

/** Records are drawn up to the end of any quarter and cut at the city's date, which therefore moves no draw. */
const HORIZON_DAYS = 100;

type Draft = Pick<AssistanceChange, 'operation' | 'category' | 'from' | 'stoppedOn'> & { readonly day: Day };

interface Lifetime {
  readonly horizon: Day;
  /** A test person's record says that it stopped. */
  readonly scripted: boolean;
}

/** A record's life: granted, reviewed every year, stopped. */
const versionsOf = (dice: Dice, { category, from, until }: Assistance, { horizon, scripted }: Lifetime): Draft[] => {
  const draft = { category: dice.pick(WORDS[category]), from, stoppedOn: null };
  const deleted = dice.chance(DELETED_SHARE) && !scripted;
  const versions: Draft[] = [{ ...draft, operation: 'I', day: from }];
  for (let day = from + 365; day < Math.min(until ?? horizon, horizon); day += 365) {
    versions.push({ ...draft, operation: 'U', day: day + dice.whole({ from: 0, to: 6 }) });
  }
  if (until !== null) versions.push({ ...draft, stoppedOn: until, operation: deleted ? 'D' : 'U', day: until + 8 });
  return versions;
};

/** Aid that comes once (临时救助). */
const temporaryAid = (dice: Dice, person: Person): Draft[] => {
  const story = storyOf(person);
  const helpsTheIll = dice.chance(CITY_RATES.temporaryAidOfTheIll);
  const from = person.household.turnedOn + 2;
  const day = from + dice.whole({ from: 1, to: 9 });
  const helped = isPrincipal(person) && (story === 'temporary-aid' || (story === 'ill' && helpsTheIll));
  return helped ? [{ operation: 'I', category: '临时救助', from, stoppedOn: null, day }] : [];
};

/** An allowance that says nothing about hardship. */
const otherAllowance = (dice: Dice, anchor: Day): Draft[] => {
  const from = anchor - dice.whole({ from: 100, to: 900 });
  const category = dice.pick(OTHER_ALLOWANCES);
  return dice.chance(CITY_RATES.otherAllowance) ? [{ operation: 'I', category, from, stoppedOn: null, day: from + 5 }] : [];
};

const dated = (city: City, person: Person, record: string, drafts: readonly Draft[]): AssistanceChange[] => {
  if (drafts.length === 0) return [];
  const dice = castRecord(city.seed, `${record} ${person.index}`);
  const uuid = uuidOf(city.seed, `${record} ${person.index}`);
  return drafts.map(({ day, ...draft }) => {
    const at = day * DAY_SECONDS + dice.whole({ from: 8 * 3600, to: 22 * 3600 });
    return { ...draft, uuid, at, person, ofMember: person.memberId !== null, twin: false };
  });
};

/** The last version again, under another key, to be broken on the wire. */
const twinOf = (dice: Dice, { seed }: City, record: readonly AssistanceChange[]): AssistanceChange[] => {
  const latest = record.at(-1);
  if (!dice.chance(QUIRK_RATES.brokenTwinOfAssisted) || !latest || latest.person.idNumber.endsWith('X')) return [];
  return [{ ...latest, uuid: uuidOf(seed, `${latest.uuid} twin`), twin: true }];
};

const changesOf = (city: City, person: Person): AssistanceChange[] => {
  if (person.idType !== 'resident-id') return [];
  const dice = castRecord(city.seed, person.index);
  const events = castEvent(city.seed, person.index);
  const assistance = assistanceAtCivilAffairs(city, person.household);
  const versions = assistance
    ? versionsOf(dice, assistance, { horizon: city.anchor + HORIZON_DAYS, scripted: person.script !== null })
    : [];
  const record = dated(city, person, 'record', versions);
  if (person.script) return record;
  return [
    ...record,
    ...twinOf(events, city, record),
    ...dated(city, person, 'event', temporaryAid(events, person)),
    ...dated(city, person, 'allowance', otherAllowance(events, city.anchor)),
  ];
};

/** Every change before the city's date, in the order of the feed. */
export const assistanceChanges = (city: City): AssistanceChange[] =>
  fedBefore(
    city.end,
    city.people.flatMap((person) => changesOf(city, person)),
  );

const headOf = ({ people }: Household): Person | undefined => people.find(({ relation }) => relation === '01') ?? people[0];

/** What the household declared: those who have since left hardship declared what they had then. */
const declaredIncome = (dice: Dice, { means, people, hardship }: Household): number => {
  const share = dice.within({ from: 0.75, to: 1 });
  return Math.round(share * (hardship ? means.yearlyIncome / 12 : LINE_YUAN * people.length));
};

const money = (quirks: Quirks, dice: Dice, household: Household): Row => {
  const declared = declaredIncome(dice, household);
  const granted = Math.max(120, LINE_YUAN * household.people.length - declared);
  return { BZRKS: household.people.length, BZJE: quirks.amount(dice, granted), JTYSR: quirks.amount(dice, declared) };
};

const identity = (quirks: Quirks, dice: Dice, city: City, person: Person): Row => ({
  GMSFHM: quirks.idNumber(dice, person.idNumber),
  XM: quirks.name(dice, registeredName(city, 'civil-affairs', person)),
  XB: person.male ? '男' : '女',
  CSRQ: compactDay(person.birth),
});

const DATA_SOURCE = '12309SMZT';
const sync = (change: AssistanceChange): Row => ({
  DATASOURCE: DATA_SOURCE,
  CD_BATCH: `B${compactDay(dayOfSecond(change.at))}`,
  CD_TIME: stampOf(fedAt(change)),
  CD_OPERATION: change.operation,
});

/** The change as the wire has it. */
export const assistanceRow = (quirks: Quirks, city: City, change: AssistanceChange): Row => {
  const { uuid, person, operation, category, from, stoppedOn, twin } = change;
  const dice = castRow(city.seed, `${uuid} ${change.at}`);
  if (operation === 'D' && quirks.happens(dice, 'bareDeletion')) {
    return { UUID: uuid, CD_TIME: stampOf(fedAt(change)), CD_OPERATION: 'D' };
  }
  const row: Row = {
    UUID: uuid,
    ...identity(quirks, dice, city, person),
    JZLB: category,
    HH: person.household.number,
    HZ_GMSFHM: headOf(person.household)?.idNumber ?? '',
    ...money(quirks, dice, person.household),
    KSNY: compactMonth(monthOf(from)),
    XZQH: person.household.district,
    ...sync(change),
  };
  if (twin) row['GMSFHM'] = Number(person.idNumber);
  if (stoppedOn === null) quirks.unstated(dice, row, 'TFRQ');
  else row['TFRQ'] = compactDay(stoppedOn);
  row['JZFS'] = dice.pick(WAYS_OF_PAYING);
  quirks.unstated(dice, row, 'LXDH');
  quirks.unknownFields(dice, row);
  return row;
};
