/** What civil affairs 民政 of the second city has on record: social assistance, deaths, households. */
import { type Calendar, digits, epochOf, timeText } from './calendar.ts';
import { asNumber, lower, old, type Person, person, spaced, wide } from './people.ts';
import type { JsonObject } from './wire.ts';

/** Rows of a change feed; each states `UUID`, `CD_TIME` and `CD_OPERATION`. */
export interface CivilRecords {
  readonly assistance: readonly JsonObject[];
  readonly death: readonly JsonObject[];
}

interface Change {
  readonly day: number;
  readonly time?: string;
  readonly operation?: 'I' | 'U' | 'D';
}

const rowsIn = (calendar: Calendar) => {
  const stamp = ({ day, time = '09:12:30', operation = 'I' }: Change): JsonObject => ({
    CD_TIME: `${calendar.day(day)} ${time}`,
    CD_OPERATION: operation,
    SYNC_SIGN: 0,
  });
  /** Not stated, by absence, emptiness or null, unless `traits` state it. */
  const assistance = (uuid: string, code: string, change: Change, traits: JsonObject): JsonObject => ({
    UUID: uuid,
    GMSFHM: person(code).id,
    XM: person(code).name,
    LXDH: null,
    JZFS: '',
    TFRQ: '',
    KSNY: digits(calendar.month(-14)),
    DATASOURCE: '12309SMZT',
    CD_BATCH: null,
    ...stamp(change),
    ...traits,
  });
  const death = (uuid: string, code: string, change: Change, traits: JsonObject): JsonObject => ({
    UUID: uuid,
    NAME: person(code).name,
    ID_CARD: person(code).id,
    ADDRESS: '',
    CREMATION_TIME: null,
    ...stamp(change),
    ...traits,
  });
  /** A row that says no more than that the record no longer holds. */
  const gone = (uuid: string, change: Omit<Change, 'operation'>): JsonObject => ({ UUID: uuid, ...stamp({ ...change, operation: 'D' }) });
  return { assistance, death, gone };
};

export const firstNightRecords = (calendar: Calendar): CivilRecords => {
  const { assistance, death, gone } = rowsIn(calendar);
  const household = { HH: '户-01', HZ_GMSFHM: lower(person('m01')), BZRKS: '3', XB: '女', CSRQ: '19790312', XZQH: 440304 };
  const twice = assistance('救-s07', 's07', { day: -70 }, { JZLB: '低保' });
  return {
    assistance: [
      assistance('救-m01', 'm01', { day: -400 }, { JZLB: '城市低保', BZJE: '2100.00', JTYSR: 1350, ...household }),
      assistance('救-m01', 'm01', { day: -95, operation: 'U' }, { JZLB: '城市低保', BZJE: 2250, JTYSR: '1280.50', ...household }),
      assistance('救-m02', 'm02', { day: -390 }, { JZLB: '低保', GMSFHM: spaced(person('m02')) }),
      assistance('救-m03', 'm03', { day: -388 }, { JZLB: '农村低保', XM: '孙 静姝' }),
      assistance('救-m05', 'm05', { day: -50 }, { JZLB: '慈善助餐' }),
      assistance('救-m09', 'm09', { day: -380 }, { JZLB: '特困' }),
      assistance('救-m10', 'm10', { day: -270 }, { JZLB: '低保边缘', GMSFHM: wide(person('m10')) }),
      assistance('救-m20', 'm20', { day: -270 }, { JZLB: '低保' }),
      assistance('救-m21', 'm21', { day: -260 }, { JZLB: '低保' }),
      assistance('救-m22', 'm22', { day: -255 }, { JZLB: '低保' }),
      assistance('救-m24', 'm24', { day: -250 }, { JZLB: '低保', GMSFHM: asNumber(person('m24')) }),
      assistance('救-m25', 'm25', { day: -240 }, { JZLB: '低保', XM: '颜渝露' }),
      assistance('救-m26', 'm26', { day: -239 }, { JZLB: '低保', BZJE: null, XM: '' }),
      assistance('救-m27', 'm27', { day: -238 }, { JZLB: '特困供养', GMSFHM: old(person('m27')) }),
      assistance('救-m28', 'm28', { day: -600 }, { JZLB: '临时救助', KSNY: digits(calendar.month(-20)), TFRQ: digits(calendar.day(-560)) }),
      assistance('救-m29', 'm29', { day: -140 }, { JZLB: '刚性支出困难', XM: '阿依古丽•热合曼' }),
      assistance('救-m30', 'm30', { day: -130 }, { JZLB: '低保' }),
      gone('救-m30', { day: -30 }),
      assistance('救-m32', 'm32', { day: -120 }, { JZLB: '低保' }),
      assistance('救-s03', 's03', { day: -300 }, { JZLB: '特困' }),
      assistance('救-s04', 's04', { day: -300 }, { JZLB: '低保' }),
      assistance('救-s04', 's04', { day: -20, operation: 'U' }, { JZLB: '低保边缘' }),
      gone('救-s03', { day: -19 }),
      gone('救-从未见过', { day: -18 }),
      twice,
      twice,
      // The last second before the first night's window closes.
      assistance('救-s06', 's06', { day: -2, time: '23:59:59' }, { JZLB: '临时救助' }),
    ],
    death: [
      death(
        '殡-m09',
        'm09',
        { day: -39 },
        { SEX: '男', DEATH_TIME: `${calendar.day(-40)} 03:20:00`, CREMATION_TIME: digits(calendar.day(-37)) },
      ),
      death('殡-m10', 'm10', { day: -35 }, { DEATH_TIME: digits(calendar.day(-36)), ID_CARD: spaced(person('m10')) }),
      death('殡-s03', 's03', { day: -20 }, { DEATH_TIME: digits(calendar.day(-21)) }),
      // Two people were mixed up: m10 lives.
      gone('殡-m10', { day: -12 }),
      gone('殡-从未见过', { day: -11 }),
    ],
  };
};

/** Recorded between the two nights, the first in the very second in which the first night's window closed. */
export const secondNightRecords = (calendar: Calendar): CivilRecords => {
  const { assistance, gone } = rowsIn(calendar);
  return {
    assistance: [
      gone('救-m03', { day: -1, time: '00:00:00' }),
      gone('救-m02', { day: -1, time: '10:15:00' }),
      assistance('救-s05', 's05', { day: -1, time: '10:16:00' }, { JZLB: '低保' }),
    ],
    death: [],
  };
};

/** Households: number, head, and who belongs to it with the relation to the head. */
const HOUSEHOLDS: readonly { readonly number: string; readonly members: readonly (readonly [code: string, relation: string])[] }[] = [
  {
    number: '户-01',
    members: [
      ['m01', '01'],
      ['s01', '10'],
      ['s02', '20'],
    ],
  },
  {
    number: '户-14',
    members: [
      ['m15', '01'],
      ['m14', '10'],
    ],
  },
  {
    number: '户-16',
    members: [
      ['m16', '02'],
      ['s10', '01'],
    ],
  },
  { number: '户-26', members: [['m26', '01']] },
];

/** One row for each member of each asked person's household: twice where two of one household are asked about, and in no order of asking. */
export const householdRows = (codes: readonly string[]): readonly JsonObject[] =>
  codes
    .flatMap((code) => HOUSEHOLDS.filter(({ members }) => members.some(([member]) => member === code)))
    .flatMap(({ number, members }) =>
      members.map(([member, relation]) => familyRow(number, { member, relation, head: members[0]?.[0] ?? member })),
    )
    .sort((one, other) => (String(one['CSRQ']) < String(other['CSRQ']) ? 1 : -1));

const familyRow = (
  number: string,
  { member, relation, head }: { readonly member: string; readonly relation: string; readonly head: string },
): JsonObject => ({
  HH: number,
  GMSFHM: member === 'm14' ? lower(person(member)) : person(member).id,
  XM: person(member).name,
  YHZGXDM: relation,
  HZZH: person(head).id,
  HZXM: null,
  XBDM: Number(person(member).id.charAt(16)) % 2 === 1 ? 1 : '2',
  CSRQ: person(member).id.slice(6, 14),
  MZDM: '01',
});

/** Rows of a window, in the feed's order. */
export const rowsBetween = (rows: readonly JsonObject[], window: { readonly from: number; readonly to: number }): readonly JsonObject[] =>
  rows
    .filter((row) => epochOf(String(row['CD_TIME'])) >= window.from && epochOf(String(row['CD_TIME'])) < window.to)
    .sort((one, other) => (orderOf(one) < orderOf(other) ? -1 : 1));
const orderOf = (row: JsonObject): string => `${row['CD_TIME']} ${row['UUID']}`;

export const isClosed = (to: number, now: number): boolean => to <= now - 5 * 60_000;

/** What is on record of one person now. The category is not stated of somebody who receives nothing. */
export const checkRow = (
  found: Person,
  { askedName, records, now }: { readonly askedName: string; readonly records: CivilRecords; readonly now: number },
): JsonObject => ({
  GMSFHM: found.id,
  GMSFHM_PPDDM: 2,
  XM: found.name,
  XM_PPDDM: found.name === askedName ? '1' : '4',
  SWBS: standing(records.death, `殡-${found.code}`) === undefined ? 0 : '1',
  JZLB: standing(records.assistance, `救-${found.code}`)?.['JZLB'] ?? null,
  JZLB_KSNY: '',
  CD_TIME: timeText(now),
});

/** The last row of a record, unless that says that it no longer holds. */
const standing = (rows: readonly JsonObject[], uuid: string): JsonObject | undefined => {
  const last = rows.findLast((row) => row['UUID'] === uuid);
  return last?.['CD_OPERATION'] === 'D' ? undefined : last;
};
