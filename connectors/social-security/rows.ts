/** How one row of a feed is read: by the codes its contract names, in either case, a code's label by the deployment's dictionary. Pure. */

import type { Fen } from '../../src/domain/money.ts';
import { type Day, lastDayOf, toDay } from '../../src/domain/period.ts';
import { plainForm } from '../../src/domain/plain-form.ts';
import { labelOf, labels } from '../../src/upstream/code-tables.ts';
import type { Dictionary } from '../../src/upstream/connector.ts';
import type { Fields } from '../../src/upstream/fields.ts';
import { textOf } from '../../src/upstream/wire.ts';
import { VALIDITIES } from './codes.ts';

/** The fields of a row under the names its contract has for them: a code that the contract does not know does not compile. */
export type FieldsOf<Row> = {
  readonly [Reader in Exclude<keyof Fields, 'refuse'>]: (code: keyof Row & string) => ReturnType<Fields[Reader]>;
} & Pick<Fields, 'refuse'>;

/** Keys may come as `AAC003` or `aac003` (`interfaces.md` §3). */
export const ROW_FORMAT = { anyCase: true } as const;

/** Null where the deployment does not label the field, and then what stands there is not even read. */
export const readLabel = <Row>(fields: FieldsOf<Row>, code: keyof Row & string, dictionary: Dictionary): string | null =>
  readCoded(fields, code, dictionary)?.label ?? null;

/** A code of a table that the deployment has, and what it is called there; null: not called anything. */
export interface Coded {
  readonly code: string;
  readonly label: string | null;
}

/** Null where none is stated, or the deployment does not label the field. A code that its table lacks is stated all the same: it means something unknown. */
export const readCoded = <Row>(fields: FieldsOf<Row>, field: keyof Row & string, dictionary: Dictionary): Coded | null => {
  const code = labels(dictionary, field) ? fields.text(field) : null;
  return code === null ? null : { code, label: labelOf(dictionary, field, code) };
};

/** A base is above zero; paused and ended enrolments have none (`domain.md` §3.1). */
export const readBase = (fields: FieldsOf<{ AAE180?: unknown }>): Fen | null => {
  const base = fields.amount('AAE180');
  return base === null || base <= 0 ? null : base;
};

/** A row is in force unless it says that it was cancelled. Neither valid nor cancelled cannot be read. */
export const readValidity = (fields: FieldsOf<{ AAE100?: unknown }>): boolean => {
  const code = fields.text('AAE100');
  if (code !== null && !Object.hasOwn(VALIDITIES, code)) fields.refuse('wrong-type', 'AAE100');
  return code !== '0';
};

/**
 * Dates come as `202401` too (`interfaces.md` §3): then the field names a month. A period may begin with its first day or end with its last;
 * of an event (`null`) the day is not stated, and none is made up.
 */
export const readDayOf = <Row>(fields: FieldsOf<Row>, code: keyof Row & string, dayOfMonth: 'first' | 'last' | null): Day | null => {
  if (!isMonthOnly(fields.raw(code))) return fields.day(code);
  const month = fields.month(code);
  if (month === null || dayOfMonth === null) return null;
  return dayOfMonth === 'first' ? toDay(`${month}-01`) : lastDayOf(month);
};

const isMonthOnly = (value: unknown): boolean => /^\d{4}[-/]?\d{2}$/.test(plainForm(textOf(value) ?? ''));
