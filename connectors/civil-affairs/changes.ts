/** What every row of a change feed states beside its content (`interfaces.md` §1). Pure. */
import type { Fields } from '../../src/upstream/fields.ts';

/**
 * Whether the row ends its record. An operation that is not stated says nothing of the kind; one that the interface does not know
 * breaks the row.
 */
export const endsRecord = (fields: Fields<'CD_OPERATION'>): boolean => {
  const operation = fields.text('CD_OPERATION');
  switch (operation?.toUpperCase() ?? 'U') {
    case 'I':
    case 'U':
      return false;
    case 'D':
      return true;
    default:
      fields.refuse('unknown-operation', 'CD_OPERATION');
      return false;
  }
};

/** A `D` row may state no more than its key, by which it is matched: nothing else of it is read, and a number that is none costs nobody its end. */
export const ENDED = {
  ended: true,
  content: null,
  sealed: null,
  stated: { name: null, birthDate: null, employer: null },
  household: null,
} as const;
