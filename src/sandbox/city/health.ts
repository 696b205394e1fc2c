// What medical insurance settled for a person and which chronic illnesses it registered. A settlement keeps its ordinal
// whatever the city's date, so that later dates only append.

import { type Dice, diceFor } from '../random.ts';
import { CITY_RATES } from '../rates.ts';
import { DAY_SECONDS, type Day, type Second } from '../shanghai-time.ts';
import type { City } from './city.ts';
import { isPrincipal, type Person, type Story, storyOf } from './people.ts';

export interface Disease {
  readonly code: string;
  readonly name: string;
}

export interface Settlement {
  readonly ordinal: number;
  readonly settledAt: Second;
  readonly admittedOn: Day;
  readonly kind: 'out-patient' | 'in-patient' | 'emergency';
  readonly disease: Disease;
  /** Yuan with two decimals, in cents. */
  readonly totalCents: number;
  readonly ownCents: number;
  /** The ordinal of the settlement this one reverses; null for an ordinary one. */
  readonly reverses: number | null;
}

export interface Registration {
  readonly disease: Disease;
  readonly from: Day;
  readonly until: Day | null;
}

const SERIOUS: readonly Disease[] = [
  { code: 'M00500', name: '恶性肿瘤门诊治疗' },
  { code: 'M07800', name: '终末期肾病血液透析' },
  { code: 'M08300', name: '器官移植抗排异治疗' },
  { code: 'M00200', name: '再生障碍性贫血' },
  { code: 'M04600', name: '冠状动脉粥样硬化性心脏病' },
];
const CHRONIC: readonly Disease[] = [
  { code: 'M03900', name: '高血压' },
  { code: 'M01600', name: '糖尿病' },
  { code: 'M05200', name: '慢性阻塞性肺疾病' },
];
const MINOR: readonly Disease[] = [
  { code: 'J06.900', name: '急性上呼吸道感染' },
  { code: 'K29.500', name: '慢性胃炎' },
  { code: 'M54.500', name: '腰痛' },
];
const SURGICAL: readonly Disease[] = [
  { code: 'K35.900', name: '急性阑尾炎' },
  { code: 'K80.200', name: '胆囊结石' },
  { code: 'N20.000', name: '肾结石' },
];
const INJURIES: readonly Disease[] = [
  { code: 'S82.200', name: '胫骨骨折' },
  { code: 'S06.000', name: '脑震荡' },
  { code: 'T14.200', name: '多发性骨折' },
];

const SERIOUS_STORIES: readonly Story[] = ['ill', 'ill-borne'];
const STAYS: Partial<Record<Story, { count: [number, number]; diseases: readonly Disease[] }>> = {
  ill: { count: [4, 7], diseases: SERIOUS },
  'ill-borne': { count: [2, 5], diseases: SERIOUS },
  injured: { count: [2, 3], diseases: INJURIES },
  'injured-lightly': { count: [1, 1], diseases: INJURIES },
  'near-miss': { count: [1, 2], diseases: SURGICAL },
};
/** Days over which a story's stays are spread. */
const COURSE_DAYS = 55;
const REVERSED_SHARE = 0.25;

const castVisits = diceFor('visits');
const castStays = diceFor('stays');
const castChronic = diceFor('chronic');

type Draft = Omit<Settlement, 'ordinal' | 'reverses'>;

const at = (dice: Dice, day: Day): Second => day * DAY_SECONDS + dice.whole({ from: 8 * 3600, to: 18 * 3600 });
const cents = (yuan: number): number => Math.round(yuan * 100);

/** Visits and one ordinary stay anybody may have, over the year before the anchor and the quarter after it. */
const ordinary = (city: City, person: Person): Draft[] => {
  const dice = castVisits(city.seed, person.index);
  const visits = Array.from({ length: dice.whole({ from: 0, to: 3 }) }, (): Draft => {
    const day = city.anchor - 365 + dice.whole({ from: 0, to: 450 });
    const own = dice.within({ from: 12, to: 260 });
    const settled = { settledAt: at(dice, day), admittedOn: day, kind: 'out-patient', disease: dice.pick(MINOR) } as const;
    return { ...settled, ownCents: cents(own), totalCents: cents(own * dice.within({ from: 1.2, to: 3 })) };
  });
  if (!dice.chance(CITY_RATES.ordinaryHospitalStay)) return visits;
  const day = city.anchor - 365 + dice.whole({ from: 0, to: 450 });
  const own = dice.within({ from: 900, to: 4800 });
  const settled = { settledAt: at(dice, day), admittedOn: day - dice.whole({ from: 2, to: 8 }) };
  return [...visits, { ...settled, kind: 'in-patient', disease: dice.pick(SURGICAL), ownCents: cents(own), totalCents: cents(own * 3.4) }];
};

/** The first draw of a story's dice, so that stays and registration name the same disease. */
const diseaseOfStory = (dice: Dice, diseases: readonly Disease[]): Disease => dice.pick(diseases);

/** The stays of an illness or injury; together the person paid what the household's means say. */
const ofStory = (dice: Dice, person: Person): Draft[] => {
  const { means, turnedOn, story } = person.household;
  const plan = isPrincipal(person) ? STAYS[story] : undefined;
  if (!plan) return [];
  const disease = diseaseOfStory(dice, plan.diseases);
  const count = dice.whole({ from: plan.count[0], to: plan.count[1] });
  const weights = Array.from({ length: count }, () => dice.within({ from: 0.6, to: 1.4 }));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight, place): Draft => {
    const day = turnedOn + 1 + Math.floor(((place + 1) / count) * COURSE_DAYS);
    const own = (means.yearlyMedical * weight) / total;
    const kind = place === 0 && plan.diseases === INJURIES ? 'emergency' : 'in-patient';
    const settled = { settledAt: at(dice, day), admittedOn: day - dice.whole({ from: 1, to: 6 }), kind, disease } as const;
    return { ...settled, ownCents: cents(own), totalCents: cents(own / dice.within({ from: 0.35, to: 0.6 })) };
  });
};

/** A wrong bill, its reversal, and nothing else: neither counts (interfaces.md §2). */
const reversedPair = (dice: Dice, stay: Draft, ordinal: number): Settlement[] => {
  const wrong = { ...stay, settledAt: stay.settledAt - 3 * 3600, ownCents: Math.round(stay.ownCents * 1.7), reverses: null, ordinal };
  const settledAt = stay.settledAt - 3 * 3600 + dice.whole({ from: 600, to: 5000 });
  return [wrong, { ...wrong, settledAt, ordinal: ordinal + 1, reverses: ordinal }];
};

/** Everything settled for the person before the city's date, by time. */
export const settlementsOf = (city: City, person: Person): Settlement[] => {
  if (person.script) return [];
  const dice = castStays(city.seed, person.index);
  const stays = ofStory(dice, person);
  const drafts = [...ordinary(city, person), ...stays];
  const settlements = drafts.map((draft, ordinal): Settlement => ({ ...draft, ordinal, reverses: null }));
  const [firstStay] = stays;
  if (firstStay && dice.chance(REVERSED_SHARE)) settlements.push(...reversedPair(dice, firstStay, drafts.length));
  return settlements
    .filter(({ settledAt }) => settledAt < city.end)
    .sort((one, other) => one.settledAt - other.settledAt || one.ordinal - other.ordinal);
};

/** The chronic and serious diseases registered for the person before the city's date. */
export const registrationsOf = (city: City, person: Person): Registration[] => {
  if (person.script) return [];
  const dice = castChronic(city.seed, person.index);
  const chronic = dice.chance(CITY_RATES.chronicIllness)
    ? [{ disease: dice.pick(CHRONIC), from: city.anchor - dice.whole({ from: 100, to: 2000 }), until: null }]
    : [];
  const ended = dice.chance(0.1);
  const serious = SERIOUS_STORIES.includes(storyOf(person))
    ? [{ disease: diseaseOfStory(castStays(city.seed, person.index), SERIOUS), from: person.household.turnedOn + 3, until: null }]
    : [];
  return [...chronic.map((registration) => ({ ...registration, until: ended ? city.anchor - 20 : null })), ...serious].filter(
    ({ from }) => from < city.day,
  );
};
