/** Codes of this morning and of alerts, in both languages. */
import type { Terms } from '../language.tsx';
import type { Tone } from '../parts/status-tag.tsx';

export const SEVERITIES: Terms = {
  now: { zh: '立即', en: 'now' },
  today: { zh: '今天', en: 'today' },
  soon: { zh: '不急', en: 'soon' },
};

export const SEVERITY_TONES: Readonly<Record<string, Tone>> = { now: 'bad', today: 'warning', soon: 'quiet' };

export const ALERT_STATES: Terms = {
  firing: { zh: '告警中', en: 'firing' },
  final: { zh: '需人工处理', en: 'needs a person' },
  recovered: { zh: '已恢复', en: 'recovered' },
};

export const ALERT_TONES: Readonly<Record<string, Tone>> = { firing: 'warning', final: 'bad', recovered: 'good' };
