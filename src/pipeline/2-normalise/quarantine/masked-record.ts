/**
 * A quarantined row as it is shown: the authority's own field names, of each value only what kind it is and about how long, and the place of the
 * reason. Never a value, and never a name that may be one: whoever is looked at here has not been asked. Pure.
 */

export type FieldKind = 'object' | 'list' | 'text' | 'number' | 'boolean' | 'null' | 'missing' | 'more';

/** A line of the tree, in the order of the row. */
export interface MaskedField {
  /** Null: an entry of a list, or a name that could be somebody's. */
  readonly name: string | null;
  /** How deep it lies; the row itself is 0. */
  readonly depth: number;
  readonly kind: FieldKind;
  /** `***` where something is stated; null of what holds other fields, or nothing. */
  readonly value: string | null;
  /** Characters of a text or number, entries of a list: as a class, since a length can say who it is. */
  readonly length: LengthClass | null;
  readonly isAtFault: boolean;
}

const LENGTH_CLASSES = [
  ['0', 0],
  ['1-4', 4],
  ['5-10', 10],
  ['11-20', 20],
  ['21-100', 100],
  ['>100', Number.POSITIVE_INFINITY],
] as const;
export type LengthClass = (typeof LENGTH_CLASSES)[number][0];

const WITHHELD = '***';
const DEEPEST = 6;
const MOST_FIELDS = 200;
/** Authorities name fields in letters; a number or another script among the names may be data. */
const FIELD_NAME = /^(?!.*\d{4})[A-Za-z_][A-Za-z0-9_.-]{0,39}$/u;

/** `path`: JSON Pointer of what cannot be read, in the authority's own spelling; `''` is the row itself. */
export const maskedRecord = (row: unknown, path: string): readonly MaskedField[] => {
  const lines = linesOf({ name: null, value: row, pointer: '', depth: 0 }, path);
  return lines.length > MOST_FIELDS ? [...lines.slice(0, MOST_FIELDS), moreAt(1)] : lines;
};

interface Place {
  readonly name: string | null;
  readonly value: unknown;
  readonly pointer: string;
  readonly depth: number;
}

const linesOf = (place: Place, path: string): readonly MaskedField[] => {
  const { name, value, pointer, depth } = place;
  const kind = kindOf(value);
  const own: MaskedField = {
    name: name !== null && FIELD_NAME.test(name) ? name : null,
    depth,
    kind,
    value: kind === 'object' || kind === 'list' || kind === 'null' ? null : WITHHELD,
    length: lengthOf(value),
    isAtFault: pointer === path,
  };
  const below = childrenOf(value);
  if (below.length === 0 && !leadsOn(pointer, path)) return [own];
  if (depth >= DEEPEST) return [own, moreAt(depth + 1)];
  const lines = below
    .slice(0, MOST_FIELDS)
    .flatMap(([key, child]) =>
      linesOf({ name: Array.isArray(value) ? null : key, value: child, pointer: `${pointer}/${escaped(key)}`, depth: depth + 1 }, path),
    );
  return [own, ...lines, ...missingBelow(place, below, path)];
};

/** What is at fault because it is not there has its line too. */
const missingBelow = ({ pointer, depth }: Place, below: readonly (readonly [string, unknown])[], path: string): readonly MaskedField[] => {
  if (!leadsOn(pointer, path)) return [];
  const [next = ''] = path.slice(pointer.length + 1).split('/');
  if (below.some(([key]) => escaped(key) === next)) return [];
  const name = next.replaceAll('~1', '/').replaceAll('~0', '~');
  const shown = FIELD_NAME.test(name) ? name : null;
  return [{ name: shown, depth: depth + 1, kind: 'missing', value: null, length: null, isAtFault: true }];
};

const leadsOn = (pointer: string, path: string): boolean => path.startsWith(`${pointer}/`);
const escaped = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');

const moreAt = (depth: number): MaskedField => ({ name: null, depth, kind: 'more', value: null, length: null, isAtFault: false });

const childrenOf = (value: unknown): readonly (readonly [string, unknown])[] =>
  typeof value === 'object' && value !== null ? Object.entries(value) : [];

const kindOf = (value: unknown): FieldKind => {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'list';
  switch (typeof value) {
    case 'object':
      return 'object';
    case 'number':
    case 'bigint':
      return 'number';
    case 'boolean':
      return 'boolean';
    default:
      return 'text';
  }
};

const lengthOf = (value: unknown): LengthClass | null => {
  if (Array.isArray(value)) return classOf(value.length);
  if (typeof value === 'string') return classOf([...value].length);
  return typeof value === 'number' ? classOf(String(value).length) : null;
};

const classOf = (length: number): LengthClass => LENGTH_CLASSES.find(([, most]) => length <= most)?.[0] ?? '>100';
