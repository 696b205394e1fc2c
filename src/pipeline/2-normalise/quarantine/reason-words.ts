/** Why a row cannot be read, in words for whoever mends it. Pure; one table. */
import type { Bilingual } from '../../../domain/bilingual.ts';

const REASONS: Readonly<Record<string, Bilingual>> = {
  'not-an-object': { zh: '该行不是一条记录', en: 'the row is no record' },
  'missing-key': { zh: '缺少必填字段', en: 'a field that the record needs is missing' },
  'identity-number': { zh: '公民身份号码无法识别', en: 'the identity number cannot be read' },
  'impossible-date': { zh: '日期不存在或格式不符', en: 'a date that does not exist or is not written as agreed' },
  'impossible-amount': { zh: '金额无法识别', en: 'an amount that cannot be read' },
  'unknown-operation': { zh: '操作标识未知', en: 'an operation or verdict without a meaning' },
  'wrong-type': { zh: '字段类型或长度不符', en: 'a field of another type or length than agreed' },
  unreadable: { zh: '该行内容出乎意料，程序无法读取', en: 'the row says what our reading did not foresee' },
};

const IDENTITY_FAULTS: Readonly<Record<string, Bilingual>> = {
  absent: { zh: '未填写', en: 'not stated' },
  'number-type': { zh: '以数字传送，已失真', en: 'sent as a number, which has lost digits' },
  'not-text': { zh: '不是文本', en: 'not a text' },
  'wrong-form': { zh: '位数或字符不符', en: 'not eighteen digits, or fifteen' },
  'no-such-date': { zh: '出生日期不存在', en: 'its birth date does not exist' },
  'wrong-check-character': { zh: '校验码不符', en: 'its check character does not fit' },
};

/** Of `identity-number:wrong-check-character`; a reason of an earlier version is told by its code. */
export const reasonWords = (reason: string): Bilingual => {
  const [main = '', fault] = reason.split(':');
  const words = REASONS[main] ?? { zh: main, en: main };
  const added = fault === undefined ? undefined : IDENTITY_FAULTS[fault];
  return added === undefined ? words : { zh: `${words.zh}：${added.zh}`, en: `${words.en}: ${added.en}` };
};
