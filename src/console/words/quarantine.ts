/** Codes of rows in quarantine, in both languages. */
import type { Terms } from '../language.tsx';
import type { Tone } from '../parts/status-tag.tsx';

export const QUARANTINE_STATES: Terms = {
  open: { zh: '无法读取', en: 'cannot be read' },
  replayed: { zh: '已读取', en: 'read since' },
  replaying: { zh: '重放中', en: 'being replayed' },
};

export const QUARANTINE_TONES: Readonly<Record<string, Tone>> = { open: 'warning', replayed: 'good', replaying: 'busy' };

/** What `state` may be asked for. */
export const QUARANTINE_ASKED: Terms = {
  replayed: { zh: '已读取', en: 'read since' },
  all: { zh: '全部', en: 'all' },
};

/** What is wrong with an identity number stands below all of them together. */
export const QUARANTINE_REASONS: Terms = {
  'not-an-object': { zh: '不是一条记录', en: 'no record' },
  'missing-key': { zh: '缺少必填字段', en: 'field missing' },
  'identity-number': { zh: '身份号码无法识别', en: 'identity number' },
  'identity-number:absent': { zh: '身份号码：未填写', en: 'identity number: not stated' },
  'identity-number:number-type': { zh: '身份号码：以数字传送', en: 'identity number: sent as a number' },
  'identity-number:not-text': { zh: '身份号码：不是文本', en: 'identity number: not a text' },
  'identity-number:wrong-form': { zh: '身份号码：位数或字符不符', en: 'identity number: wrong form' },
  'identity-number:no-such-date': { zh: '身份号码：出生日期不存在', en: 'identity number: no such date' },
  'identity-number:wrong-check-character': { zh: '身份号码：校验码不符', en: 'identity number: check character' },
  'impossible-date': { zh: '日期无法识别', en: 'impossible date' },
  'impossible-amount': { zh: '金额无法识别', en: 'impossible amount' },
  'unknown-operation': { zh: '操作标识未知', en: 'unknown operation' },
  'wrong-type': { zh: '类型或长度不符', en: 'wrong type' },
  unreadable: { zh: '内容出乎意料', en: 'not foreseen' },
};

export const FIELD_KINDS: Terms = {
  object: { zh: '对象', en: 'object' },
  list: { zh: '列表', en: 'list' },
  text: { zh: '文本', en: 'text' },
  number: { zh: '数字', en: 'number' },
  boolean: { zh: '是/否', en: 'yes/no' },
  null: { zh: '空', en: 'null' },
  missing: { zh: '缺失', en: 'missing' },
  more: { zh: '其余未显示', en: 'the rest is not shown' },
};

/** Where a row stood when it was last met. */
export const POSITIONS: Terms = {
  run: { zh: '批次', en: 'run' },
  page: { zh: '页', en: 'page' },
  row: { zh: '行', en: 'row' },
  stretch: { zh: '段', en: 'stretch' },
  offset: { zh: '偏移', en: 'offset' },
  from: { zh: '起', en: 'from' },
  to: { zh: '止', en: 'to' },
  replay: { zh: '重放', en: 'replay' },
};
