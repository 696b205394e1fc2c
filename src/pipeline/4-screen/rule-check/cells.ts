/** The conditions of a row: each asks one fact of the catalogue something that can be true. */
import { FACTS, type FactDefinition, type FactName } from '../../../domain/fact-catalogue.ts';
import { acceptedOf, type Cell, comparisonOf } from '../cell.ts';
import type { Column, WrittenRow } from '../table.ts';
import type { TableName } from '../types.ts';
import type { Said, Severity } from './remark.ts';

export type Note = (severity: Severity, column: Column | undefined, said: Said) => void;

interface Conditions {
  readonly inputs: readonly Column[];
  readonly written: WrittenRow;
}

/** The cells that can be read, and the column of each. */
export const readCells = (
  table: TableName,
  { inputs, written }: Conditions,
  note: Note,
): { readonly cells: readonly Cell[]; readonly columns: readonly Column[] } => {
  const asked = inputs
    .map((column) => ({ column, expression: (written[column.id] ?? '').trim() }))
    .filter(({ expression }) => expression !== '');
  if (asked.length === 0) note('error', undefined, { code: 'no-condition', detail: 'A row without a condition would hold for everyone.' });
  const read = asked.flatMap(({ column, expression }) => {
    const cell = readCell(table, { column, expression }, note);
    return cell === null ? [] : [{ cell, column }];
  });
  return { cells: read.map(({ cell }) => cell), columns: read.map(({ column }) => column) };
};

const readCell = (
  table: TableName,
  { column, expression }: { readonly column: Column; readonly expression: string },
  note: Note,
): Cell | null => {
  const name = column.field.replace(/^facts\./, '');
  const definition = column.field.startsWith('facts.') && Object.hasOwn(FACTS, name) ? FACTS[name] : undefined;
  const error = (code: string, detail: string): null => {
    note('error', column, { code, detail });
    return null;
  };
  if (definition === undefined) return error('unknown-fact', `${column.field} is not a fact of the catalogue (docs/facts.md).`);
  if (definition.tables?.includes(table) === false)
    return error(
      'fact-not-in-table',
      `${column.field} is known only in the ${definition.tables.join(', ')} table: here it could never be judged.`,
    );
  if (definition.datasets.length === 0)
    note('warning', column, { code: 'no-source', detail: `No source says ${column.field}: this row will always be "cannot judge".` });
  return cellOf(name as FactName, { definition, expression }, error);
};

const NUMBERS: ReadonlySet<FactDefinition['unit']> = new Set(['fen', 'months', 'years', 'days', 'grade', 'count']);

const cellOf = (
  fact: FactName,
  { definition, expression }: { readonly definition: FactDefinition; readonly expression: string },
  error: (code: string, detail: string) => null,
): Cell | null => {
  const compares = comparisonOf(expression);
  const isNumber = NUMBERS.has(definition.unit);
  if (isNumber)
    return compares === null
      ? error('not-compared', `facts.${fact} is a number and may only be compared with a threshold, as ">= thresholds.name": ${expression}`)
      : { fact, expression, compares, accepts: null };
  if (compares !== null) return error('not-a-number', `facts.${fact} is not a number: no threshold can be compared with it.`);
  if (definition.unit === 'day' || definition.unit === 'month')
    return error('for-words-only', `facts.${fact} is a ${definition.unit}, which texts may name and no row may ask about.`);
  const accepts = acceptedBy(definition, expression, error);
  return accepts === null ? null : { fact, expression, compares: null, accepts };
};

const acceptedBy = (
  definition: FactDefinition,
  expression: string,
  error: (code: string, detail: string) => null,
): ReadonlySet<string | boolean> | null => {
  const { words = [] } = definition;
  const misspelt = [...expression.matchAll(/["']([^"']*)["']/g)].map(([, word]) => word ?? '').find((word) => !words.includes(word));
  if (misspelt !== undefined)
    return error(
      'unknown-word',
      `"${misspelt}" is not a word this fact may take${words.length === 0 ? '; it is true or false' : `: ${words.join(', ')}`}.`,
    );
  const accepted = engineAccepts(definition, expression);
  if (accepted === null) return error('unreadable', `${expression} cannot be read.`);
  return accepted.size === 0 ? error('never-holds', `${expression} can never hold.`) : accepted;
};

const engineAccepts = (definition: FactDefinition, expression: string): ReadonlySet<string | boolean> | null => {
  try {
    return acceptedOf(definition, expression);
  } catch {
    return null;
  }
};
