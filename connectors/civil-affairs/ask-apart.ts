/**
 * Whom of a batch to ask about once more, and apart, where its answer tells no size of a household: a row that might belong to any of them is to cost
 * nobody theirs. Pure.
 */
import type { Subject, WireRow } from '../../src/upstream/connector.ts';
import { openRows } from './households.ts';

/** Found by halves, each takes some fourteen calls among a hundred people: where many are open, that is how this bureau writes, and no mishap. */
const MOST_SOUGHT = 2;

/**
 * Whose own row is open is asked about alone, where it can only be of their household, and the rest without them. Open rows about others may have come
 * with anybody: they are looked for by halves.
 */
export const askApart = (rows: readonly WireRow[], subjects: readonly Subject[]): readonly (readonly Subject[])[] => {
  const open = openRows(rows, { asked: subjects.length });
  const named = new Set(open.map(({ person }) => person));
  const [alone, rest] = [subjects.filter(({ idNumber }) => named.has(idNumber)), subjects.filter(({ idNumber }) => !named.has(idNumber))];
  if (alone.length > 0) return [...alone.map((subject) => [subject]), ...(rest.length > 0 ? [rest] : [])];
  const sought = new Set(open.map(({ member }) => member)).size;
  return sought > 0 && sought <= MOST_SOUGHT ? halvesOf(subjects) : [];
};

const halvesOf = (subjects: readonly Subject[]): readonly (readonly Subject[])[] => {
  const half = Math.ceil(subjects.length / 2);
  return subjects.length < 2 ? [] : [subjects.slice(0, half), subjects.slice(half)];
};
