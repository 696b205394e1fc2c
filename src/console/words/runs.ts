/** Codes of runs, their phases, steps and readings, in both languages. */
import type { Terms } from '../language.tsx';
import type { Tone } from '../parts/status-tag.tsx';

export const RUN_STATUS: Terms = {
  running: { zh: '运行中', en: 'running' },
  completed: { zh: '完成', en: 'completed' },
  incomplete: { zh: '未完成', en: 'incomplete' },
  unbalanced: { zh: '账不平', en: 'unbalanced' },
  cancelled: { zh: '已取消', en: 'cancelled' },
};

export const RUN_TONES: Readonly<Record<string, Tone>> = {
  running: 'busy',
  completed: 'good',
  incomplete: 'warning',
  unbalanced: 'bad',
  cancelled: 'quiet',
};

export const PHASES: Terms = {
  roster: { zh: '名册', en: 'roster' },
  permissions: { zh: '授权', en: 'permissions' },
  readings: { zh: '读取', en: 'readings' },
  verification: { zh: '互证', en: 'verification' },
  screening: { zh: '筛查', en: 'screening' },
  applications: { zh: '申请', en: 'applications' },
  retention: { zh: '保存期限', en: 'retention' },
  closing: { zh: '结账', en: 'closing' },
  closed: { zh: '已结账', en: 'closed' },
};

/** Of the registry of jobs, a step each. */
export const STEPS: Terms = {
  roster: { zh: '读取名册', en: 'read the roster' },
  'plan-permissions': { zh: '安排授权核对', en: 'plan permissions' },
  permit: { zh: '核对授权', en: 'permissions' },
  'plan-readings': { zh: '安排读取', en: 'plan readings' },
  'plan-lookup': { zh: '安排批量查询', en: 'plan look-ups' },
  'read-window': { zh: '按时间窗读取', en: 'read windows' },
  'read-cursor': { zh: '按游标读取', en: 'read by cursor' },
  'look-up': { zh: '批量查询', en: 'look up' },
  replay: { zh: '重放隔离记录', en: 'replay quarantined rows' },
  'plan-verification': { zh: '列出本夜名单', en: 'plan verification' },
  verify: { zh: '互证', en: 'verify' },
  screen: { zh: '筛查', en: 'screen' },
  apply: { zh: '预填', en: 'prefill' },
  deliver: { zh: '推送', en: 'deliver' },
  retention: { zh: '执行保存期限', en: 'retention' },
  close: { zh: '结账', en: 'close the books' },
};

export const READINGS: Terms = {
  nightly: { zh: '每夜读取', en: 'nightly' },
  'catch-up': { zh: '补读', en: 'catch-up' },
  replay: { zh: '重放', en: 'replay' },
};

export const READING_STATES: Terms = {
  open: { zh: '读取中', en: 'under way' },
  complete: { zh: '完整', en: 'complete' },
  failed: { zh: '未读完', en: 'not read to the end' },
};

export const READING_TONES: Readonly<Record<string, Tone>> = { open: 'busy', complete: 'good', failed: 'bad' };
