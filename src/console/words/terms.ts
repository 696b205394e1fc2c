/** Codes of the API in both languages, in the words of `docs/glossary.md`. */
import words from '../../words.json' with { type: 'json' };
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

export const DATASETS: Terms = words.datasets;
