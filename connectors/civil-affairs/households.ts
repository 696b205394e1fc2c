/**
 * Which rows of `s_civil_family` are one household. By household number (HH); a row without one belongs with the rows that name the same
 * head (HZZH), whether those state a number or not; and where only one person was asked about, all rows are of that person's household.
 * Pure; the members are counted and forgotten.
 */
import { type IdNumber, parseIdNumber } from '../../src/domain/id-number.ts';
import type { WireRow } from '../../src/upstream/connector.ts';
import { recordOf, textOf, type WireRecord } from '../../src/upstream/wire.ts';
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
  const records: readonly ((WireRecord & FamilyRow) | null)[] = rows.map(recordOf);
  const numberByHead = new Map<IdNumber, string>();
  for (const record of records) {
    const [number, head] = [textOf(record?.HH), headOf(record)];
    if (number !== null && head !== null) numberByHead.set(head, number);
  }
  const places = records.map((record) => {
    const head = headOf(record);
    const number = textOf(record?.HH) ?? (head === null ? null : (numberByHead.get(head) ?? null));
    if (record === null) return null;
    if (number !== null) return { number, group: `number ${number}` };
    if (head !== null) return { number, group: `head ${head}` };
    return asked === 1 ? { number, group: 'the only one' } : null;
  });
  const members = new Map<string, Set<string>>();
  places.forEach((place, index) => {
    if (place === null) return;
    const known = members.get(place.group) ?? new Set();
    members.set(place.group, known.add(memberOf(records[index] ?? {})));
  });
  return places.map((place) => place && { number: place.number, size: members.get(place.group)?.size ?? 0 });
};

const headOf = (record: FamilyRow | null): IdNumber | null => {
  const head = parseIdNumber(record?.HZZH);
  return head.ok ? head.value : null;
};

/** A member whose number cannot be read is still one to count. */
const memberOf = ({ GMSFHM, XM, CSRQ }: FamilyRow): string => {
  const number = parseIdNumber(GMSFHM);
  return number.ok ? number.value : JSON.stringify([GMSFHM, XM, CSRQ]);
};
