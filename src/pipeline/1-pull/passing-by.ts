/**
 * A catch-up reads a whole feed again for the few whose earlier rows were dropped. Rows about anybody else have been told before, in readings that were
 * complete: they are passed by at a glance, and only counted. Pure.
 */
import { parseIdNumber } from '../../domain/id-number.ts';

/** Whom a catch-up reads for. */
export interface ReadFor {
  readonly idNumbers: ReadonlySet<string>;
  /** Records they are known to have. A row that gives one of these to somebody else, or ends it, is theirs too; grows with what is read. */
  readonly recordKeys: Set<string>;
}

interface Glance {
  readonly recordKey: string;
  readonly subject: string | null;
}

/** Null: a glance did not tell, and the row is read. */
const isPassedBy = (glance: Glance | null, { idNumbers, recordKeys }: ReadFor): boolean => {
  if (glance === null || recordKeys.has(glance.recordKey)) return false;
  return glance.subject === null || !mayBeOneOf(glance.subject, idNumbers);
};

/** Numbers come in several ways of writing; what is none has to be looked into. */
const mayBeOneOf = (written: string, idNumbers: ReadonlySet<string>): boolean => {
  if (AS_A_RULE.test(written)) return idNumbers.has(written);
  const parsed = parseIdNumber(written);
  return !parsed.ok || idNumbers.has(parsed.value);
};
const AS_A_RULE = /^\d{17}[\dX]$/;

export interface Sifted<Row> {
  /** Rows that may be of use, and where on the page each stood. */
  readonly kept: readonly { readonly raw: Row; readonly at: number }[];
  readonly passedBy: number;
}

/** `whom` null: everybody, and every row is of use. */
export const sift = <Row>(rows: readonly Row[], glanceAt: (row: Row) => Glance | null, whom: ReadFor | null): Sifted<Row> => {
  const placed = rows.map((raw, at) => ({ raw, at }));
  if (whom === null) return { kept: placed, passedBy: 0 };
  const kept = placed.filter(({ raw }) => {
    const glance = glanceAt(raw);
    if (isPassedBy(glance, whom)) return false;
    if (glance !== null) whom.recordKeys.add(glance.recordKey);
    return true;
  });
  return { kept, passedBy: rows.length - kept.length };
};
