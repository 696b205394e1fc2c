/**
 * Discrepancies in words. Two tables that must never be mixed: what is told to those who work with them here, and what an authority is told of its
 * own record. The second knows of no comparison: no other source, no roster, no kind of discrepancy is in it, nor anything that lets one guess. Pure.
 */
import type { Bilingual } from '../../domain/bilingual.ts';
import type { Authority } from '../../domain/sources.ts';
import type { CheckResult, DiscrepancyKind, Statement } from './types.ts';

export const TITLES: Readonly<Record<DiscrepancyKind, Bilingual>> = {
  'identity-conflict': { zh: '身份信息不一致', en: 'Identity disputed' },
  'living-conflict': { zh: '死亡登记后仍有就医', en: 'Treated after a registered death' },
  'paying-after-death': { zh: '死亡登记后仍有缴费或待遇', en: 'Contributions or benefit after a registered death' },
  'assistance-conflict': { zh: '救助身份不一致', en: 'Assistance status disputed' },
  'assistance-after-death': { zh: '死亡登记后仍在享受救助', en: 'Assistance after a registered death' },
  'benefit-while-employed': { zh: '就业期间领取失业待遇', en: 'Unemployment benefit while employed' },
  'medical-insurance-conflict': { zh: '医疗保险参保状态不一致', en: 'Medical cover disputed' },
  'employment-insurance-conflict': { zh: '参保登记与缴费到账不一致', en: 'Registered as paying, and nothing arrives' },
  'employer-conflict': { zh: '用人单位不一致', en: 'Employer disputed' },
};

/** As a letter addresses it. */
export const AUTHORITY_NAMES: Readonly<Record<Authority, Bilingual>> = {
  'civil-affairs': { zh: '民政部门', en: 'civil affairs' },
  'medical-insurance': { zh: '医疗保障部门', en: 'medical insurance' },
  'social-security': { zh: '人力资源和社会保障部门', en: 'social security' },
};

/** What of an authority's record a statement is about. */
type Matter =
  | 'identity'
  | 'employer'
  | 'death'
  | 'treatment'
  | 'payments'
  | 'assistance'
  | 'medical-cover'
  | 'medical-contributions'
  | 'participation'
  | 'contributions'
  | 'arrears'
  | 'benefit';

type Said = Pick<Statement, 'source' | 'result' | 'value'>;

const matterOf = (kind: DiscrepancyKind, { source, result }: Said): Matter => {
  switch (kind) {
    case 'identity-conflict':
      return 'identity';
    case 'employer-conflict':
      return 'employer';
    case 'assistance-conflict':
      return 'assistance';
    case 'living-conflict':
    case 'paying-after-death':
      return OF_LIFE[source];
    case 'assistance-after-death':
      return result === 'mismatch' ? 'death' : 'assistance';
    case 'benefit-while-employed':
      return result === 'match' ? 'contributions' : 'benefit';
    case 'medical-insurance-conflict':
      return source === 'medical-insurance' ? 'medical-cover' : 'medical-contributions';
    case 'employment-insurance-conflict':
      return result === 'match' ? 'participation' : 'arrears';
  }
};

const OF_LIFE: Readonly<Record<Authority, Matter>> = {
  'civil-affairs': 'death',
  'medical-insurance': 'treatment',
  'social-security': 'payments',
};

/** For those who work here: with the grade against the roster, where there is one. */
const WORDS: Readonly<Record<Matter, Readonly<Partial<Record<CheckResult, Bilingual>>>>> = {
  identity: {
    match: { zh: '姓名与名册一致', en: 'the name is the roster’s' },
    mismatch: { zh: '姓名或出生日期与名册不符', en: 'name or birth date is not the roster’s' },
  },
  employer: {
    match: { zh: '用人单位与名册一致', en: 'the employer is the roster’s' },
    mismatch: { zh: '用人单位与名册不符', en: 'the employer is not the roster’s' },
  },
  death: {
    match: { zh: '死亡登记中无此人', en: 'not in the death register' },
    mismatch: { zh: '死亡登记中有此人', en: 'in the death register' },
  },
  treatment: { match: { zh: '近期有就医结算', en: 'treated lately' } },
  payments: { match: { zh: '近期有缴费或待遇发放', en: 'contributions or benefit paid lately' } },
  assistance: {
    match: { zh: '正在享受社会救助', en: 'receives assistance' },
    mismatch: { zh: '未在享受社会救助', en: 'receives no assistance' },
  },
  'medical-cover': { match: { zh: '医疗保险参保中', en: 'insured' }, mismatch: { zh: '医疗保险未参保', en: 'not insured' } },
  'medical-contributions': { match: { zh: '医疗保险缴费中', en: 'medical contributions are paid' } },
  participation: { match: { zh: '登记为参保缴费', en: 'registered as paying' } },
  contributions: { match: { zh: '领取失业待遇期间有用人单位缴费', en: 'an employer paid during the benefit' } },
  arrears: { mismatch: { zh: '连续数月无缴费到账', en: 'nothing has arrived for months' } },
  benefit: { mismatch: { zh: '有失业待遇领取记录', en: 'unemployment benefit was drawn' } },
};

const CATEGORIES: Readonly<Record<string, Bilingual>> = {
  dibao: { zh: '最低生活保障', en: 'subsistence allowance' },
  tekun: { zh: '特困供养', en: 'support for the destitute' },
  'dibao-marginal': { zh: '低保边缘', en: 'marginal to the subsistence line' },
  'rigid-expense': { zh: '刚性支出困难', en: 'in hardship through rigid expenses' },
  'dibao-or-tekun': { zh: '低保或特困', en: 'subsistence allowance, or destitute' },
};

/** What a source says, in words; of assistance with the category, where it names one. */
export const saysInWords = (kind: DiscrepancyKind, said: Said): Bilingual => {
  const words = WORDS[matterOf(kind, said)][said.result] ?? { zh: '说法不一', en: 'says otherwise' };
  const category = said.value === null ? undefined : CATEGORIES[said.value];
  return category === undefined ? words : { zh: `${words.zh}（${category.zh}）`, en: `${words.en} (${category.en})` };
};

/** For the authority itself, about its own record only: it is asked to check what it holds, whatever anybody else holds. */
const OWN_RECORD: Readonly<Record<Matter, string>> = {
  identity: '以该公民身份号码登记的姓名、出生日期',
  employer: '登记的用人单位',
  death: '死亡登记记录',
  treatment: '近期就医结算记录',
  payments: '近期缴费或待遇发放记录',
  assistance: '社会救助对象身份记录',
  'medical-cover': '医疗保险参保状态记录',
  'medical-contributions': '医疗保险缴费状态记录',
  participation: '参保缴费状态登记',
  contributions: '用人单位缴费记录',
  arrears: '缴费到账记录',
  benefit: '失业保险待遇领取记录',
};

/** What its own record states, where that is no comparison with anything. */
const OWN_STATE: Readonly<Partial<Record<Matter, Readonly<Partial<Record<CheckResult, string>>>>>> = {
  death: { match: '无记录', mismatch: '有记录' },
  treatment: { match: '有记录' },
  payments: { match: '有记录' },
  assistance: { match: '享受中', mismatch: '未享受或已停止' },
  'medical-cover': { match: '参保中', mismatch: '未参保' },
  'medical-contributions': { match: '缴费中' },
  participation: { match: '参保缴费' },
  contributions: { match: '有记录' },
  arrears: { mismatch: '连续数月无到账' },
  benefit: { mismatch: '有记录' },
};

export interface OwnRecord {
  readonly record: string;
  /** What is stated there; `—`: see the record itself. */
  readonly state: string;
}

export const ownRecordInWords = (kind: DiscrepancyKind, said: Said): OwnRecord => {
  const matter = matterOf(kind, said);
  const state = OWN_STATE[matter]?.[said.result];
  const category = said.value === null ? undefined : CATEGORIES[said.value];
  return { record: OWN_RECORD[matter], state: state === undefined ? '—' : `${state}${category === undefined ? '' : `（${category.zh}）`}` };
};
