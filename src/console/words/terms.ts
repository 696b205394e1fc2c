/** Codes of the API in both languages, in the words of `docs/glossary.md`. */
import type { Terms } from '../language.tsx';

export const ROLES = {
  viewer: { zh: '查看人员', en: 'viewer' },
  operator: { zh: '运维人员', en: 'operator' },
  'rule-keeper': { zh: '规则管理员', en: 'rule-keeper' },
  auditor: { zh: '审计员', en: 'auditor' },
  administrator: { zh: '管理员', en: 'administrator' },
} satisfies Terms;

export const SOURCES: Terms = {
  'civil-affairs': { zh: '民政', en: 'civil affairs' },
  'medical-insurance': { zh: '医保', en: 'medical insurance' },
  'social-security': { zh: '社保', en: 'social security' },
  'aid-system': { zh: '工会帮', en: 'aid system' },
};

export const DATASETS: Terms = {
  members: { zh: '名册', en: 'members' },
  assistance: { zh: '社会救助', en: 'assistance' },
  death: { zh: '死亡登记', en: 'deaths' },
  family: { zh: '家庭', en: 'families' },
  person: { zh: '参保人', en: 'insured persons' },
  settlement: { zh: '医疗结算', en: 'settlements' },
  registration: { zh: '就医登记', en: 'registrations' },
  participation: { zh: '参保', en: 'participation' },
  contributions: { zh: '缴费', en: 'contributions' },
  unemployment: { zh: '失业', en: 'unemployment' },
  'work-injury': { zh: '工伤', en: 'work injury' },
};
