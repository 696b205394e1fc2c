/** A form in the making: every value beside the records it rests on. What has no record is left out, so no field can be without provenance. */
import type { Form, FormValue, Provenance, ProvenanceEntry } from '../../domain/application.ts';
import type { Instant } from '../../domain/period.ts';
import type { Evidence } from '../3-verify/types.ts';

type Leaf = string | number | boolean;

/** A value and the records that state it. */
export class Filled<T extends Leaf> {
  readonly value: T;
  readonly from: readonly Evidence[];
  constructor(value: T, from: readonly Evidence[]) {
    this.value = value;
    this.from = from;
  }
}

/** Null where nothing states the value: absent and unknown look alike on a form, the worker fills both. */
export const filled = <T extends Leaf>(value: T | null | undefined, from: readonly Evidence[]): Filled<T> | null =>
  value === null || value === undefined || value === '' || from.length === 0 ? null : new Filled(value, from);

/** The shape of a form with each leaf filled or not; the type is the schema's, so a misspelt field does not compile. */
export type Filling<T> = T extends Leaf
  ? Filled<T> | null
  : T extends readonly (infer Item)[]
    ? readonly Filling<Item>[]
    : { readonly [K in keyof T]?: Filling<Exclude<T[K], undefined>> };

interface AnyBranch {
  readonly [field: string]: AnyFilling | undefined;
}
export type AnyFilling = Filled<Leaf> | null | readonly AnyFilling[] | AnyBranch;

interface Assembled {
  readonly value: FormValue;
  readonly basis: readonly ProvenanceEntry[];
  readonly provenance: Provenance;
}

/** What a form takes. */
export interface Terms {
  /** The longest text, by place. */
  readonly longest: Readonly<Record<string, number>>;
  readonly rosterAsOf: Instant;
}

/**
 * The form and its provenance: an entry for each leaf, and for each object and list the entries of all it holds. Empty parts are left out, and texts that
 * the form has no room for: no source says how long they may be, and one of them would hold back the whole application, night after night.
 */
export const assemble = (filling: AnyBranch, terms: Terms): { readonly form: Form; readonly provenance: Provenance } => {
  const parts = assembleFields(filling, '', terms);
  return { form: formOf(parts), provenance: provenanceOf(parts) };
};

const assembleNode = (node: AnyFilling | undefined, pointer: string, terms: Terms): Assembled | null => {
  if (node === null || node === undefined) return null;
  if (node instanceof Filled) return assembleLeaf(node, pointer, terms);
  return isList(node) ? assembleList(node, pointer, terms) : assembleObject(node, pointer, terms);
};

const assembleLeaf = ({ value, from }: Filled<Leaf>, pointer: string, { longest, rosterAsOf }: Terms): Assembled | null => {
  const basis = basisOf(from, rosterAsOf);
  return basis.length === 0 || !isRoomFor(value, longest[placeOf(pointer)]) ? null : { value, basis, provenance: { [pointer]: basis } };
};

/** By characters, as the schema counts them. */
const isRoomFor = (value: Leaf, longest: number | undefined): boolean =>
  longest === undefined || typeof value !== 'string' || [...value].length <= longest;

/** Entries of a list have theirs in common. */
const placeOf = (pointer: string): string => pointer.replaceAll(/\/\d+(?=\/|$)/g, '');

const isList = (node: readonly AnyFilling[] | AnyBranch): node is readonly AnyFilling[] => Array.isArray(node);

type Field = readonly [name: string, part: Assembled];

const assembleFields = (branch: AnyBranch, pointer: string, terms: Terms): readonly Field[] =>
  Object.entries(branch).flatMap(([name, node]): readonly Field[] => {
    const part = assembleNode(node, `${pointer}/${escaped(name)}`, terms);
    return part === null ? [] : [[name, part]];
  });

const assembleObject = (branch: AnyBranch, pointer: string, terms: Terms): Assembled | null => {
  const fields = assembleFields(branch, pointer, terms);
  return whole(formOf(fields), fields, pointer);
};

const assembleList = (items: readonly AnyFilling[], pointer: string, terms: Terms): Assembled | null => {
  const parts: Field[] = [];
  for (const item of items) {
    const part = assembleNode(item, `${pointer}/${parts.length}`, terms);
    if (part !== null) parts.push([String(parts.length), part]);
  }
  return whole(
    parts.map(([, { value }]) => value),
    parts,
    pointer,
  );
};

const whole = (value: FormValue, parts: readonly Field[], pointer: string): Assembled | null => {
  if (parts.length === 0) return null;
  const basis = distinct(parts.flatMap(([, part]) => part.basis));
  return { value, basis, provenance: { [pointer]: basis, ...provenanceOf(parts) } };
};

const formOf = (fields: readonly Field[]): Form => Object.fromEntries(fields.map(([name, { value }]) => [name, value]));
const provenanceOf = (parts: readonly Field[]): Provenance => Object.assign({}, ...parts.map(([, { provenance }]) => provenance));

/** RFC 6901. */
const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');

/** A record of a dataset that was not read to its end has no date to give, and is no basis. */
const basisOf = (evidence: readonly Evidence[], rosterAsOf: Instant): readonly ProvenanceEntry[] =>
  distinct(
    evidence.flatMap(({ source, dataset, recordKey, asOf }) => {
      const dated = source === 'aid-system' ? rosterAsOf : asOf;
      return dated === null ? [] : [{ source, dataset, recordKey, asOf: dated }];
    }),
  );

const distinct = (entries: readonly ProvenanceEntry[]): readonly ProvenanceEntry[] => [
  ...new Map(entries.map((entry) => [`${entry.dataset}/${entry.recordKey}`, entry])).values(),
];
