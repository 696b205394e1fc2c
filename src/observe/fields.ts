/** Fields that may be told: a table of names, each with how its value is read. What is not named is dropped, what does not read is withheld. */
import { count, flag, keyId, token, WITHHELD } from './allowed.ts';
import { faultRecord } from './fault-record.ts';

/** How each kind of field is read; a kind with `?` may be null or missing. */
const READERS = { token, keyId, count, flag, fault: (value: unknown) => faultRecord(value) };
export type FieldKind = keyof typeof READERS;
export type OptionalKind = `${Exclude<FieldKind, 'fault'>}?`;
export type FieldRules = Readonly<Record<string, FieldKind | OptionalKind>>;

interface FieldValues {
  readonly token: string;
  readonly keyId: string;
  readonly count: number;
  readonly flag: boolean;
  readonly fault: unknown;
}

type Optional<R> = { [F in keyof R]: R[F] extends OptionalKind ? F : never }[keyof R];
type Value<K> = K extends `${infer Plain extends FieldKind}?` ? FieldValues[Plain] | null : K extends FieldKind ? FieldValues[K] : never;
/** What the caller hands in. Wider objects may be passed whole: only the named fields are taken. */
export type AllowedFields<R> = { readonly [F in Exclude<keyof R, Optional<R>>]: Value<R[F]> } & {
  readonly [F in Optional<R>]?: Value<R[F]> | undefined;
};

const isOptional = (kind: FieldKind | OptionalKind): kind is OptionalKind => kind.endsWith('?');

const readerOf = (kind: FieldKind | OptionalKind): ((value: unknown) => unknown) =>
  READERS[(isOptional(kind) ? kind.slice(0, -1) : kind) as FieldKind];

/** The allowed part of what is handed in. */
export const fieldsReader = (fields: FieldRules): ((given: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>) => {
  const rules = Object.entries(fields).map(([field, kind]) => ({ field, isOptional: isOptional(kind), read: readerOf(kind) }));
  return (given) => {
    const said: Record<string, unknown> = {};
    for (const { field, isOptional: mayBeMissing, read } of rules)
      if (!mayBeMissing || (given[field] ?? null) !== null) said[field] = safely(read, given[field]);
    return said;
  };
};

/** A value with a hostile getter must not cost the event, and never the work it tells of. */
const safely = (read: (value: unknown) => unknown, value: unknown): unknown => {
  try {
    return read(value);
  } catch {
    return WITHHELD;
  }
};
