/**
 * What codes mean. The interface documents some for every deployment; the others mean what the deployment's dictionary calls them. A
 * code without meaning is `unknown`, never a guess (`interfaces.md`, "Common to all").
 */

import type { Grade } from '../../src/domain/grade.ts';
import { plainLabel } from '../../src/domain/plain-form.ts';
import type { CodeTable } from '../../src/upstream/code-tables.ts';
import type { Dictionary } from '../../src/upstream/connector.ts';
import { isRecord, textOf, type WireRecord } from '../../src/upstream/wire.ts';

/**
 * AAE140. 410 is work injury here and long-term care in medical insurance (`domain.md` §3.2). 120, 170, 320, 330 are not on the page, and what
 * `domain.md` §3.2 says of them is unconfirmed or second-hand: they are unknown, and so is what hangs on them.
 */
export const INSURANCES = {
  '110': 'pension',
  '210': 'unemployment',
  '310': 'medical',
  '410': 'work-injury',
  '510': 'maternity',
} as const satisfies CodeTable;
/** AAC031. */
export const PAYMENTS = { '1': 'paying', '2': 'paused', '3': 'ended' } as const satisfies CodeTable;
/** AAE132. */
export const ARRIVALS = { '1': 'yes', '0': 'no' } as const satisfies CodeTable;
/** AAE100. */
export const VALIDITIES = { '1': 'valid', '0': 'cancelled' } as const satisfies CodeTable;
/** PPDDM (`domain.md` §4.4). */
export const GRADES = { '1': 'equal', '2': 'equal', '3': 'similar', '4': 'different' } as const satisfies CodeTable<Grade>;

/** AAC008 个人参保状态, by label. */
export const ENROLMENTS = {
  正常参保: 'enrolled',
  参保: 'enrolled',
  已参保: 'enrolled',
  在保: 'enrolled',
  终止参保: 'ended',
  终止: 'ended',
  已终止: 'ended',
  未参保: 'not-enrolled',
  未参加: 'not-enrolled',
} as const satisfies CodeTable;
/** AAE116 发放状态, by label. */
export const BENEFIT_PAYMENTS = {
  正常发放: 'yes',
  正常: 'yes',
  发放: 'yes',
  发放中: 'yes',
  在发: 'yes',
  领取中: 'yes',
  停发: 'no',
  已停发: 'no',
  停止发放: 'no',
  暂停: 'no',
  暂停发放: 'no',
  暂停领取: 'no',
  中止: 'no',
  中止发放: 'no',
  终止: 'no',
  终止发放: 'no',
  终止领取: 'no',
  未发放: 'no',
} as const satisfies CodeTable;
/** ALC031 工伤认定, by label. Pending is neither: unknown. */
export const RECOGNITIONS = {
  认定: 'yes',
  已认定: 'yes',
  予以认定: 'yes',
  认定工伤: 'yes',
  认定为工伤: 'yes',
  工伤: 'yes',
  属于工伤: 'yes',
  视同工伤: 'yes',
  不认定: 'no',
  不予认定: 'no',
  未认定: 'no',
  不认定工伤: 'no',
  不予认定工伤: 'no',
  非工伤: 'no',
  不属于工伤: 'no',
} as const satisfies CodeTable;

const GRADE_NUMERALS = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十'];

/** ALA040 伤残等级, by label (`七级`, `伤残7级`, `10级伤残`): 1 (gravest) to 10; null for every other label. */
export const disabilityGradeOf = (label: string | null): number | null => {
  const numeral = /^(?:伤残)?(?:([一二三四五六七八九十])|([1-9]|10))级(?:伤残)?$/.exec(label === null ? '' : plainLabel(label));
  if (numeral === null) return null;
  return numeral[1] === undefined ? Number(numeral[2]) : GRADE_NUMERALS.indexOf(numeral[1]) + 1;
};

/** The dictionary as published: a version, and a table a field, its name in either case. What is not a table of labels is left out. */
export const dictionaryOf = (data: WireRecord): Dictionary => {
  const entries = Object.entries(data).map(([name, value]) => [name.toUpperCase(), value] as const);
  const tables = entries.flatMap(([name, value]) => (isRecord(value) ? [[name, labelsOf(value)] as const] : []));
  const version = entries.find(([name]) => name === 'VERSION')?.[1];
  return { version: textOf(version) ?? 'not stated', tables: Object.fromEntries(tables) };
};

const labelsOf = (table: WireRecord): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(table).flatMap(([code, label]) => {
      const text = textOf(label);
      return text === null ? [] : [[code.trim(), text] as const];
    }),
  );
