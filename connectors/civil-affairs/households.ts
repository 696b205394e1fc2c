/**
 * Which rows of `s_civil_family` are one household. By household number (HH), which another row may state for the same head (HZZH) or the same
 * member; else by head; and where only one person was asked about, all rows are of that person's household. Where rows are left that might
 * belong to any household, or a household may have come in two parts, no size is told: a household counted too small would look poorer or
 * richer than it is. Pure; the members are counted and forgotten.
 */
import { type IdNumber, parseIdNumber } from '../../src/domain/id-number.ts';
import type { WireRow } from '../../src/upstream/connector.ts';
import { recordOf, textOf } from '../../src/upstream/wire.ts';
import type { components } from './upstream.ts';

type FamilyRow = { readonly [Field in keyof components['schemas']['FamilyRow']]?: unknown };

export interface Household {
  /** As the source writes it; null: not stated. */
  readonly number: string | null;
  /** Distinct members: a household that two of those asked about share comes once for each. Null: the rows do not tell. */
  readonly size: number | null;
}

/** One entry a row, in order; null where a row is none. */
export const householdsOf = (rows: readonly WireRow[], { asked }: { readonly asked: number }): readonly (Household | null)[] => {
  const records: readonly (FamilyRow | null)[] = rows.map(recordOf);
  const stated = records.filter((record) => record !== null);
  const placeOf = asked === 1 && numbersIn(stated).size <= 1 ? asTheOnlyOne(stated) : byWhatIsStated(stated);
  const places = records.map((record) => record && placeOf(record));
  const members = Map.groupBy(
    records.flatMap((record, index) => (record === null ? [] : [{ record, group: places[index]?.group }])),
    ({ group }) => group,
  );
  const isCertain = areCertain(places, stated);
  const sizeOf = (group: string): number => new Set((members.get(group) ?? []).map(({ record }) => memberOf(record))).size;
  return places.map((place) => place && { number: place.number, size: isCertain && place.group !== UNPLACED ? sizeOf(place.group) : null });
};

interface Place {
  readonly number: string | null;
  /** What the rows of one household have in common, and no other row has. */
  readonly group: string;
}

const UNPLACED = 'unplaced';

const numbersIn = (records: readonly FamilyRow[]): ReadonlySet<string> => new Set(records.flatMap(({ HH }) => textOf(HH) ?? []));

const asTheOnlyOne = (records: readonly FamilyRow[]) => {
  const [number = null] = numbersIn(records);
  return (): Place => ({ number, group: 'the only one' });
};

const byWhatIsStated = (records: readonly FamilyRow[]) => {
  const byHead = numbersBy(records, headOf);
  const byMember = numbersBy(records, personOf);
  return (record: FamilyRow): Place => {
    const head = headOf(record);
    const number = textOf(record.HH) ?? byHead(head) ?? byMember(head) ?? (head === null ? byMember(personOf(record)) : null);
    if (number !== null) return { number, group: numberGroup(number) };
    return { number, group: head === null ? UNPLACED : `head ${head}` };
  };
};

const numberGroup = (number: string): string => `number ${number}`;

/** The one number that goes with a person; somebody who stands in two households has none. */
const numbersBy = (records: readonly FamilyRow[], personIn: (record: FamilyRow) => IdNumber | null) => {
  const rowsOf = Map.groupBy(records, personIn);
  return (person: IdNumber | null): string | null => {
    const [number, ...others] = person === null ? [] : numbersIn(rowsOf.get(person) ?? []);
    return number !== undefined && others.length === 0 ? number : null;
  };
};

/** Whether each group is a whole household: no row is left over, and none known by head only may be one known by number only. */
const areCertain = (places: readonly (Place | null)[], records: readonly FamilyRow[]): boolean => {
  const groups = new Set(places.flatMap((place) => place?.group ?? []));
  const headed = new Set(records.flatMap((record) => (headOf(record) === null ? [] : (textOf(record.HH) ?? []))).map(numberGroup));
  const isByHeadOnly = [...groups].some((group) => group.startsWith('head '));
  const isByNumberOnly = [...groups].some((group) => group.startsWith('number ') && !headed.has(group));
  return !groups.has(UNPLACED) && !(isByHeadOnly && isByNumberOnly);
};

const headOf = ({ HZZH }: FamilyRow): IdNumber | null => personIn(HZZH);
const personOf = ({ GMSFHM }: FamilyRow): IdNumber | null => personIn(GMSFHM);
const personIn = (stated: unknown): IdNumber | null => {
  const person = parseIdNumber(stated);
  return person.ok ? person.value : null;
};

/** A member whose number cannot be read is still one to count, once however it is written. */
const memberOf = (record: FamilyRow): string =>
  personOf(record) ?? JSON.stringify([record.GMSFHM, record.XM, record.CSRQ].map((stated) => plain(stated)));
const plain = (stated: unknown): string =>
  String(stated ?? '')
    .normalize('NFKC')
    .replace(/\s+/gu, '')
    .toUpperCase();
