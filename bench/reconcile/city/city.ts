/**
 * The bench city as data: whom it has and what happened to them follows from a person's ordinal alone, so that a city of millions takes no memory.
 * Rates are the sandbox's (`src/sandbox/rates.ts`), simplified: one story a person, no quirks on the wire.
 *
 * People 0 to `members - 1` are on the roster from the first night. The others are strangers: civil affairs and social security tell of the whole
 * city, not of the roster (`interfaces.md` §1 and §3), and who joins on a later night was one of them.
 */
import { employerOf } from '../../../src/sandbox/city/employers.ts';
import { type Day, type Month, monthOf, parseDay } from '../../../src/sandbox/shanghai-time.ts';
import { drawOf, stepThrough, wholeOf } from './chance.ts';

/** People in the authorities' feeds who are not members, on top of the roster, as in the sandbox. */
const OTHERS_ON_TOP = 0.35;
/** Of everybody, on a night that brings news. */
const CHANGED_SHARE = 0.02;
/** New members and newly consenting ones, of the members, on such a night; half each. */
const NEW_SHARE = 0.001;
const UNKNOWN_TO_CIVIL_AFFAIRS = 0.02;
const UNKNOWN_TO_MEDICAL_INSURANCE = 0.015;
const INSURED_ELSEWHERE = 0.03;
const OTHER_NAME = 0.008;

export interface CityPlan {
  readonly members: number;
  /** `yyyy-MM-dd`: the first night's. */
  readonly date: string;
  /** How many nights after the first bring news. */
  readonly newsNights: number;
}

export interface City extends CityPlan {
  readonly people: number;
  readonly firstNight: Day;
  /** The month of the first night. */
  readonly month: Month;
  /** Half of those a night brings to the roster. */
  readonly newcomers: number;
  /** A step that meets everybody once, in no order. */
  readonly step: number;
  readonly employers: readonly ReturnType<typeof employerOf>[];
}

export const cityOf = (plan: CityPlan): City => {
  const firstNight = parseDay(plan.date);
  if (firstNight === undefined) throw new RangeError(`"${plan.date}" is no date`);
  const people = Math.ceil(plan.members * (1 + OTHERS_ON_TOP));
  return {
    ...plan,
    people,
    firstNight,
    month: monthOf(firstNight),
    newcomers: Math.max(1, Math.round((plan.members * NEW_SHARE) / 2)),
    step: stepThrough(people),
    employers: Array.from({ length: 40 + Math.round(plan.members / 40) }, (_, ordinal) => employerOf(ordinal)),
  };
};

export type Story = 'dibao' | 'tekun' | 'margin' | 'rigid' | 'dismissed' | 'ill' | 'injured' | 'deceased' | 'new-form' | 'employed';

const SHARES: readonly (readonly [Story, number])[] = [
  ['dibao', 0.018],
  ['tekun', 0.002],
  ['margin', 0.01],
  ['rigid', 0.007],
  ['dismissed', 0.02],
  ['ill', 0.012],
  ['injured', 0.005],
  ['deceased', 0.003],
  ['new-form', 0.08],
];

/** Questions to a person's draws; no two are alike. */
export const ASK = {
  ...{ story: 1, turned: 2, employer: 3, wage: 4, surname: 5, given: 6, second: 7, household: 8, knownCivil: 9, knownMedical: 10 },
  ...{ place: 11, visits: 12, chronic: 13, hired: 14, otherName: 15, policy: 16, omits: 17, stay: 18, joined: 19, disease: 20 },
  ...{ news: 1000, kind: 2000, hour: 3000, visit: 4000 },
} as const;

export const storyOf = (person: number): Story => {
  let roll = drawOf(person, ASK.story);
  for (const [story, share] of SHARES) {
    if (roll < share) return story;
    roll -= share;
  }
  return 'employed';
};

const ASSISTED: readonly Story[] = ['dibao', 'tekun', 'margin', 'rigid'];
export type Category = 'dibao' | 'tekun' | 'margin' | 'rigid';
/** The assistance the person's household receives. */
export const assistanceOf = (person: number): Category | null => {
  const story = storyOf(person);
  return ASSISTED.includes(story) ? (story as Category) : null;
};

/** Each authority has not heard of a tenth of those assisted. */
export const hasHeard = (person: number, authority: number): boolean => drawOf(person, ASK.omits + authority * 50) >= 0.1;

/** Days before the first night on which the story turned. */
export const turnedDaysAgo = (person: number): number => {
  const story = storyOf(person);
  return wholeOf(person, ASK.turned, story === 'dismissed' ? { from: 60, to: 240 } : { from: 60, to: 330 });
};

/** Yuan a month; most are nearer the lower end. */
export const wageOf = (person: number): number => Math.round(4200 + drawOf(person, ASK.wage) ** 2 * 16_800);

export const hiredDaysAgo = (person: number): number => wholeOf(person, ASK.hired, { from: 420, to: 3600 });

export const employedBy = ({ employers }: City, person: number): ReturnType<typeof employerOf> => {
  const platforms = 3;
  const at =
    storyOf(person) === 'new-form'
      ? wholeOf(person, ASK.employer, { from: 0, to: platforms - 1 })
      : wholeOf(person, ASK.employer, { from: platforms, to: employers.length - 1 });
  return employers[at] ?? employerOf(at);
};

const SURNAMES = [
  ...'王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓韩冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖',
];
const GIVEN = [
  ...'伟强磊军勇杰涛明超刚平辉鹏华飞鑫波斌宇浩凯健俊帆帅旭宁龙林建国志文海峰金永芳娜敏静丽艳娟霞秀燕玲桂英梅红萍玉兰慧莹雪琳晶倩婷洁颖佳怡欣雨梦瑶诗琪',
];
const letterOf = (letters: readonly string[], person: number, question: number): string =>
  letters[Math.floor(drawOf(person, question) * letters.length)] ?? '';

/** As on the roster. */
export const nameOf = (person: number): string =>
  letterOf(SURNAMES, person, ASK.surname) + letterOf(GIVEN, person, ASK.given) + letterOf(GIVEN, person, ASK.second);

/** As an authority wrote it: now and then differently. */
export const registeredNameOf = (person: number, authority: number): string =>
  drawOf(person, ASK.otherName + authority * 50) < OTHER_NAME
    ? letterOf(SURNAMES, person, ASK.surname) + letterOf(GIVEN, person, ASK.given)
    : nameOf(person);

const SIZES: readonly (readonly [number, number])[] = [
  [1, 0.22],
  [2, 0.44],
  [3, 0.74],
  [4, 0.9],
  [5, 0.97],
];
export const householdSizeOf = (person: number): number => {
  const roll = drawOf(person, ASK.household);
  return SIZES.find(([, upTo]) => roll < upTo)?.[0] ?? 6;
};
/** Ordinals of relatives, who work for nobody and are not on the roster. */
export const relativeOf = (person: number, nth: number): number => 10_000_000 + person * 6 + nth;

export const isKnownToCivilAffairs = (person: number): boolean => drawOf(person, ASK.knownCivil) >= UNKNOWN_TO_CIVIL_AFFAIRS;
export const isInsured = (person: number): boolean => drawOf(person, ASK.knownMedical) >= UNKNOWN_TO_MEDICAL_INSURANCE;

const ELSEWHERE = ['440100', '441900', '441300'];
/** Where medical insurance has the person. */
export const placeOf = (person: number): string => {
  const roll = drawOf(person, ASK.place);
  return roll < INSURED_ELSEWHERE ? (ELSEWHERE[Math.floor((roll / INSURED_ELSEWHERE) * ELSEWHERE.length)] ?? '') : '440300';
};

/** Members that do not agree before the night that brings their consent; nights count from 1. */
export const agreesFromNight = ({ newcomers, newsNights, members }: City, person: number): number => {
  const spacing = Math.floor(members / (newcomers * Math.max(1, newsNights)));
  if (spacing < 2 || newsNights === 0 || person % spacing !== 1) return 1;
  const nth = Math.floor(person / spacing / newcomers);
  return nth < newsNights ? nth + 2 : 1;
};

/** The night from which on the person is on the roster; infinite for a stranger. */
export const joinsOnNight = ({ members, newcomers, newsNights }: City, person: number): number => {
  if (person < members) return 1;
  const nth = Math.floor((person - members) / newcomers);
  return nth < newsNights ? nth + 2 : Number.POSITIVE_INFINITY;
};

/** What a night brings of somebody, one kind a person and night. */
export type News = 'base' | 'correction' | 'settlement' | 'cover' | 'roster' | 'assistance' | 'benefit';
const NEWS: readonly (readonly [News, number])[] = [
  ['base', 0.4],
  ['correction', 0.65],
  ['settlement', 0.85],
  ['cover', 0.93],
  ['roster', 0.97],
  ['assistance', 0.99],
];

/** Null: nothing new of this person on this night, or the night brings no news. */
export const newsOf = ({ newsNights }: City, person: number, night: number): News | null => {
  if (night < 2 || night > newsNights + 1 || drawOf(person, ASK.news + night) >= CHANGED_SHARE) return null;
  const roll = drawOf(person, ASK.kind + night);
  return NEWS.find(([, upTo]) => roll < upTo)?.[0] ?? 'benefit';
};
