/** Rows of a lookup's answer about people of whom nothing is to be read, by a glance at each. Pure. */
import type { IdNumber } from '../domain/id-number.ts';
import type { LookupReader, Subject, WireRow } from './connector.ts';

/** Whose each row is, of these people; null: it has to be read. */
export const ownersAmong = (
  known: ReadonlySet<IdNumber>,
  glance: LookupReader['glance'],
  { rows, subjects }: { readonly rows: readonly WireRow[]; readonly subjects: readonly Subject[] },
): readonly (IdNumber | null)[] =>
  known.size === 0
    ? rows.map(() => null)
    : glance(rows, subjects).map((found) => (found !== null && known.has(found.subject) ? found.subject : null));

export const NOBODY: ReadonlySet<IdNumber> = new Set();
