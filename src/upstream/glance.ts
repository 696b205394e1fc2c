/** Glances at rows of feeds: which record and about whom, by the names its contract has for the two. Pure. */
import type { Glance, WireRow } from './connector.ts';
import { isRecord, textOf } from './wire.ts';

export interface GlanceAt {
  readonly recordKey: string;
  readonly subject: string;
  /** Keys may come in either case. */
  readonly anyCase?: boolean;
  /** A row may state its key alone: it ends the record. */
  readonly mayLackSubject?: boolean;
}

export const glanceAt = ({ recordKey, subject, anyCase = false, mayLackSubject = false }: GlanceAt): ((row: WireRow) => Glance | null) => {
  const reading = (name: string): ((row: Readonly<Record<string, unknown>>) => string | null) => {
    const lower = name.toLowerCase();
    return (row) => textOf(Object.hasOwn(row, name) ? row[name] : anyCase && Object.hasOwn(row, lower) ? row[lower] : undefined);
  };
  const [keyOf, subjectOf] = [reading(recordKey), reading(subject)];
  return (row) => {
    if (!isRecord(row)) return null;
    const [key, person] = [keyOf(row), subjectOf(row)];
    return key === null || (person === null && !mayLackSubject) ? null : { recordKey: key, subject: person };
  };
};
