/**
 * Rows of `s_civil_family` (家庭成员关系, `interfaces.md` §1) as drafts, one for each person asked about. Pure. Of the others in a
 * household only the count is kept: `other` rows tell the books whose they are and nothing more.
 */
import type { FamilyContent } from '../../src/domain/canonical.ts';
import { type IdNumber, parseIdNumber } from '../../src/domain/id-number.ts';
import type { Draft, LookupNormalised, Subject, WireRow } from '../../src/upstream/connector.ts';
import { type Fields, readRow } from '../../src/upstream/fields.ts';
import { recordOf, shortened } from '../../src/upstream/wire.ts';
import { type Household, householdsOf } from './households.ts';
import type { components } from './upstream.ts';

type Row = Fields<keyof components['schemas']['FamilyRow']>;
type Entry = LookupNormalised['rows'][number];

/** GB/T 4761 as the relation to the head: 01 the person itself, 02 the head. */
const HEAD_RELATIONS = new Set(['1', '01', '2', '02']);

/** As long as the canonical schema lets it be. */
const RELATION_CHARACTERS = 8;

export const normaliseFamily = (rows: readonly WireRow[], subjects: readonly Subject[]): LookupNormalised => {
  const households = householdsOf(rows, { asked: subjects.length });
  const asked = new Set(subjects.map(({ idNumber }) => idNumber));
  const told = new Map<IdNumber, Set<string | null>>();
  return { rows: rows.map((row, index) => entryOf(row, { household: households[index] ?? null, asked, told })) };
};

interface Batch {
  readonly household: Household | null;
  readonly asked: ReadonlySet<IdNumber>;
  /** Households already told of each person. */
  readonly told: Map<IdNumber, Set<string | null>>;
}

const entryOf = (row: WireRow, { household, asked, told }: Batch): Entry => {
  const person = parseIdNumber(recordOf(row)?.['GMSFHM']);
  if (!person.ok) return readRow(row, (fields: Row) => draftOf(fields, { household, nth: 1 }));
  if (!asked.has(person.value)) return { ok: 'other', subject: person.value };
  const known = told.get(person.value) ?? new Set();
  const number = household?.number ?? null;
  if (household !== null && known.has(number)) return { ok: 'merged' };
  told.set(person.value, known.add(number));
  return readRow(row, (fields: Row) => draftOf(fields, { household, nth: known.size }));
};

const draftOf = (fields: Row, { household, nth }: { readonly household: Household | null; readonly nth: number }): Draft => {
  const subject = fields.subject('GMSFHM');
  if (household === null) fields.refuse('missing-key', 'HH');
  return {
    dataset: 'family',
    // A household number is kept only as a keyed digest, so it is no key; who stands in two households has two records.
    recordKey: nth === 1 ? 'household' : `household-${nth}`,
    subject,
    changedAt: null,
    ended: false,
    content: contentOf(fields, { subject, size: household?.size ?? 0 }),
    sealed: {},
    stated: { name: fields.text('XM'), birthDate: fields.day('CSRQ'), employer: null },
    household: household?.number ?? null,
  };
};

const contentOf = (fields: Row, { subject, size }: { readonly subject: IdNumber | null; readonly size: number }): FamilyContent => {
  const relation = fields.text('YHZGXDM');
  const head = fields.relatedPerson('HZZH');
  return {
    householdSize: size,
    relationToHead: relation === null ? null : shortened(relation, RELATION_CHARACTERS),
    isHead: head === null ? isHeadByRelation(relation) : head === subject,
  };
};

const isHeadByRelation = (relation: string | null): boolean | null => (relation === null ? null : HEAD_RELATIONS.has(relation));
