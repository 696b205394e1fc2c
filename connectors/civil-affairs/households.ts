/**
 * Which rows of `s_civil_family` are one household. By household number (HH), which another row may state for the same head (HZZH) or the same
 * member; else by head; and where only one person was asked about, all rows are of that person's household. Where rows are left that might
 * belong to any household, or a household may have come in two parts, no size is told: a household counted too small would look poorer or
 * richer than it is; `ask-apart.ts` says whom to ask about once more for it. Pure; the members are counted and forgotten.
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
  /** False: the row may belong to any of the households. */
  readonly isPlaced: boolean;
}

/** One entry a row, in order; null where a row is none. */
export const householdsOf = (rows: readonly WireRow[], { asked }: { readonly asked: number }): readonly (Household | null)[] => {
  const { records, places } = placed(rows, { asked });
  const sizes = areCertain(records, places) ? sizesOf(records, places) : null;
  return places.map((place) => {
    if (place === null) return null;
    const { number, group } = place;
    const isPlaced = group !== UNPLACED;
    return { number, size: isPlaced ? (sizes?.get(group) ?? null) : null, isPlaced };
  });
};

/** The rows for want of whose place no size is told; of two kinds that may be one household in two parts, the fewer. */
export const openRows = (rows: readonly WireRow[], { asked }: { readonly asked: number }): readonly Relation[] => {
  // As a rule every row states its number, and then every row is placed.
  if (rows.every((row) => textOf(recordOf(row)?.['HH']) !== null)) return [];
  const { records, places } = placed(rows, { asked });
  const doubts = doubtsIn(records, places);
  const within = (groups: ReadonlySet<string>): readonly Relation[] =>
    records.filter((record, index): record is Relation => record !== null && groups.has(places[index]?.group ?? ''));
  if (doubts.unplaced.size > 0) return within(doubts.unplaced);
  const [fewer = []] = [within(doubts.byHeadOnly), within(doubts.byNumberOnly)].toSorted((a, b) => a.length - b.length);
  return fewer;
};

interface Placed {
  readonly records: readonly (Relation | null)[];
  readonly places: readonly (Place | null)[];
}

const placed = (rows: readonly WireRow[], { asked }: { readonly asked: number }): Placed => {
  const records = rows.map(relationIn);
  const stated = records.filter((record) => record !== null);
  const placeOf = asked === 1 && numbersIn(stated).size <= 1 ? asTheOnlyOne(stated) : byWhatIsStated(stated);
  return { records, places: records.map((record) => record && placeOf(record)) };
};

/** What of a row tells whose household it is, read once. */
interface Relation {
  readonly number: string | null;
  readonly head: IdNumber | null;
  readonly person: IdNumber | null;
  /** Another for each member: one whose number cannot be read is still one to count, once however it is written. */
  readonly member: string;
}

const relationIn = (row: WireRow): Relation | null => {
  const record: FamilyRow | null = recordOf(row);
  if (record === null) return null;
  const { GMSFHM, XM, CSRQ, HH, HZZH } = record;
  const person = personIn(GMSFHM);
  return { number: textOf(HH), head: personIn(HZZH), person, member: person ?? JSON.stringify([GMSFHM, XM, CSRQ].map(plain)) };
};

const sizesOf = (records: readonly (Relation | null)[], places: readonly (Place | null)[]): ReadonlyMap<string, number> => {
  const members = new Map<string, Set<string>>();
  for (const [index, record] of records.entries()) {
    const group = places[index]?.group;
    if (record === null || group === undefined) continue;
    members.set(group, (members.get(group) ?? new Set()).add(record.member));
  }
  return new Map([...members].map(([group, of]) => [group, of.size]));
};

interface Place {
  readonly number: string | null;
  /** What the rows of one household have in common, and no other row has. */
  readonly group: string;
}

const UNPLACED = 'unplaced';

const numbersIn = (records: readonly Relation[]): ReadonlySet<string> => new Set(records.flatMap(({ number }) => number ?? []));

const asTheOnlyOne = (records: readonly Relation[]) => {
  const [number = null] = numbersIn(records);
  return (): Place => ({ number, group: 'the only one' });
};

const byWhatIsStated = (records: readonly Relation[]) => {
  const byHead = numbersBy(records, ({ head }) => head);
  const byMember = numbersBy(records, ({ person }) => person);
  return ({ number: stated, head, person }: Relation): Place => {
    const number = stated ?? byHead(head) ?? byMember(head) ?? (head === null ? byMember(person) : null);
    if (number !== null) return { number, group: numberGroup(number) };
    return { number, group: head === null ? UNPLACED : `head ${head}` };
  };
};

const numberGroup = (number: string): string => `number ${number}`;

/** The one number that goes with a person; somebody who stands in two households has none. */
const numbersBy = (records: readonly Relation[], personOf: (record: Relation) => IdNumber | null) => {
  const rowsOf = Map.groupBy(records, personOf);
  return (person: IdNumber | null): string | null => {
    const [number, ...others] = person === null ? [] : numbersIn(rowsOf.get(person) ?? []);
    return number !== undefined && others.length === 0 ? number : null;
  };
};

/** Groups that may not be whole households. */
interface Doubts {
  /** Rows left over, which may belong to any. */
  readonly unplaced: ReadonlySet<string>;
  /** One known by head only may be one known by number only: beside each other, both are in doubt. */
  readonly byHeadOnly: ReadonlySet<string>;
  readonly byNumberOnly: ReadonlySet<string>;
}

const doubtsIn = (records: Placed['records'], places: Placed['places']): Doubts => {
  const groups = [...new Set(places.flatMap((place) => place?.group ?? []))];
  const headed = new Set(records.flatMap((record) => (record?.head == null || record.number === null ? [] : numberGroup(record.number))));
  return {
    unplaced: new Set(groups.filter((group) => group === UNPLACED)),
    byHeadOnly: new Set(groups.filter((group) => group.startsWith('head '))),
    byNumberOnly: new Set(groups.filter((group) => group.startsWith('number ') && !headed.has(group))),
  };
};

const areCertain = (records: Placed['records'], places: Placed['places']): boolean => {
  const { unplaced, byHeadOnly, byNumberOnly } = doubtsIn(records, places);
  return unplaced.size === 0 && (byHeadOnly.size === 0 || byNumberOnly.size === 0);
};

const personIn = (stated: unknown): IdNumber | null => {
  const person = parseIdNumber(stated);
  return person.ok ? person.value : null;
};

const plain = (stated: unknown): string =>
  String(stated ?? '')
    .normalize('NFKC')
    .replace(/\s+/gu, '')
    .toUpperCase();
