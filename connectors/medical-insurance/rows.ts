/** How one row is read: by the names its contract has. Pure. */
import { asRounded, type IdNumber } from '../../src/domain/id-number.ts';
import type { InsuredSubject, LookupReader, LookupRow, Normalised, Subject, WireRow } from '../../src/upstream/connector.ts';
import type { Fields } from '../../src/upstream/fields.ts';
import { recordOf } from '../../src/upstream/wire.ts';

/** The fields of a row under the names its contract has for them: a name that the contract does not know does not compile. */
export type FieldsOf<Row> = {
  readonly [Reader in Exclude<keyof Fields, 'refuse'>]: (name: keyof Row & string) => ReturnType<Fields[Reader]>;
} & {
  readonly refuse: (reason: Parameters<Fields['refuse']>[0], name: keyof Row & string) => void;
};

/** A code as written. One longer than its table allows is no code of that table. */
export const readCode = <Row>(fields: FieldsOf<Row>, name: keyof Row & string, most: number): string | null => {
  const code = fields.text(name);
  if (code !== null && [...code].length > most) fields.refuse('wrong-type', name);
  return code;
};

/** A code that the rest of the row does without: longer than any of its table it has no meaning, and is not stated. */
export const readShort = <Row>(fields: FieldsOf<Row>, name: keyof Row & string, most: number): string | null => {
  const code = fields.text(name);
  return code === null || [...code].length > most ? null : code;
};

/** `psn_no` is a text: as a JSON number it has lost its leading zeros or its last digits, and would ask about nobody or somebody else. */
export const readPersonNo = (fields: FieldsOf<{ psn_no?: unknown }>): string | null => {
  if (typeof fields.raw('psn_no') === 'number') fields.refuse('wrong-type', 'psn_no');
  return readCode(fields, 'psn_no', 30);
};

export const subjectOf = (row: Normalised): IdNumber | null => (row.ok ? row.draft.subject : row.broken.subject);

/** A broken row that does not say whose it is may be about any of these. */
export const inDoubt = (row: Normalised, possible: () => readonly IdNumber[]): Normalised =>
  row.ok || row.broken.subject !== null ? row : { ok: false, broken: { ...row.broken, mayBe: possible() } };

/** A row about somebody who was not asked about is counted and goes no further. */
export const ofThoseAsked = (row: Normalised, subjects: ReadonlySet<IdNumber>): LookupRow => {
  const subject = subjectOf(row);
  const isOther = subject === null ? row.ok : !subjects.has(subject);
  return isOther ? { ok: 'other', subject } : row;
};

export type ByPersonNo = ReadonlyMap<string, IdNumber>;

export const byPersonNo = (subjects: readonly Subject[]): ByPersonNo =>
  new Map(insured(subjects).map(({ personNo, idNumber }) => [personNo, idNumber]));

/** Those asked about by `psn_no`: the caller knows both from an earlier answer. */
export const insured = (subjects: readonly Subject[]): readonly InsuredSubject[] =>
  subjects.map((subject) => {
    if (!isInsured(subject))
      throw new TypeError('5203B and 5301B ask by psn_no: whom medical insurance does not know cannot be asked about');
    return subject;
  });

const isInsured = (subject: Subject): subject is InsuredSubject => 'personNo' in subject && 'place' in subject;

/** Whose row it is by its `psn_no`; known even where the rest of the row cannot be read. */
export const askedAbout = (row: WireRow, asked: ByPersonNo): IdNumber | null => {
  const personNo = recordOf(row)?.['psn_no'];
  return typeof personNo === 'string' ? (asked.get(personNo.trim()) ?? null) : null;
};

/** By `psn_no`: a row of these answers is read by itself, and by whose it is. */
export const glanceByPersonNo: LookupReader['glance'] = (rows, subjects) => {
  const asked = byPersonNo(subjects);
  return rows.map((row) => {
    const subject = askedAbout(row, asked);
    return subject === null ? null : { subject, said: row };
  });
};

/** A broken row is that of the person it was asked for, whatever other numbers stand in it; nobody reads it as an absence. */
export const attributed = (row: Normalised, subject: IdNumber | null): Normalised =>
  row.ok || subject === null ? row : { ok: false, broken: { ...row.broken, subject } };

/** Whom a row without a readable `psn_no` may be about: by what is left of the numbers in it, or because nobody else was asked about. */
export const possiblyAbout = (row: WireRow, asked: ByPersonNo): readonly IdNumber[] => {
  const { psn_no, certno } = recordOf(row) ?? {};
  const people = [...new Set(asked.values())];
  if (people.length === 1) return people;
  const byPersonNo = [...asked]
    .filter(([personNo]) => typeof psn_no === 'number' && Number(personNo) === psn_no)
    .map(([, person]) => person);
  return byPersonNo.length > 0 ? byPersonNo : asRounded(certno, people);
};
