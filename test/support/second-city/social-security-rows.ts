/** What social security 社保 of the second city has on record, in the handwriting of several old systems at once. */
import { type Calendar, digits } from './calendar.ts';
import { asNumber, lower, old, person, plain, spaced, wide } from './people.ts';
import { HAICHAO, JIAMU } from './roster.ts';
import type { Json, JsonObject } from './wire.ts';

export type FeedName = 'participation' | 'contributions' | 'unemployment' | 'work-injury';
export type SocialRecords = Readonly<Record<FeedName, readonly JsonObject[]>>;

/** There is no `AAC148`: whatever stands in that field means something else here. And `9` of AAC158 is a word without meaning. */
export const DICTIONARY: JsonObject = {
  version: 20240101,
  AAC158: { '4': '低保对象', '5': '非低保对象', '9': '历史补录' },
  AAC008: { '10': '正常参保', '20': '暂停参保', '30': '终止参保' },
  AAE116: { A: '正常发放', B: '停发' },
  ALA040: { '101': '一级', '105': '五级', '109': '九级' },
  ALC031: { '01': '认定为工伤', '02': '不予认定工伤' },
  AAB019: { '1': '企业' },
};

/** People at work: pension, unemployment and work-injury insurance with one employer, contributions arrived up to last month. */
const AT_WORK = 'm01 m02 m03 m04 m05 m10 m11 m12 m13 m14 m16 m17 m18 m23 m25 m26 m27 m28 m29'.split(' ');
/** On the register, though not of the roster or without consent. */
const OTHERS = ['m19', 'm20', 'm21', 'm22', 'm32', 's04', 's07', 's09'];
const RECIPIENTS: readonly string[] = ['m01', 'm02', 'm26', 'm20', 'm21', 'm22', 'm32'];
const HANDS = [plain, lower, wide, spaced];

/** Keys in either case, within one row. */
const mixed = (row: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(row).map(([name, value], index) => [index % 3 === 1 ? name.toLowerCase() : name, value]));

const numberOf = (code: string): Json => {
  const hand = HANDS[Number(code.slice(1)) % HANDS.length] ?? plain;
  return code === 'm27' ? old(person(code)) : hand(person(code));
};

/** A code of their own that may come as a number. */
const personNumber = (code: string): number => 1_000 + Number.parseInt(code, 36);

const changedAt = (calendar: Calendar, day: number): string => `${digits(calendar.day(day))}080000`;

const participation = (
  calendar: Calendar,
  key: string,
  { code, insurance, changed = -200 }: { readonly code: string; readonly insurance: string; readonly changed?: number },
  traits: JsonObject = {},
): JsonObject =>
  mixed({
    AAZ159: key,
    AAC001: personNumber(code),
    AAC002: numberOf(code),
    AAC003: person(code).name,
    AAC006: Number(person(code).id.slice(6, 14)),
    AAB001: 'D-77',
    AAB004: JIAMU.name,
    BAB010: JIAMU.uscc,
    AAE140: insurance === '210' ? 210 : insurance,
    AAC008: '10',
    AAC031: insurance === '110' ? 1 : '1',
    AAC030: 20_180_301,
    AAE031: [0, '', null, '0'][Number(code.slice(1)) % 4] ?? null,
    AAE180: '5280.00',
    AAC148: '1',
    AAC158: RECIPIENTS.includes(code) ? 4 : null,
    AAE418: insurance === '410' ? Number(changedAt(calendar, changed)) : changedAt(calendar, changed),
    ...traits,
  });

const employment = (calendar: Calendar, code: string): readonly JsonObject[] =>
  ['110', '210', '410'].map((insurance) => participation(calendar, `参-${code}-${insurance}`, { code, insurance }, TRAITS[code]));

const TRAITS: Readonly<Record<string, JsonObject>> = {
  m02: { AAC003: null },
  m05: { AAC158: '9', AAC148: 2 },
  m18: { AAB004: HAICHAO.name, BAB010: HAICHAO.uscc },
  m23: { AAC003: '陈思远', AAC058: '16', AAB004: HAICHAO.name, BAB010: HAICHAO.uscc },
  m29: { AAC003: ' 阿依古丽．热合曼 ' },
};

const contribution = (
  calendar: Calendar,
  code: string,
  { month, arrived = 1 }: { readonly month: number; readonly arrived?: Json },
): JsonObject => {
  const due = digits(calendar.month(month));
  return mixed({
    AAZ223: `缴-${code}-${due}`,
    AAC001: personNumber(code),
    AAC002: numberOf(code),
    AAE140: '110',
    AAB001: null,
    AAE003: month % 2 === 0 ? Number(due) : due,
    AAE180: 5280,
    AAE080: '844.80',
    AAE082: 422.4,
    AAE132: arrived,
    AAE418: changedAt(calendar, -10),
  });
};

const monthly = (calendar: Calendar, code: string, months: { readonly from: number; readonly to: number }): readonly JsonObject[] =>
  Array.from({ length: months.to - months.from + 1 }, (_, index) =>
    contribution(calendar, code, { month: months.from + index, arrived: index % 2 === 0 ? 1 : '1' }),
  );

/** What `check` says of a person, number and name apart; null for one it does not know. */
export const enrolmentOf = (calendar: Calendar, code: string): JsonObject | null =>
  AT_WORK.includes(code)
    ? mixed({
        AAC008: 10,
        AAC031: '1',
        AAB004: TRAITS[code]?.['AAB004'] ?? JIAMU.name,
        AAE140: ['110', 210, '410'],
        AAE003_LAST: Number(digits(calendar.month(-1))),
        AAE418: changedAt(calendar, -10),
      })
    : null;

/** Left an employer at the end of that month. */
const ended = (calendar: Calendar, month: number): JsonObject => ({
  AAC031: '2',
  AAC008: 20,
  AAE031: Number(digits(calendar.endOfMonth(month))),
});

export const firstNightRecords = (calendar: Calendar): SocialRecords => {
  const row = participation.bind(null, calendar);
  const spell = { AAC001: personNumber('m06'), AAC002: numberOf('m06'), AAC003: person('m06').name };
  return {
    participation: [
      ...AT_WORK.flatMap((code) => employment(calendar, code)),
      ...OTHERS.flatMap((code) => employment(calendar, code)),
      ...['110', '210', '410'].map((insurance) =>
        row(`参-m06-${insurance}`, { code: 'm06', insurance, changed: -130 }, ended(calendar, -5)),
      ),
      row('参-m07-110', { code: 'm07', insurance: '110', changed: -130 }, ended(calendar, -5)),
      // The newer row first: what comes later in the feed is older, and says the opposite.
      row('参-m08-110', { code: 'm08', insurance: '110', changed: -60 }),
      row('参-m08-110', { code: 'm08', insurance: '110', changed: -160 }, ended(calendar, -6)),
      row('参-m09-110', { code: 'm09', insurance: '110' }, { AAC158: '4' }),
      row('参-m24-110', { code: 'm24', insurance: '110' }, { AAC002: asNumber(person('m24')), AAC158: '4' }),
      row('参-s10-110', { code: 's10', insurance: '110' }),
    ],
    contributions: [
      ...[...AT_WORK, 'm08', 's04', 's07'].flatMap((code) => monthly(calendar, code, { from: -6, to: -1 })),
      ...monthly(calendar, 'm06', { from: -10, to: -5 }),
      ...monthly(calendar, 'm07', { from: -10, to: -5 }),
      contribution(calendar, 'm07', { month: -4, arrived: '0' }),
      contribution(calendar, 'm07', { month: -3, arrived: 0 }),
      { ...contribution(calendar, 'm08', { month: -7 }), AAC002: asNumber(person('m08')) },
    ],
    unemployment: [
      mixed({
        AJZ001: '失-m06',
        ...spell,
        AJC090: Number(digits(calendar.endOfMonth(-5))),
        AAE210: Number(digits(calendar.month(-4))),
        AJC056: digits(calendar.month(8)),
        AJC097: 12,
        AJC098: '4',
        AJC099: 8,
        AJC140: '2124.00',
        AAE116: 'A',
        AAE100: 1,
        AAE418: changedAt(calendar, -100),
      }),
      mixed({
        AJZ001: '失-m08',
        AAC001: personNumber('m08'),
        AAC002: numberOf('m08'),
        AAC003: person('m08').name,
        AJC090: 0,
        AAE210: digits(calendar.month(-5)),
        AJC056: '0',
        AAE116: 'B',
        AAE100: 0,
        AAE418: changedAt(calendar, -90),
      }),
      mixed({
        AJZ001: '失-s07',
        AAC001: personNumber('s07'),
        AAC002: numberOf('s07'),
        AAC003: person('s07').name,
        AAE210: digits(calendar.month(-2)),
        AAE116: 'A',
        AAE100: '1',
        AAE418: changedAt(calendar, -50),
      }),
    ],
    'work-injury': [
      mixed({
        ALZ001: '伤-m16',
        AAC001: personNumber('m16'),
        AAC002: numberOf('m16'),
        AAC003: person('m16').name,
        ALC020: Number(digits(calendar.day(-100))),
        ALC031: '01',
        ALA040: 105,
        AAE100: '1',
        AAE418: changedAt(calendar, -40),
      }),
      mixed({
        ALZ001: '伤-m17',
        AAC001: personNumber('m17'),
        AAC002: numberOf('m17'),
        AAC003: person('m17').name,
        ALC020: digits(calendar.day(-80)),
        ALC031: '02',
        ALA040: '',
        AAE100: 1,
        AAE418: changedAt(calendar, -30),
      }),
      mixed({
        ALZ001: '伤-s10',
        AAC001: personNumber('s10'),
        AAC002: numberOf('s10'),
        AAC003: person('s10').name,
        ALC020: digits(calendar.day(-70)),
        ALC031: '01',
        ALA040: '109',
        AAE100: 1,
        AAE418: changedAt(calendar, -30),
      }),
    ],
  };
};

/** The 低保 of m02 is no longer on record, and m18 works for somebody else. */
export const secondNightRecords = (calendar: Calendar): SocialRecords => {
  const row = participation.bind(null, calendar);
  const insurances = ['110', '210', '410'];
  return {
    participation: [
      ...insurances.map((insurance) => row(`参-m02-${insurance}`, { code: 'm02', insurance, changed: -1 }, { AAC158: '5' })),
      ...insurances.map((insurance) =>
        row(`参-m18-${insurance}`, { code: 'm18', insurance, changed: -1 }, { ...TRAITS['m18'], ...ended(calendar, -1) }),
      ),
      ...insurances.map((insurance) =>
        row(`参-m18-${insurance}-乙`, { code: 'm18', insurance, changed: -1 }, { AAC030: digits(calendar.day(-1)) }),
      ),
    ],
    contributions: [],
    unemployment: [],
    'work-injury': [],
  };
};
