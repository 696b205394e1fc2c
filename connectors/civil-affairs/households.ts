/**
 * Which rows of `s_civil_family` are one household. By household number (HH); a row without one belongs with the rows that name the same
 * head (HZZH), whether those state a number or not; and where only one person was asked about, all rows are of that person's household.
 * Pure; the members are counted and forgotten.
 */
import { type IdNumber, parseIdNumber } from '../../src/domain/id-number.ts';
import type { WireRow } from '../../src/upstream/connector.ts';
import { recordOf, textOf } from '../../src/upstream/wire.ts';
import type { components } from './upstream.ts';

type FamilyRow = { readonly [Field in keyof components['schemas']['FamilyRow']]?: unknown };

export interface Household {
  /** As the source writes it; null: not stated. */
  readonly number: string | null;
  /** Distinct members: a household that two of those asked about share comes once for each. */
  readonly size: number;
}

/** One entry a row, in order; null where a row cannot be placed. */
export const householdsOf = (rows: readonly WireRow[], { asked }: { readonly asked: number }): readonly (Household | null)[] => {
  const records: readonly (FamilyRow | null)[] = rows.map(recordOf);
  const numbers = numbersByHead(records);
  const places = records.map((record) => record && placeOf(record, { numbers, alone: asked === 1 }));
  const members = new Map<string, Set<string>>();
  for (const [index, record] of records.entries()) {
    const group = places[index]?.group;
    if (record !== null && group !== undefined) members.set(group, (members.get(group) ?? new Set()).add(memberOf(record)));
  }
  return places.map((place) => place && { number: place.number, size: members.get(place.group)?.size ?? 0 });
};

const numbersByHead = (records: readonly (FamilyRow | null)[]): ReadonlyMap<IdNumber, string> => {
  const numbers = new Map<IdNumber, string>();
  for (const record of records) {
    if (record === null) continue;
    const [number, head] = [textOf(record.HH), headOf(record)];
    if (number !== null && head !== null) numbers.set(head, number);
  }
  return numbers;
};

interface Place {
  readonly number: string | null;
  /** What the rows of one household have in common, and no other row has. */
  readonly group: string;
}

const placeOf = (
  record: FamilyRow,
  { numbers, alone }: { readonly numbers: ReadonlyMap<IdNumber, string>; readonly alone: boolean },
): Place | null => {
  const head = headOf(record);
  const number = textOf(record.HH) ?? (head === null ? null : (numbers.get(head) ?? null));
  if (number !== null) return { number, group: `number ${number}` };
  if (head !== null) return { number, group: `head ${head}` };
  return alone ? { number, group: 'the only one' } : null;
};

const headOf = ({ HZZH }: FamilyRow): IdNumber | null => {
  const head = parseIdNumber(HZZH);
  return head.ok ? head.value : null;
};

/** A member whose number cannot be read is still one to count. */
const memberOf = ({ GMSFHM, XM, CSRQ }: FamilyRow): string => {
  const number = parseIdNumber(GMSFHM);
  return number.ok ? number.value : JSON.stringify([GMSFHM, XM, CSRQ]);
};
