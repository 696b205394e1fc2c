/** Codes of client systems, in both languages. */
import type { Terms } from '../language.tsx';
import type { Tone } from '../parts/status-tag.tsx';

export const SCOPES: Terms = {
  verify: { zh: '身份核验', en: 'verify identities' },
  'cases:read': { zh: '查看个案与申请', en: 'read cases and applications' },
};

/** `configured`: it stands in a variable, and is changed there. */
export const CLIENT_STATES: Terms = {
  good: { zh: '有效', en: 'good' },
  revoked: { zh: '已停用', en: 'revoked' },
  configured: { zh: '由配置提供', en: 'from the configuration' },
};

export const CLIENT_TONES: Readonly<Record<string, Tone>> = { good: 'good', revoked: 'quiet', configured: 'busy' };
