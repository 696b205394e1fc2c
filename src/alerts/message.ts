/** A message about an alert, as it stands in the outbox and is sent: to machines whole, to people in words. Pure. */
import type { Bilingual } from '../domain/bilingual.ts';
import type { Alert, MessageKind } from './alert.ts';
import { wordsOf } from './words.ts';

export interface Message {
  readonly kind: MessageKind | 'test';
  readonly rule: string | null;
  readonly subject: string | null;
  readonly source: string | null;
  readonly since: string;
  readonly value: number | null;
  readonly threshold: number | null;
  readonly text: Bilingual;
  readonly todo: Bilingual;
  /** Where in the console: an address where one is known, else a path. */
  readonly link: string;
}

export const messageAbout = (alert: Alert, kind: MessageKind, publicUrl: string | null): Message => {
  const { text, todo, page } = wordsOf(alert);
  const { rule, subject, source, since, value, threshold } = alert;
  return { kind, rule, subject, source, since, value, threshold, text, todo, link: linkTo(page, publicUrl) };
};

export const testMessage = (since: string, publicUrl: string | null): Message => ({
  kind: 'test',
  rule: null,
  subject: null,
  source: null,
  since,
  value: null,
  threshold: null,
  text: { zh: '这是一条测试消息，告警可以送达。', en: 'This is a test: alerts arrive.' },
  todo: { zh: '无需处理。', en: 'Nothing to do.' },
  link: linkTo('/console', publicUrl),
});

const linkTo = (page: string, publicUrl: string | null): string => (publicUrl === null ? page : `${publicUrl.replace(/\/$/, '')}${page}`);

const KINDS: Readonly<Record<Message['kind'], Bilingual>> = {
  fail: { zh: '告警', en: 'Alert' },
  recovered: { zh: '已恢复', en: 'Recovered' },
  final: { zh: '需要处理', en: 'Needs you' },
  test: { zh: '测试', en: 'Test' },
};

/** The lines of a mail: Chinese first. */
export const mailOf = ({ kind, text, todo, link }: Message): { readonly subject: string; readonly text: string } => ({
  subject: `[互证] ${KINDS[kind].zh}：${text.zh}`,
  text: [`${KINDS[kind].zh}：${text.zh}`, todo.zh, '', `${KINDS[kind].en}: ${text.en}`, todo.en, '', link, ''].join('\n'),
});
