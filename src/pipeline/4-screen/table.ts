/**
 * Decision tables as the GoRules editor writes them (JDM), read into rows of conditions. Everything that could fail silently at night is refused
 * here: the engine answers "no match" to a cell it cannot parse, and so would a misspelt rule flag nobody for years.
 */
import { PROGRAMMES, type Programme } from '../../domain/application.ts';
import { FACTS, type FactDefinition, type FactName } from '../../domain/fact-catalogue.ts';
import { Fault } from '../../faults.ts';
import { acceptedOf, type Cell, comparisonOf } from './cell.ts';
import type { CaseKind, HardshipClass, Leaving, TableName } from './types.ts';

export interface Row {
  readonly code: string;
  readonly cells: readonly Cell[];
  readonly kind: RowKind;
  readonly class: HardshipClass | null;
  readonly programmes: readonly Programme[];
  readonly checks: readonly string[];
}
type RowKind = Extract<CaseKind, 'suggested' | 'lead'> | Leaving['kind'];

export interface Table {
  readonly name: TableName;
  readonly hitPolicy: 'collect' | 'first';
  readonly rows: readonly Row[];
}

/** A JDM file of one decision table, as `schemas/rule-set.json#/$defs/table` has it. */
export interface TableFile {
  readonly nodes: readonly (
    | { readonly type: 'inputNode' | 'outputNode' }
    | { readonly type: 'decisionTableNode'; readonly content: TableContent }
  )[];
}
interface TableContent {
  readonly hitPolicy: 'collect' | 'first';
  readonly inputs: readonly Column[];
  readonly outputs: readonly Column[];
  readonly rules: readonly Readonly<Record<string, string>>[];
}
interface Column {
  readonly id: string;
  readonly field: string;
}

/** Why a rule set cannot be used: the one fault of loading one. */
export const refuse = (detail: string, cause?: unknown): Fault => new Fault('invalid', { code: 'rule-set-unusable', detail, cause });

const KINDS: Readonly<Record<TableName, readonly RowKind[]>> = {
  hardship: ['suggested', 'lead'],
  leaving: ['no-longer-qualifies', 'close'],
  'mutual-aid-claim': ['suggested', 'lead'],
  'exclusive-protection': ['suggested', 'lead'],
};
const CLASSES: readonly HardshipClass[] = ['deep', 'relative', 'accident', 'undetermined'];

export const readTable = (name: TableName, file: TableFile): Table => {
  const tables = file.nodes.filter((node) => node.type === 'decisionTableNode');
  const [table] = tables;
  if (table === undefined || tables.length > 1) throw refuse(`Table ${name}: exactly one decision table is expected.`);
  const { content } = table;
  return { name, hitPolicy: content.hitPolicy, rows: content.rules.map((rule) => readRow(name, content, rule)) };
};

const readRow = (table: TableName, { inputs, outputs }: TableContent, rule: Readonly<Record<string, string>>): Row => {
  const where = `Table ${table}, ${rule._id ?? 'a row'}`;
  const cells = inputs
    .filter(({ id }) => (rule[id] ?? '').trim() !== '')
    .map(({ id, field }) => readCell(where, field, (rule[id] ?? '').trim()));
  const answers = new Map(outputs.map(({ id, field }) => [field, readAnswer(where, rule[id] ?? '')]));
  const row: Row = {
    code: oneOf(where, 'code', answers.get('code')),
    cells,
    kind: oneOf(where, 'kind', answers.get('kind'), KINDS[table]),
    class: answers.get('class') === undefined ? null : oneOf(where, 'class', answers.get('class'), CLASSES),
    programmes: listOf(where, 'programmes', answers.get('programmes'), PROGRAMMES),
    checks: listOf(where, 'checks', answers.get('checks')),
  };
  if (cells.length === 0) throw refuse(`${where}: a row without a condition would hold for everyone.`);
  if (!suggestsRightly(row))
    throw refuse(`${where}: a class may be suggested only from a category that civil affairs and another source agree on.`);
  return row;
};

/** The classes are income classes and no source has income: only civil affairs, corroborated, has looked at it (`design.md`, "screen"). */
const suggestsRightly = ({ kind, class: suggested, cells }: Row): boolean => {
  const asks = (fact: string, expression?: string): boolean =>
    cells.some((cell) => cell.fact === fact && (expression === undefined || cell.expression === expression));
  const isCorroborated = asks('assistanceStanding', '"corroborated"') && asks('civilAffairsAgrees', 'true') && asks('assistanceCategory');
  return suggested === null || suggested === 'undetermined' || (kind === 'suggested' && isCorroborated);
};

const NUMBERS: ReadonlySet<FactDefinition['unit']> = new Set(['fen', 'months', 'years', 'days', 'grade', 'count']);

const readCell = (where: string, field: string, expression: string): Cell => {
  const name = field.replace(/^facts\./, '');
  const definition = field.startsWith('facts.') ? FACTS[name] : undefined;
  if (definition === undefined) throw refuse(`${where}: ${field} is not a fact of the catalogue.`);
  const compares = comparisonOf(expression);
  const isNumber = NUMBERS.has(definition.unit);
  if (isNumber !== (compares !== null))
    throw refuse(
      `${where}: ${field} ${isNumber ? 'is a number and may only be compared with a threshold' : 'is not a number'}: ${expression}`,
    );
  const accepts = compares === null ? readAccepted(where, definition, expression) : null;
  return { fact: name as FactName, expression, compares, accepts };
};

const readAccepted = (where: string, definition: FactDefinition, expression: string): ReadonlySet<string | boolean> => {
  const { words = [] } = definition;
  const misspelt = [...expression.matchAll(/["']([^"']*)["']/g)].map(([, word]) => word ?? '').find((word) => !words.includes(word));
  if (misspelt !== undefined) throw refuse(`${where}: "${misspelt}" is not a word this fact may take.`);
  const accepted = acceptedBy(where, definition, expression);
  if (accepted.size === 0) throw refuse(`${where}: ${expression} can never hold.`);
  return accepted;
};

const acceptedBy = (where: string, definition: FactDefinition, expression: string): ReadonlySet<string | boolean> => {
  try {
    return acceptedOf(definition, expression);
  } catch (cause) {
    throw refuse(`${where}: ${expression} cannot be read.`, cause);
  }
};

/** Answers are literals, so that a case never depends on an expression nobody can explain. */
const readAnswer = (where: string, expression: string): unknown => {
  if (expression.trim() === '') return undefined;
  try {
    return JSON.parse(expression);
  } catch (cause) {
    throw refuse(`${where}: ${expression} is not a literal.`, cause);
  }
};

const oneOf = <T extends string>(where: string, field: string, value: unknown, allowed?: readonly T[]): T => {
  const found = allowed === undefined ? value : allowed.find((candidate) => candidate === value);
  if (typeof found !== 'string')
    throw refuse(`${where}: ${field} is ${allowed === undefined ? 'missing' : `none of ${allowed.join(', ')}`}.`);
  return found as T;
};

const listOf = <T extends string>(where: string, field: string, value: unknown, allowed?: readonly T[]): readonly T[] => {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw refuse(`${where}: ${field} must be a list.`);
  return value.map((item) => oneOf(where, field, item, allowed));
};
