/** The line that a page adds to the books: every fetched row is in exactly one column. Pure. */
import type { Counts } from '../../domain/books.ts';
import type { IdNumber } from '../../domain/id-number.ts';
import type { Column } from './admission.ts';

/** How a row was read: as a record, or not at all; a lookup also tells of people it was not asked about, of parts of another row's record, and what it told before. */
export type ReadRow =
  | { readonly ok: true }
  | { readonly ok: false }
  | { readonly ok: 'other'; readonly subject: IdNumber | null }
  | { readonly ok: 'merged' }
  | { readonly ok: 'known' };

export interface PageAround {
  /** Rows of a catch-up about nobody it reads for. */
  readonly passedBy: number;
  /** Records that rows told of which nobody read again. */
  readonly knownRecords: number;
  readonly isMember: (idNumber: IdNumber) => boolean;
}

/**
 * Merged rows count with the row whose record they are part of, and of known ones as many are unchanged as there are records. A household's other people are off the roster, or asked
 * about themselves.
 */
export const countsOf = (
  rows: readonly ReadRow[],
  admitted: Readonly<Record<Column, number>>,
  { passedBy, knownRecords, isMember }: PageAround,
): Counts => {
  const others = rows.filter((row) => row.ok === 'other');
  const members = others.filter(({ subject }) => subject !== null && isMember(subject));
  const count = (ok: ReadRow['ok']): number => rows.filter((row) => row.ok === ok).length;
  return {
    ...admitted,
    fetched: rows.length + passedBy,
    unchanged: admitted.unchanged + knownRecords,
    offRoster: admitted.offRoster + passedBy + others.length - members.length,
    duplicate: admitted.duplicate + members.length + count('merged') + count('known') - knownRecords,
    quarantined: count(false),
  };
};
