/** Codes of discrepancies and correction requests, in both languages. */
import type { Terms } from '../language.tsx';
import type { Tone } from '../parts/status-tag.tsx';

export const DISCREPANCY_STATUS: Terms = {
  open: { zh: '未申请校核', en: 'nobody asked' },
  requested: { zh: '待部门答复', en: 'asked, no answer yet' },
  answered: { zh: '已答复，待更正', en: 'answered, not corrected' },
  closed: { zh: '已消除', en: 'agrees again' },
};

export const DISCREPANCY_TONES: Readonly<Record<string, Tone>> = { open: 'warning', requested: 'busy', answered: 'busy', closed: 'good' };

/** What `status` may be asked for, beside what is usual. */
export const DISCREPANCY_STATUS_ASKED: Terms = { ...DISCREPANCY_STATUS, all: { zh: '全部（含已消除）', en: 'all, closed ones too' } };

export const DISCREPANCY_KINDS: Terms = {
  'identity-conflict': { zh: '身份信息不一致', en: 'identity disputed' },
  'living-conflict': { zh: '死亡登记后仍有就医', en: 'treated after a death' },
  'paying-after-death': { zh: '死亡登记后仍有缴费或待遇', en: 'paying after a death' },
  'assistance-conflict': { zh: '救助身份不一致', en: 'assistance disputed' },
  'assistance-after-death': { zh: '死亡登记后仍在享受救助', en: 'assistance after a death' },
  'benefit-while-employed': { zh: '就业期间领取失业待遇', en: 'benefit while employed' },
  'medical-insurance-conflict': { zh: '医疗保险参保状态不一致', en: 'medical cover disputed' },
  'employment-insurance-conflict': { zh: '参保登记与缴费到账不一致', en: 'registered, nothing arrives' },
  'employer-conflict': { zh: '用人单位不一致', en: 'employer disputed' },
};

export const REQUEST_STATES: Terms = {
  open: { zh: '待答复', en: 'awaits an answer' },
  answered: { zh: '已答复', en: 'answered' },
  withdrawn: { zh: '已撤回', en: 'taken back' },
  closed: { zh: '已更正', en: 'corrected' },
};

export const REQUEST_TONES: Readonly<Record<string, Tone>> = { open: 'busy', answered: 'busy', withdrawn: 'quiet', closed: 'good' };

export const EXPORT_FORMATS: Terms = {
  letter: { zh: '校核申请函（Word）', en: 'letter (Word)' },
  table: { zh: '校核申请表（Excel）', en: 'table (Excel)' },
};
