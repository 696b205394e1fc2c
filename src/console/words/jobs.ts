/** Codes of jobs, attempts and retries, in both languages. */
import type { Terms } from '../language.tsx';
import type { Tone } from '../parts/status-tag.tsx';

export const JOB_STATES: Terms = {
  ready: { zh: '待执行', en: 'ready' },
  running: { zh: '执行中', en: 'running' },
  done: { zh: '成功', en: 'done' },
  failed: { zh: '失败', en: 'failed' },
  overtaken: { zh: '已被取代', en: 'overtaken' },
  cancelled: { zh: '已取消', en: 'cancelled' },
};

export const JOB_TONES: Readonly<Record<string, Tone>> = {
  ready: 'busy',
  running: 'busy',
  done: 'good',
  failed: 'bad',
  overtaken: 'quiet',
  cancelled: 'quiet',
};

export const OUTCOMES: Terms = {
  done: { zh: '成功', en: 'done' },
  retry: { zh: '失败，将再试', en: 'failed, tried again' },
  failed: { zh: '失败', en: 'failed' },
  lost: { zh: '进程中断', en: 'process lost' },
};

export const OUTCOME_TONES: Readonly<Record<string, Tone>> = { done: 'good', retry: 'warning', failed: 'bad', lost: 'warning' };

export const RETRY_STATES: Terms = {
  canary: { zh: '试跑中', en: 'canary under way' },
  running: { zh: '分批重试中', en: 'waves under way' },
  done: { zh: '已完成', en: 'done' },
  stopped: { zh: '已停止', en: 'stopped' },
};

export const RETRY_TONES: Readonly<Record<string, Tone>> = { canary: 'busy', running: 'busy', done: 'good', stopped: 'bad' };

/** What became of a job in its batch of retries. */
export const RETRIED: Terms = {
  waiting: { zh: '等待', en: 'waiting' },
  'under-way': { zh: '进行中', en: 'under way' },
  succeeded: { zh: '成功', en: 'succeeded' },
  failed: { zh: '失败', en: 'failed' },
  untried: { zh: '未尝试', en: 'not tried' },
  overtaken: { zh: '已被取代', en: 'overtaken' },
  cancelled: { zh: '已取消', en: 'cancelled' },
};

export const RETRIED_TONES: Readonly<Record<string, Tone>> = { 'under-way': 'busy', succeeded: 'good', failed: 'bad', untried: 'warning' };

/** Of a list: failed once and made good since, or not. */
export const RECOVERED: Terms = {
  true: { zh: '曾失败后成功', en: 'failed once, later fine' },
  false: { zh: '其余', en: 'the others' },
};
