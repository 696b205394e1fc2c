/** Codes of messages about alerts, in both languages. */
import type { Terms } from '../language.tsx';

/** What `state` may be asked for. */
export const ALERT_STATES_ASKED: Terms = {
  open: { zh: '未结束', en: 'not over' },
  firing: { zh: '告警中', en: 'firing' },
  final: { zh: '需人工处理', en: 'needs a person' },
  recovered: { zh: '已恢复', en: 'recovered' },
};

export const MESSAGE_KINDS: Terms = {
  fail: { zh: '告警', en: 'begun' },
  recovered: { zh: '恢复', en: 'recovered' },
  final: { zh: '需人工处理', en: 'needs a person' },
};

export const CHANNELS: Terms = { webhook: { zh: 'Webhook', en: 'webhook' }, mail: { zh: '邮件', en: 'mail' } };

export const OUTCOMES_OF_MESSAGE: Terms = {
  waiting: { zh: '等待发送', en: 'waits' },
  delivered: { zh: '已送达', en: 'delivered' },
  'given-up': { zh: '未送达', en: 'given up' },
};
