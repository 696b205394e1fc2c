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
import {
  isRecord,
  isStated,
  type KeyedField,
  listOf,
  lowerKeyed,
  pointerTo,
  readCount,
  readText,
  shapeOf,
  type WireRecord,
} from './wire.ts';

type BrokenReason = BrokenRow['reason'];

/** Every reader answers null for *not stated*; for what cannot be read it also answers null, and the row is broken. */
export interface Fields<Name extends string = string> {
  /** The record's own key; without one the row is broken (`missing-key`). */
  readonly key: (name: Name) => string;
  /** The person the row is about; without a readable number the row is broken (`identity-number`). */
  readonly subject: (name: Name) => IdNumber | null;
  /** The same where the page allows a row without a number. One that is stated must still be readable. */
  readonly subjectIfStated: (name: Name) => IdNumber | null;
  /** The same where the row's key alone says which record it is: an odd one is not stated either, but a JSON number breaks the row like any identity number. */
  readonly subjectIfReadable: (name: Name) => IdNumber | null;
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
  const value = attempted(() => read(new RowFields(row, { path: '', format, findings })));
  const { recordKey, subject, refusal } = findings;
  if (refusal !== null) return { ok: false, broken: { recordKey, subject, ...refusal } };
  return value === UNREADABLE
    ? { ok: false, broken: { recordKey, subject, reason: 'unreadable', path: '', shape: shapeOf(row) } }
    : { ok: true, value };
};

/** A row that makes its reading throw is one that nobody foresaw: it costs itself, not the feed that would bring it again every night. */
const attempted = <T>(read: () => T): T | typeof UNREADABLE => {
  try {
    return read();
  } catch {
    return UNREADABLE;
  }
};
const UNREADABLE = Symbol('unreadable');

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

/** A class, and its methods made once: a row of closures for each row of a page costs more than reading it. */
class RowFields implements Fields {
  readonly #place: Place;
  readonly #find: (name: string) => KeyedField;

  constructor(record: WireRecord, place: Place) {
    this.#place = place;
    this.#find = finder(record, place.format);
  }

  key(name: string): string {
    const { findings } = this.#place;
    const stated = this.text(name);
    if (stated === null) this.refuse('missing-key', name);
    else if (stated.length > LONGEST_KEY) this.refuse('wrong-type', name);
    else findings.recordKey ??= stated;
    return findings.recordKey ?? '';
  }

  subject(name: string): IdNumber | null {
    return this.#subject(this.#person(name, () => false));
  }
  subjectIfStated(name: string): IdNumber | null {
    return this.#subject(this.#person(name, (fault) => fault === 'absent'));
  }
  subjectIfReadable(name: string): IdNumber | null {
    return this.#subject(this.relatedPerson(name));
  }
  relatedPerson(name: string): IdNumber | null {
    return this.#person(name, (fault) => fault !== 'number-type');
  }

  text(name: string): string | null {
    return this.#reading(name, readText, 'wrong-type');
  }
  day(name: string): Day | null {
    return this.#reading(name, readDay, 'impossible-date');
  }
  month(name: string): Month | null {
    return this.#reading(name, readMonth, 'impossible-date');
  }
  instant(name: string): Instant | null {
    return this.#reading(name, readInstant, 'impossible-date');
  }
  amount(name: string): Fen | null {
    return this.#reading(name, readYuan, 'impossible-amount');
  }
  count(name: string): number | null {
    return this.#reading(name, readCount, 'wrong-type');
  }

  child(name: string): Fields | null {
    const { value } = this.#find(name);
    if (isRecord(value)) return this.#nested(value, this.#pathOf(name));
    if (listOf(value)?.length !== 0) this.refuse('wrong-type', name);
    return null;
  }
  children(name: string): readonly Fields[] {
    const { value } = this.#find(name);
    const entries = listOf(value);
    if (entries === null || !entries.every(isRecord)) {
      this.refuse('wrong-type', name);
      return [];
    }
    return entries.map((entry, index) => this.#nested(entry, this.#pathOf(name) + (Array.isArray(value) ? pointerTo(index) : '')));
  }

  raw(name: string): unknown {
    return this.#find(name).value;
  }
  refuse(reason: BrokenReason, name: string, identityFault?: IdNumberFault): void {
    this.#place.findings.refusal ??= {
      reason,
      path: this.#pathOf(name),
      shape: shapeOf(this.#find(name).value),
      ...(identityFault && { identityFault }),
    };
  }

  #reading<T>(name: string, read: (value: unknown) => Stated<T>, reason: BrokenReason): T | null {
    const found = read(this.#find(name).value);
    if (found.kind === 'impossible') this.refuse(reason, name);
    return found.kind === 'stated' ? found.value : null;
  }
  #person(name: string, isTolerated: (fault: IdNumberFault) => boolean): IdNumber | null {
    const parsed = parseIdNumber(this.#find(name).value);
    if (parsed.ok) return parsed.value;
    if (!isTolerated(parsed.fault)) this.refuse('identity-number', name, parsed.fault);
    return null;
  }
  #subject(found: IdNumber | null): IdNumber | null {
    this.#place.findings.subject = found;
    return found;
  }
  #pathOf(name: string): string {
    return this.#place.path + pointerTo(this.#find(name).name);
  }
  #nested(record: WireRecord, path: string): Fields {
    return new RowFields(record, { ...this.#place, path });
  }
}

/** Looks a documented name up; where it is missing, the documented spelling stands in its path. Of two spellings the documented one wins if it states something. */
const finder = (record: WireRecord, { anyCase = false }: RowFormat): ((name: string) => KeyedField) => {
  const own = (name: string): unknown => (Object.hasOwn(record, name) ? record[name] : undefined);
  if (!anyCase) return (name) => ({ name, value: own(name) });
  let keyed: ReadonlyMap<string, KeyedField> | null = null;
  return (name) => {
    const value = own(name);
    if (isStated(value)) return { name, value };
    keyed ??= lowerKeyed(record);
    return keyed.get(name.toLowerCase()) ?? { name, value: undefined };
  };
};
