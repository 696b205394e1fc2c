/** The line that a page adds to the books: every fetched row is in exactly one column. Pure. */
import type { IdNumber } from '../../domain/id-number.ts';
import type { Column } from './admission.ts';

/** How a row was read: as a record, or not at all; a lookup also tells of people it was not asked about, and of parts of another row's record. */
export type ReadRow =
  | { readonly ok: true }
  | { readonly ok: false }
  | { readonly ok: 'other'; readonly subject: IdNumber | null }
  | { readonly ok: 'merged' };

export type PageCounts = Readonly<Record<Column | 'fetched' | 'quarantined', number>>;

export interface PageAround {
  /** Rows of a catch-up about nobody it reads for. */
  readonly passedBy: number;
  readonly isMember: (idNumber: IdNumber) => boolean;
}

/** Merged rows count with the row whose record they are part of; a household's other people are off the roster, or asked about themselves. */
export const countsOf = (
  rows: readonly ReadRow[],
  admitted: Readonly<Record<Column, number>>,
  { passedBy, isMember }: PageAround,
): PageCounts => {
  const others = rows.filter((row) => row.ok === 'other');
  const members = others.filter(({ subject }) => subject !== null && isMember(subject));
  return {
    ...admitted,
    fetched: rows.length + passedBy,
    offRoster: admitted.offRoster + passedBy + others.length - members.length,
    duplicate: admitted.duplicate + members.length + rows.filter((row) => row.ok === 'merged').length,
    quarantined: rows.filter((row) => row.ok === false).length,
  };
};
