/**
 * What every connector needs to read an authority's JSON without trusting it. All pure. A field that is missing, `""` or `null` is *not
 * stated*, all three alike (`interfaces.md`, "Common to all"); anything that cannot be read is `impossible`, never silently absent.
 * Days, months, instants and amounts have readers of the same kind in `src/domain/period.ts` and `src/domain/money.ts`.
 */
import type { Stated } from '../domain/period.ts';

export type WireRecord = Readonly<Record<string, unknown>>;

export const isRecord = (value: unknown): value is WireRecord => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The row as a record, or null where it is none (a list, a text, `null`). */
export const recordOf = (value: unknown): WireRecord | null => (isRecord(value) ? value : null);

/** Nodes given as lists may arrive as a single object (`interfaces.md` §2); not stated is the empty list. Null: neither of these. */
export const listOf = (value: unknown): readonly unknown[] | null => {
  if (value === undefined || value === null || value === '') return [];
  if (Array.isArray(value)) return value;
  return isRecord(value) ? [value] : null;
};

/**
 * A text, or a number that lost nothing on its way, as text; surrounding spaces fall away. Anything else cannot be read as text: nor can one
 * with a NUL or half a surrogate pair in it, which JSON may carry and no database takes.
 */
export const readText = (value: unknown): Stated<string> => {
  if (value === undefined || value === null) return { kind: 'absent' };
  if (typeof value === 'number') return isLossless(value) ? { kind: 'stated', value: String(value) } : { kind: 'impossible' };
  if (typeof value !== 'string' || !isStorable(value)) return { kind: 'impossible' };
  const text = value.trim();
  return text === '' ? { kind: 'absent' } : { kind: 'stated', value: text };
};

/** JSON may carry a NUL or half a surrogate pair; no database takes them. */
export const isStorable = (text: string): boolean => !text.includes('\u0000') && text.isWellFormed();

/** An integer beyond 2⁵³ has lost digits in JSON parsing. */
const isLossless = (value: number): boolean => Number.isSafeInteger(value) || (Number.isFinite(value) && !Number.isInteger(value));

/** `readText` where nothing hangs on the difference between unreadable and not stated: codes, messages. */
export const textOf = (value: unknown): string | null => {
  const text = readText(value);
  return text.kind === 'stated' ? text.value : null;
};

/** A whole number of zero or more, as a number or as text (`3`, `"3"`, `"３"`, `"3.0"`). */
export const readCount = (value: unknown): Stated<number> => {
  const text = readText(value);
  if (text.kind !== 'stated') return text;
  const digits = /^(\d{1,15})(?:\.0+)?$/.exec(text.value.normalize('NFKC'))?.[1];
  return digits === undefined ? { kind: 'impossible' } : { kind: 'stated', value: Number(digits) };
};

/** At most that many characters, whole ones. */
export const shortened = (text: string, characters: number): string => [...text].slice(0, characters).join('');

export interface KeyedField {
  /** The key as the authority spelled it. */
  readonly name: string;
  readonly value: unknown;
}

/** A record by lower-case key, for sources whose keys come in either case (`interfaces.md` §3); of two spellings, one that states something wins. */
export const lowerKeyed = (record: WireRecord): ReadonlyMap<string, KeyedField> => {
  const fields = new Map<string, KeyedField>();
  for (const [name, value] of Object.entries(record)) {
    const key = name.toLowerCase();
    if (!isStated(fields.get(key)?.value)) fields.set(key, { name, value });
  }
  return fields;
};

/** Absent comes in three forms. */
export const isStated = (value: unknown): boolean => value !== undefined && value !== null && value !== '';

/** JSON Pointer (RFC 6901) of a field, from the names and positions that lead to it: `/insuinfo/0/psn_insu_date`. */
export const pointerTo = (...steps: readonly (string | number)[]): string =>
  steps.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

const SHOWN_CHARACTERS = 24;

/** Type and length of a value with digits as 9 and letters as a, for an operator to see what is wrong with it: `string(18) 99999999aa…`. Never the value. */
export const shapeOf = (value: unknown): string => {
  if (value === undefined) return 'absent';
  if (value === null) return 'null';
  if (Array.isArray(value)) return `list(${value.length})`;
  if (isRecord(value)) return `object(${Object.keys(value).length})`;
  const characters = [...String(value)];
  if (typeof value !== 'string' && typeof value !== 'number') return `${typeof value}(${characters.length})`;
  const shown = characters.slice(0, SHOWN_CHARACTERS).map(shapeOfCharacter).join('');
  return `${typeof value}(${characters.length}) ${shown}${characters.length > SHOWN_CHARACTERS ? '…' : ''}`;
};

/** Control characters and halves of surrogate pairs are `?`: they cannot be stored, and are what an operator has to see. */
const shapeOfCharacter = (character: string): string =>
  character
    .replace(/\p{N}/u, '9')
    .replace(/\p{L}/u, 'a')
    .replace(/[\p{Cc}\p{Cs}]/u, '?');
