/** What medical insurance 医保 of the second city knows: insured persons, settlements, registrations, and its own code tables. */
import type { Calendar } from './calendar.ts';
import { asNumber, lower, old, person, wide } from './people.ts';
import type { Json, JsonObject } from './wire.ts';

export const HOME = '440300';
/** Where those are insured who are insured elsewhere. Of m29, and of nobody else there, nothing was ever settled or registered. */
const AWAY: Readonly<Record<string, string>> = { m15: '441900', m29: '440100' };

/** Codes that other regions give other meanings: 7131 is 特困 elsewhere, and code 99 is in no table. */
const IDENTITIES: Readonly<Record<string, string>> = {
  '7131': '最低生活保障对象',
  '7019': '特困人员',
  '23': '最低生活保障边缘家庭成员',
  '2': '刚性支出困难家庭成员',
  '1': '优抚对象',
};

export const DICTIONARIES: Readonly<Record<string, readonly JsonObject[]>> = {
  psn_idet_type: Object.entries(IDENTITIES).map(([value, label]) => entry('psn_idet_type', value, label)),
  psn_cert_type: [
    entry('psn_cert_type', '01', '居民身份证（户口簿）'),
    entry('psn_cert_type', '16', '港澳台居民居住证'),
    entry('psn_cert_type', '17', '外国人永久居留身份证'),
  ],
};

function entry(type: string, value: string, label: string): JsonObject {
  return { type, label, value, parentValue: null, valiFlag: '1', createDate: '', version: 'V2', sort: 1 };
}

export interface Insured {
  readonly psnNo: string;
  readonly place: string;
  /** The nodes of transaction 1101. */
  readonly nodes: JsonObject;
}

/** Not one of these is known to medical insurance. */
const UNKNOWN = ['m07', 'm17', 'm30', 'm31'];

export const insuredOf = (code: string, calendar: Calendar): Insured | undefined => {
  if (UNKNOWN.includes(code) || code.startsWith('s')) return undefined;
  const { name, id } = person(code);
  const psnNo = psnNoOf(code);
  const baseinfo = {
    psn_no: psnNo,
    psn_cert_type: code === 'm23' ? '16' : '01',
    certno: writtenOf(code),
    psn_name: SPELT[code] ?? name,
    gend: Number(id.charAt(16)) % 2 === 1 ? '1' : 2,
    brdy: `${id.slice(6, 10)}-${id.slice(10, 12)}-${id.slice(12, 14)}`,
    age: '41.0',
  };
  const insuinfo = INSURANCES[code] ?? [insurance({})];
  return {
    psnNo,
    place: AWAY[code] ?? HOME,
    nodes: { baseinfo, insuinfo, idetinfo: identitiesOf(code, calendar), outputVersion: 2 },
  };
};

export const psnNoOf = (code: string): string => `P${code.slice(1).padStart(19, '0')}`;
export const codeOfPsnNo = (psnNo: string): string => `m${psnNo.slice(-2)}`;

const SPELT: Readonly<Record<string, string>> = { m23: '陈思远', m29: '阿依古丽 热合曼' };

const writtenOf = (code: string): Json => {
  const one = person(code);
  if (code === 'm24') return asNumber(one);
  if (code === 'm27') return old(one);
  return code === 'm03' ? wide(one) : lower(one);
};

const insurance = (traits: JsonObject): JsonObject => ({
  balc: '1200.50',
  insutype: '310',
  psn_type: 1101,
  psn_insu_stas: '1',
  psn_insu_date: '2015-07-01',
  paus_insu_date: '',
  cvlserv_flag: '0',
  insuplc_admdvs: HOME,
  emp_name: null,
  ...traits,
});

const INSURANCES: Readonly<Record<string, readonly JsonObject[]>> = {
  m06: [insurance({ psn_insu_stas: 2 }), insurance({ insutype: '390', psn_type: '1501' })],
  m15: [insurance({ psn_insu_stas: '4' }), insurance({ insuplc_admdvs: '441900' })],
  m29: [insurance({ insuplc_admdvs: '440100' })],
};

/** What is not stated is empty, null or not there. */
const identitiesOf = (code: string, calendar: Calendar): Json => {
  const identity = (psn_idet_type: Json, traits: JsonObject = {}): JsonObject => ({
    psn_idet_type,
    psn_type_lv: '',
    memo: null,
    begntime: `${calendar.day(-300)} 00:00:00`,
    endtime: '',
    ...traits,
  });
  const held: Readonly<Record<string, readonly JsonObject[]>> = {
    m01: [identity('1', { endtime: `${calendar.day(-10)} 00:00:00` }), identity('7131')],
    m03: [identity('7131', { endtime: null })],
    m04: [identity('99')],
    m09: [identity('7019')],
    m10: [identity('23')],
    m20: [identity('7131')],
    m21: [identity('7131')],
    m22: [identity('7131')],
    m27: [identity('7019', { endtime: `${calendar.day(500)} 23:59:59` })],
    m28: [identity('7131', { endtime: `${calendar.day(-100)} 23:59:59` })],
    m29: [identity(2)],
  };
  return held[code] ?? (code === 'm02' ? '' : []);
};

export interface Settlement extends JsonObject {
  readonly setl_id: string;
  readonly psn_no: string;
  /** `yyyy-MM-dd HH:mm:ss` */
  readonly setl_time: string;
}

interface Stay {
  readonly from: number;
  readonly to: number;
  readonly settled: number;
  readonly own: Json;
}

const settlementsIn = (calendar: Calendar) => {
  const settlement = (id: string, code: string, { from, to, settled, own }: Stay, traits: JsonObject = {}): Settlement => ({
    setl_id: id,
    mdtrt_id: `就诊-${id}`,
    psn_no: psnNoOf(code),
    psn_name: person(code).name,
    certno: lower(person(code)),
    insutype: '310',
    begndate: calendar.day(from),
    enddate: calendar.day(to),
    setl_time: `${calendar.day(settled)} 16:40:05`,
    med_type: '21',
    fixmedins_name: '第二市人民医院',
    hosp_lv: null,
    medfee_sumamt: '61000.00',
    fund_pay_sumamt: 52000,
    maf_pay: '0',
    psn_pay: own,
    cash_payamt: '',
    medins_setl_id: '',
    refd_setl_flag: '0',
    dise_name: '',
    ...traits,
  });
  /** Whatever amounts it carries: the same, their negatives or none. */
  const reversal = (
    id: string,
    of: string,
    { code, settled, own }: { readonly code: string; readonly settled: number; readonly own: Json },
  ): Settlement =>
    settlement(id, code, { from: settled, to: settled, settled, own }, { refd_setl_flag: id.endsWith('2') ? 1 : '1', medins_setl_id: of });
  return { settlement, reversal };
};

export const firstNightSettlements = (calendar: Calendar): readonly Settlement[] => {
  const { settlement, reversal } = settlementsIn(calendar);
  const dialyses = Array.from({ length: 10 }, (_, index) => {
    const day = -330 + 30 * index;
    return settlement(
      `结-m11-透析-${index + 10}`,
      'm11',
      { from: day, to: day, settled: day, own: index % 2 === 0 ? 3_500 : '3500.00' },
      { med_type: '14' },
    );
  });
  const longStay = { from: -75, to: -33 };
  return [
    ...dialyses,
    settlement('结-m11-误', 'm11', { ...longStay, settled: -33, own: '9000.00' }),
    reversal('冲-m11-1', '结-m11-误', { code: 'm11', settled: -32, own: '9000.00' }),
    settlement('结-m11-正', 'm11', { ...longStay, settled: -31, own: '8200.50' }),
    settlement('结-m12', 'm12', { from: -60, to: -50, settled: -50, own: 4_000 }),
    settlement('结-m13', 'm13', { from: -70, to: -60, settled: -60, own: 4_000 }),
    settlement('结-m14', 'm14', { from: -100, to: -60, settled: -58, own: '12000' }, { med_type: 21 }),
    settlement('结-m15', 'm15', { from: -20, to: -15, settled: -15, own: 800 }),
    settlement('结-m09', 'm09', { from: -60, to: -41, settled: -41, own: 7_000 }),
    settlement('结-m20', 'm20', { from: -120, to: -110, settled: -110, own: 5_000 }),
    settlement('结-m21', 'm21', { from: -40, to: -30, settled: -30, own: 5_000 }),
    settlement('结-m28', 'm28', { from: -30, to: -30, settled: -30, own: '64.20' }, { med_type: 41 }),
  ];
};

/** Two stays that were claimed turn out to have been settled in error. */
export const secondNightSettlements = (calendar: Calendar): readonly Settlement[] => {
  const { reversal } = settlementsIn(calendar);
  return [
    reversal('冲-m11-2', '结-m11-正', { code: 'm11', settled: -1, own: '-8200.50' }),
    reversal('冲-m14-3', '结-m14', { code: 'm14', settled: -1, own: 0 }),
  ];
};

export const registrationsOf = (codes: readonly string[], calendar: Calendar): readonly JsonObject[] =>
  codes.includes('m11')
    ? [
        {
          psn_no: psnNoOf('m11'),
          opsp_dise_code: 'M07800',
          opsp_dise_name: '慢性肾功能衰竭（透析）',
          begndate: calendar.day(-340),
          enddate: '',
        },
      ]
    : [];
