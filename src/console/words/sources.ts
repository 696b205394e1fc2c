/** Codes of counterparts and how they fare, in both languages. */
import type { Terms } from '../language.tsx';
import type { Tone } from '../parts/status-tag.tsx';

export const HEALTH: Terms = {
  ok: { zh: '正常', en: 'answers' },
  failing: { zh: '故障', en: 'failing' },
  paused: { zh: '已暂停', en: 'paused' },
  closed: { zh: '停服中', en: 'closed' },
  unknown: { zh: '未知', en: 'unknown' },
};

export const HEALTH_TONES: Readonly<Record<string, Tone>> = {
  ok: 'good',
  failing: 'bad',
  paused: 'warning',
  closed: 'quiet',
  unknown: 'quiet',
};

/** What the health rests on. */
export const BECAUSE: Terms = {
  paused: { zh: '由运维人员暂停', en: 'an operator has paused it' },
  'closed-hours': { zh: '处于停服时段，属计划内', en: 'in its closed hours, as planned' },
  maintenance: { zh: '计划停服中', en: 'closed for maintenance, as planned' },
  'circuit-open': {
    zh: '有接口连续失败，已熔断，稍后自动试探',
    en: 'one of its services failed several times in a row, is left alone, and tried again soon',
  },
  'calls-fail': { zh: '近 15 分钟多数调用失败', en: 'most calls of the last 15 minutes failed' },
  'calls-answered': { zh: '近 15 分钟调用有应答', en: 'calls of the last 15 minutes were answered' },
  'last-call-failed': { zh: '最近一次调用失败', en: 'the last call failed' },
  'last-call-answered': { zh: '最近一次调用有应答', en: 'the last call was answered' },
  'not-called-lately': { zh: '近期未调用', en: 'not called lately' },
  'never-called': { zh: '从未调用', en: 'never called' },
};

export const CIRCUITS: Terms = {
  closed: { zh: '接通', en: 'closed (calls pass)' },
  open: { zh: '有接口熔断', en: 'open (a service is left alone)' },
  probing: { zh: '试探中', en: 'probing' },
};

export const CIRCUIT_TONES: Readonly<Record<string, Tone>> = { closed: 'good', open: 'bad', probing: 'busy' };

export const DATASET_STATES: Terms = {
  'never-read': { zh: '从未读取', en: 'never read' },
  open: { zh: '读取中', en: 'being read' },
  complete: { zh: '完整', en: 'complete' },
  failed: { zh: '未读完', en: 'not read to the end' },
};

export const DATASET_TONES: Readonly<Record<string, Tone>> = { 'never-read': 'quiet', open: 'busy', complete: 'good', failed: 'bad' };

export const MAINTENANCE_STATES: Terms = {
  'to-come': { zh: '未开始', en: 'to come' },
  'under-way': { zh: '进行中', en: 'under way' },
  over: { zh: '已结束', en: 'over' },
};

export const MAINTENANCE_TONES: Readonly<Record<string, Tone>> = { 'to-come': 'quiet', 'under-way': 'warning', over: 'quiet' };
