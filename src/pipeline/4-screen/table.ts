/**
 * Decision tables as the GoRules editor writes them (JDM), read into rows of conditions. Everything that could fail silently at night is refused
 * here: the engine answers "no match" to a cell it cannot parse, and so would a misspelt rule flag nobody for years.
 */
import { evaluateUnaryExpressionSync } from '@gorules/zen-engine';
import { PROGRAMMES, type Programme } from '../../domain/application.ts';
import { Fault } from '../../faults.ts';
import { FACTS, type FactDefinition } from './facts.ts';
import type { CaseKind, HardshipClass, Leaving, TableName } from './types.ts';

/** One cell: what is asked of one fact. `compares`: with which threshold. */
export interface Cell {
  readonly fact: string;
  readonly expression: string;
  readonly compares: { readonly operator: Operator; readonly threshold: string } | null;
}
type Operator = '>=' | '>' | '<=' | '<';

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

const COMPARISON = /^(>=|<=|>|<)\s*thresholds\.([A-Za-z0-9]+)$/;
const NUMBERS: ReadonlySet<FactDefinition['unit']> = new Set(['fen', 'months', 'years', 'days', 'grade', 'count']);

const readCell = (where: string, field: string, expression: string): Cell => {
  const name = field.replace(/^facts\./, '');
  const definition = field.startsWith('facts.') ? FACTS[name] : undefined;
  if (definition === undefined) throw refuse(`${where}: ${field} is not a fact of the catalogue.`);
  const comparison = COMPARISON.exec(expression);
  const isNumber = NUMBERS.has(definition.unit);
  if (isNumber !== (comparison !== null))
    throw refuse(
      `${where}: ${field} ${isNumber ? 'is a number and may only be compared with a threshold' : 'is not a number'}: ${expression}`,
    );
  if (comparison === null) assertReadable(where, definition, expression);
  return {
    fact: name,
    expression,
    compares: comparison === null ? null : { operator: comparison[1] as Operator, threshold: comparison[2] ?? '' },
  };
};

const assertReadable = (where: string, { unit, words = [] }: FactDefinition, expression: string): void => {
  const samples: readonly (string | boolean)[] = unit === 'yes-no' ? [true, false] : words;
  const misspelt = [...expression.matchAll(/["']([^"']*)["']/g)].map(([, word]) => word ?? '').find((word) => !words.includes(word));
  if (misspelt !== undefined) throw refuse(`${where}: "${misspelt}" is not a word this fact may take.`);
  try {
    if (samples.some((sample) => evaluateUnaryExpressionSync(expression, { $: sample }))) return;
  } catch (cause) {
    throw refuse(`${where}: ${expression} cannot be read.`, cause);
  }
  throw refuse(`${where}: ${expression} can never hold.`);
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
