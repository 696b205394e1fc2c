/** Codes of cases and applications, in both languages. */
import type { Terms } from '../language.tsx';

export const CLASSES: Terms = {
  deep: { zh: '深度困难', en: 'deep' },
  relative: { zh: '相对困难', en: 'relative' },
  accident: { zh: '意外致困', en: 'accident' },
  undetermined: { zh: '待定', en: 'undetermined' },
};

export const PROGRAMMES: Terms = {
  'living-aid': { zh: '生活救助', en: 'living aid' },
  'medical-aid': { zh: '医疗救助', en: 'medical aid' },
  'education-aid': { zh: '助学', en: 'education aid' },
  'mutual-aid-claim': { zh: '互助保障理赔', en: 'mutual-aid claim' },
  'exclusive-protection': { zh: '专属保障', en: 'exclusive protection' },
};
