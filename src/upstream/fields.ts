/**
 * Reads a wire row field by field into a draft. The first field that cannot be read breaks the row, and only that row: `readRow` then
 * answers with the field's path and shape instead of the draft. So a normaliser is one object literal, and no field is checked twice.
 *
 *   readRow<keyof AssistanceRow>(row, (fields) => ({ recordKey: fields.key('UUID'), subject: fields.subject('GMSFHM'), … }))
 *
 * Named with the keys of a generated contract type, a field that the contract does not know is a compile error.
 */
import { type IdNumber, type IdNumberFault, parseIdNumber } from '../domain/id-number.ts';
import { type Fen, readYuan } from '../domain/money.ts';
import { type Day, type Instant, type Month, readDay, readInstant, readMonth, type Stated } from '../domain/period.ts';
import type { BrokenRow, Draft, Normalised, WireRow } from './connector.ts';
import { isRecord, listOf, lowerKeyed, pointerTo, readCount, readText, shapeOf, type WireRecord } from './wire.ts';

type BrokenReason = BrokenRow['reason'];

/** Every reader answers null for *not stated*; for what cannot be read it also answers null, and the row is broken. */
export interface Fields<Name extends string = string> {
  /** The record's own key; without one the row is broken (`missing-key`). */
  readonly key: (name: Name) => string;
  /** The person the row is about; without a readable number the row is broken (`identity-number`). */
  readonly subject: (name: Name) => IdNumber | null;
  /** The same where the page allows a row without a number. One that is stated must still be readable. */
  readonly subjectIfStated: (name: Name) => IdNumber | null;
  /** Another person's number, for comparing only: an odd one is not stated, but a JSON number breaks the row like any identity number. */
  readonly relatedPerson: (name: Name) => IdNumber | null;
  readonly text: (name: Name) => string | null;
  readonly day: (name: Name) => Day | null;
  readonly month: (name: Name) => Month | null;
  readonly instant: (name: Name) => Instant | null;
  /** Yuan on the wire. */
  readonly amount: (name: Name) => Fen | null;
  readonly count: (name: Name) => number | null;
  /** A nested record, its fields read as strictly. */
  readonly child: <Nested extends string = string>(name: Name) => Fields<Nested> | null;
  /** A nested list of records; a single object is a list of one. */
  readonly children: <Nested extends string = string>(name: Name) => readonly Fields<Nested>[];
  /** For what no reader covers; pair with `refuse`. */
  readonly raw: (name: Name) => unknown;
  /** Breaks the row because of this field. The first refusal is the one reported. */
  readonly refuse: (reason: BrokenReason, name: Name) => void;
}

/** Characters. No index takes a key of any length, and one row must not cost its page. */
export const LONGEST_KEY = 400;

export interface RowFormat {
  /** Keys may come in either case (`interfaces.md` §3). */
  readonly anyCase?: boolean;
}

/** What has been found out about the row so far. */
interface Findings {
  recordKey: string | null;
  subject: IdNumber | null;
  refusal: { readonly reason: BrokenReason; readonly path: string; readonly shape: string; readonly identityFault?: IdNumberFault } | null;
}

export type Read<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly broken: BrokenRow };

/** What a row says, or why it cannot be read. Pure as long as `read` is. */
export const readFields = <T, Name extends string = string>(
  row: WireRow,
  read: (fields: Fields<Name>) => T,
  format: RowFormat = {},
): Read<T> => {
  const findings: Findings = { recordKey: null, subject: null, refusal: null };
  if (!isRecord(row))
    return { ok: false, broken: { recordKey: null, subject: null, reason: 'not-an-object', path: '', shape: shapeOf(row) } };
  const value = read(fieldsOf(row, { path: '', format, findings }));
  const { recordKey, subject, refusal } = findings;
  return refusal === null ? { ok: true, value } : { ok: false, broken: { recordKey, subject, ...refusal } };
};

/** The draft of a row, or why it has none. */
export const readRow = <Name extends string = string>(
  row: WireRow,
  draftOf: (fields: Fields<Name>) => Draft,
  format: RowFormat = {},
): Normalised => {
  const read = readFields(row, draftOf, format);
  return read.ok ? { ok: true, draft: read.value } : read;
};

interface Place {
  readonly path: string;
  readonly format: RowFormat;
  readonly findings: Findings;
}

const fieldsOf = (record: WireRecord, place: Place): Fields => {
  const { format, findings } = place;
  const find = finder(record, format);
  const pathOf = (name: string): string => place.path + pointerTo(find(name).name);

  const refuse = (reason: BrokenReason, name: string, identityFault?: IdNumberFault): void => {
    findings.refusal ??= { reason, path: pathOf(name), shape: shapeOf(find(name).value), ...(identityFault && { identityFault }) };
  };
  const reading =
    <T>(read: (value: unknown) => Stated<T>, reason: BrokenReason) =>
    (name: string): T | null => {
      const found = read(find(name).value);
      if (found.kind === 'impossible') refuse(reason, name);
      return found.kind === 'stated' ? found.value : null;
    };
  const person = (name: string, isTolerated: (fault: IdNumberFault) => boolean): IdNumber | null => {
    const parsed = parseIdNumber(find(name).value);
    if (parsed.ok) return parsed.value;
    if (!isTolerated(parsed.fault)) refuse('identity-number', name, parsed.fault);
    return null;
  };
  const text = reading(readText, 'wrong-type');

  return {
    key: (name) => {
      const stated = text(name);
      if (stated === null) refuse('missing-key', name);
      else if (stated.length > LONGEST_KEY) refuse('wrong-type', name);
      else findings.recordKey ??= stated;
      return findings.recordKey ?? '';
    },
    subject: (name) => (findings.subject = person(name, () => false)),
    subjectIfStated: (name) => (findings.subject = person(name, (fault) => fault === 'absent')),
    relatedPerson: (name) => person(name, (fault) => fault !== 'number-type'),
    text,
    day: reading(readDay, 'impossible-date'),
    month: reading(readMonth, 'impossible-date'),
    instant: reading(readInstant, 'impossible-date'),
    amount: reading(readYuan, 'impossible-amount'),
    count: reading(readCount, 'wrong-type'),
    child: (name) => {
      const { value } = find(name);
      if (isRecord(value)) return fieldsOf(value, { path: pathOf(name), format, findings });
      if (listOf(value)?.length !== 0) refuse('wrong-type', name);
      return null;
    },
    children: (name) => {
      const { value } = find(name);
      const entries = listOf(value);
      if (entries === null || !entries.every(isRecord)) {
        refuse('wrong-type', name);
        return [];
      }
      const pathTo = (index: number): string => pathOf(name) + (Array.isArray(value) ? pointerTo(index) : '');
      return entries.map((entry, index) => fieldsOf(entry, { path: pathTo(index), format, findings }));
    },
    raw: (name) => find(name).value,
    refuse,
  };
};

/** Looks a documented name up; where it is missing, the documented spelling stands in its path. */
const finder = (
  record: WireRecord,
  { anyCase = false }: RowFormat,
): ((name: string) => { readonly name: string; readonly value: unknown }) => {
  if (!anyCase) return (name) => ({ name, value: Object.hasOwn(record, name) ? record[name] : undefined });
  const keyed = lowerKeyed(record);
  return (name) => keyed.get(name.toLowerCase()) ?? { name, value: undefined };
};
