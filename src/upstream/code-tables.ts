/** How a code or a label is looked up, in a table of ours or in an authority's dictionary (`interfaces.md`, "Common to all": never a guess). Pure. */
import { plainLabel } from '../domain/plain-form.ts';
import type { Dictionary } from './connector.ts';

/** Code or label → what it means here. */
export type CodeTable<Meaning extends string = string> = Readonly<Record<string, Meaning>>;

/** The meaning of a code or label; `unknown` where the table has none. Full-width forms and spaces are only ways of writing. */
export const meaningOf = <Meaning extends string>(table: CodeTable<Meaning>, codeOrLabel: string | null): Meaning | 'unknown' => {
  const key = codeOrLabel === null ? '' : plainLabel(codeOrLabel);
  return (Object.hasOwn(table, key) ? table[key] : undefined) ?? 'unknown';
};

/** Whether the deployment labels this field at all. */
export const labels = (dictionary: Dictionary, field: string): boolean => Object.hasOwn(dictionary.tables, field);

/** What the deployment's dictionary calls a code; null where it does not know it. */
export const labelOf = (dictionary: Dictionary, field: string, code: string | null): string | null => {
  const table = labels(dictionary, field) ? dictionary.tables[field] : undefined;
  return table !== undefined && code !== null && Object.hasOwn(table, code) ? (table[code] ?? null) : null;
};
