/**
 * Whose answer to a lookup is to the letter what was last read of them: nothing of it is read again (`docs/decisions/0029-kept-answers.md`). Pure.
 */
import { isSameJson } from '../../domain/canonical-json.ts';
import type { IdNumber } from '../../domain/id-number.ts';

/** As it is kept of one person: the keyed digest of what was said, and how many records it is. */
export interface KeptAnswer {
  readonly digest: Buffer;
  readonly records: number;
}

/** Somebody asked about. `comparedWith`: the row of the roster that what is said of them is compared with. */
export interface AskedPerson {
  readonly personKey: string;
  readonly idNumber: IdNumber;
  readonly comparedWith: string;
  readonly kept: KeptAnswer | null;
}

/** Whose a row plainly is, and all that reading it depends on. */
export interface Glance {
  readonly subject: IdNumber;
  readonly said: unknown;
}

/** A row's reading, as a connector gives it: the shape of `src/upstream/connector.ts`, seen from the core. */
export type AnsweredRow =
  | { readonly ok: true; readonly draft: Stated }
  | { readonly ok: false; readonly broken: { readonly subject: IdNumber | null; readonly mayBe?: readonly IdNumber[] } }
  | { readonly ok: 'other' | 'merged' | 'known' };

interface Stated {
  readonly recordKey: string;
  readonly subject: IdNumber | null;
  readonly changedAt: string | null;
  readonly ended: boolean;
}

export interface Answer<Row extends AnsweredRow> {
  /** One a row; null: it has to be read. */
  readonly glances: readonly (Glance | null)[];
  /** All rows, but for those that a glance says to be of these people. */
  readonly read: (known: ReadonlySet<IdNumber>) => readonly Row[];
}

/** What becomes of one person's part of an answer: known already, so many rows of so many records; or read, and what is to be kept of it. */
export type Part =
  | { readonly known: { readonly rows: number; readonly records: number } }
  | { readonly known: null; readonly toKeep: KeptAnswer | null };

export interface ReadAnswer<Row> {
  readonly rows: readonly Row[];
  readonly partOf: (idNumber: IdNumber) => Part;
}

/** `digest`: keyed, and another wherever the same words would be read otherwise. */
export const readAnswer = <Row extends AnsweredRow>(
  answer: Answer<Row>,
  people: readonly AskedPerson[],
  digest: (words: string) => Buffer,
): ReadAnswer<Row> => {
  const { glances } = answer;
  const said = Map.groupBy(
    glances.filter((glance) => glance !== null),
    ({ subject }) => subject,
  );
  const told = new Map(people.map((person) => [person.idNumber, digest(wordsOf(person, said.get(person.idNumber) ?? []))]));
  const alike = people.filter(({ idNumber, kept }) => kept !== null && told.get(idNumber)?.equals(kept.digest) === true);
  const { rows, doubted, known } = readUnlessKnown(answer, new Set(alike.map(({ idNumber }) => idNumber)));
  const records = recordsOf(rows, glances);
  const keptOf = new Map(alike.map(({ idNumber, kept }) => [idNumber, kept?.records ?? 0]));
  return {
    rows,
    partOf: (idNumber) => {
      if (known.has(idNumber)) return { known: { rows: said.get(idNumber)?.length ?? 0, records: keptOf.get(idNumber) ?? 0 } };
      const [ownDigest, count] = [told.get(idNumber), records(idNumber)];
      const isLasting = ownDigest !== undefined && count !== null && !doubted.has(idNumber);
      return { known: null, toKeep: isLasting ? { digest: ownDigest, records: count } : null };
    },
  };
};

const wordsOf = ({ personKey, comparedWith }: AskedPerson, said: readonly Glance[]): string =>
  JSON.stringify([personKey, comparedWith, ...said.map((glance) => glance.said)]);

interface ReadRows<Row> {
  readonly rows: readonly Row[];
  readonly known: ReadonlySet<IdNumber>;
  /** Whom rows are about, or may be, that a glance did not say to be theirs. */
  readonly doubted: ReadonlySet<IdNumber>;
}

/** Where a row that had to be read turns out to be about somebody, or may be, all of theirs are read. */
const readUnlessKnown = <Row extends AnsweredRow>(answer: Answer<Row>, known: ReadonlySet<IdNumber>): ReadRows<Row> => {
  const rows = answer.read(known);
  const doubted = new Set(rows.flatMap((row, index) => possiblyOf(row).filter((person) => person !== answer.glances[index]?.subject)));
  const undoubted = known.difference(doubted);
  return undoubted.size === known.size ? { rows, known, doubted } : readUnlessKnown(answer, undoubted);
};

const possiblyOf = (row: AnsweredRow): readonly IdNumber[] => {
  if (row.ok === true) return row.draft.subject === null ? [] : [row.draft.subject];
  if (row.ok !== false) return [];
  return [...(row.broken.subject === null ? [] : [row.broken.subject]), ...(row.broken.mayBe ?? [])];
};

/** How many records were read of somebody; null: read once more, the same words might come to something else than that they are known. */
const recordsOf = (rows: readonly AnsweredRow[], glances: readonly (Glance | null)[]): ((idNumber: IdNumber) => number | null) => {
  const ofPerson = Map.groupBy(
    rows.flatMap((row, index) => {
      const subject = glances[index]?.subject;
      return subject === undefined ? [] : [{ row, subject }];
    }),
    ({ subject }) => subject,
  );
  return (idNumber) => countOf((ofPerson.get(idNumber) ?? []).map(({ row }) => row));
};

const countOf = (rows: readonly AnsweredRow[]): number | null => {
  const byKey = new Map<string, Stated>();
  for (const row of rows) {
    if (row.ok === false) return null;
    if (row.ok !== true) continue;
    const { draft } = row;
    const before = byKey.get(draft.recordKey);
    if (draft.changedAt !== null || draft.ended || (before !== undefined && !isSameJson(before, draft))) return null;
    byKey.set(draft.recordKey, draft);
  }
  return byKey.size;
};
