/**
 * Rows of `s_civil_family` (家庭成员关系, `interfaces.md` §1) as drafts, one for each person asked about. Pure. Of the others in a
 * household only the count is kept: `other` rows tell the books whose they are and nothing more.
 */
import type { FamilyContent } from '../../src/domain/canonical.ts';
import { asRounded, type IdNumber, parseIdNumber } from '../../src/domain/id-number.ts';
import { compareNames } from '../../src/domain/person-name.ts';
import type { Draft, LookupNormalised, LookupReader, LookupRow, Normalised, Subject, WireRow } from '../../src/upstream/connector.ts';
import { type Fields, readRow } from '../../src/upstream/fields.ts';
import { NOBODY } from '../../src/upstream/known-rows.ts';
import { recordOf, shortened, textOf } from '../../src/upstream/wire.ts';
import { type Household, householdsOf } from './households.ts';
import type { components } from './upstream.ts';

type Row = Fields<keyof components['schemas']['FamilyRow']>;

/**
 * GB/T 4761 as the relation to the head: 01 the person itself, 02 the head. In its form of one digit 1 is the spouse; whether a 1 is that or a 01 that
 * lost its zero nobody can tell.
 */
const HEAD_RELATIONS = new Set(['01', '02']);
const TWO_DIGITS = /^\d\d$/;

/** As long as the canonical schema lets it be. */
const RELATION_CHARACTERS = 8;

export const normaliseFamily = (
  rows: readonly WireRow[],
  subjects: readonly Subject[],
  _dictionary: unknown = null,
  known: ReadonlySet<IdNumber> = NOBODY,
): LookupNormalised => {
  // Most nights everybody asked about is known, and nobody asks for a household.
  let households: readonly (Household | null)[] | null = null;
  const householdAt = (index: number): Household | null => {
    households ??= householdsOf(rows, { asked: subjects.length });
    return households[index] ?? null;
  };
  const asked = new Set(subjects.map(({ idNumber }) => idNumber));
  const people = rows.map(personIn);
  const answered = new Set(people);
  const waiting = subjects.filter(({ idNumber }) => !answered.has(idNumber));
  let numbers: HouseholdNumbers | null = null;
  const numbersOf = (person: IdNumber): readonly (string | null)[] => {
    numbers ??= householdNumbers(people, householdAt);
    return numbers.get(person) ?? [];
  };
  const told = new Map<IdNumber, Set<string | null>>();
  return {
    rows: rows.map((row, index) =>
      entryOf(row, people[index] ?? null, { household: () => householdAt(index), numbersOf, asked, waiting, told, known }),
    ),
  };
};

type HouseholdNumbers = ReadonlyMap<IdNumber | null, readonly (string | null)[]>;

/** Of each person, the households their rows are of: in an order of their own, since rows come in any. */
const householdNumbers = (people: readonly (IdNumber | null)[], householdAt: (index: number) => Household | null): HouseholdNumbers => {
  const standing = people.map((person, index) => ({ person, number: householdAt(index)?.number ?? null }));
  return new Map(
    [...Map.groupBy(standing, ({ person }) => person)].map(([person, rows]) => {
      const numbers = new Set(rows.map(({ number }) => number));
      const stated = [...numbers].filter((number) => number !== null).toSorted();
      return [person, numbers.has(null) ? [...stated, null] : stated];
    }),
  );
};

/** A record is made of its person's own rows and of what all rows together tell of the household. */
export const glanceAtFamily: LookupReader<'family'>['glance'] = (rows, subjects) => {
  const households = householdsOf(rows, { asked: subjects.length });
  const asked = new Set(subjects.map(({ idNumber }) => idNumber));
  return rows.map((row, index) => {
    const subject = personIn(row);
    return subject === null || !asked.has(subject) ? null : { subject, said: [row, households[index] ?? null] };
  });
};

const personIn = (row: WireRow): IdNumber | null => {
  const person = parseIdNumber(recordOf(row)?.['GMSFHM']);
  return person.ok ? person.value : null;
};

interface Batch {
  readonly household: () => Household | null;
  readonly numbersOf: (person: IdNumber) => readonly (string | null)[];
  readonly asked: ReadonlySet<IdNumber>;
  /** Those asked about of whom no readable row tells. */
  readonly waiting: readonly Subject[];
  /** Households already told of each person. */
  readonly told: Map<IdNumber, Set<string | null>>;
  /** Of whom nothing is to be read. */
  readonly known: ReadonlySet<IdNumber>;
}

const entryOf = (row: WireRow, person: IdNumber | null, { household: find, numbersOf, asked, waiting, told, known }: Batch): LookupRow => {
  if (person === null) {
    const mayBe = possibleSubjects(row, waiting);
    if (mayBe.length === 0 && statesNoNumber(row) && find()?.isPlaced === true) return { ok: 'other', subject: null };
    return inDoubt(
      readRow(row, (fields: Row) => draftOf(fields, { household: find(), nth: 1 })),
      mayBe,
    );
  }
  if (!asked.has(person)) return { ok: 'other', subject: person };
  if (known.has(person)) return { ok: 'known' };
  const household = find();
  const toldBefore = told.get(person) ?? new Set();
  const number = household?.number ?? null;
  if (household !== null && toldBefore.has(number)) return { ok: 'merged' };
  told.set(person, toldBefore.add(number));
  const nth = numbersOf(person).indexOf(number) + 1;
  return keyed(
    readRow(row, (fields: Row) => draftOf(fields, { household, nth })),
    recordKeyOf(nth),
  );
};

/** A child may have none yet: nobody's record then, and counted with the others of its household. */
const statesNoNumber = (row: WireRow): boolean => {
  const person = parseIdNumber(recordOf(row)?.['GMSFHM']);
  return !person.ok && person.fault === 'absent';
};

const inDoubt = (row: Normalised, mayBe: readonly IdNumber[]): Normalised =>
  row.ok ? row : { ok: false, broken: { ...row.broken, mayBe } };

/** Whatever is wrong with the row, and however it is written: it is the record of its person. */
const keyed = (row: Normalised, recordKey: string): Normalised => (row.ok ? row : { ok: false, broken: { ...row.broken, recordKey } });

/**
 * Who of those asked about a row without a readable number may be about, by what is left of its number, or by its name: they are not absent
 * because of it. Most such rows are about relatives that have another kind of number.
 */
const possibleSubjects = (row: WireRow, waiting: readonly Subject[]): readonly IdNumber[] => {
  const { GMSFHM, XM } = recordOf(row) ?? {};
  const numbers = waiting.map(({ idNumber }) => idNumber);
  if (typeof GMSFHM === 'number') return asRounded(GMSFHM, numbers);
  const name = textOf(XM) ?? '';
  // A character that cannot be written, or is hidden, may be theirs.
  return waiting.filter((subject) => compareNames(subject.name, name) !== 'different').map(({ idNumber }) => idNumber);
};

/** A household number is kept only as a keyed digest, so it is no key; who stands in two households has two records. */
const recordKeyOf = (nth: number): string => (nth === 1 ? 'household' : `household-${nth}`);

const draftOf = (fields: Row, { household, nth }: { readonly household: Household | null; readonly nth: number }): Draft => {
  const subject = fields.subject('GMSFHM');
  return {
    dataset: 'family',
    recordKey: recordKeyOf(nth),
    subject,
    changedAt: null,
    ended: false,
    content: contentOf(fields, { subject, size: household?.size ?? null }),
    sealed: {},
    stated: { name: fields.text('XM'), birthDate: fields.day('CSRQ'), employer: null },
    household: household?.number ?? null,
  };
};

const contentOf = (fields: Row, { subject, size }: { readonly subject: IdNumber | null; readonly size: number | null }): FamilyContent => {
  const relation = fields.text('YHZGXDM');
  const head = fields.relatedPerson('HZZH');
  return {
    householdSize: size,
    relationToHead: relation === null ? null : shortened(relation, RELATION_CHARACTERS),
    isHead: head === null ? isHeadByRelation(relation) : head === subject,
  };
};

const isHeadByRelation = (relation: string | null): boolean | null =>
  relation !== null && TWO_DIGITS.test(relation) ? HEAD_RELATIONS.has(relation) : null;
