/** What a row answers where it holds: literals, so that a case never depends on an expression nobody can explain. */

import { PROGRAMMES, type Programme } from '../../../domain/application.ts';
import { FACTS } from '../../../domain/fact-catalogue.ts';
import type { Cell } from '../cell.ts';
import type { Column, Row, RowKind, WrittenRow } from '../table.ts';
import type { HardshipClass, TableName } from '../types.ts';
import type { Note } from './cells.ts';

const KINDS: Readonly<Record<TableName, readonly RowKind[]>> = {
  hardship: ['suggested', 'lead'],
  leaving: ['no-longer-qualifies', 'close'],
  'mutual-aid-claim': ['suggested', 'lead'],
  'exclusive-protection': ['suggested', 'lead'],
};
const CLASSES: readonly HardshipClass[] = ['deep', 'relative', 'accident', 'undetermined'];
const FIELDS = ['code', 'kind', 'class', 'programmes', 'checks'];

interface Answers {
  readonly outputs: readonly Column[];
  readonly written: WrittenRow;
  /** Null: some of them cannot be read, and so nobody knows what the row rests on. */
  readonly cells: readonly Cell[] | null;
}

/** As much as can be read; what cannot is noted. */
export const readAnswers = (table: TableName, { outputs, written, cells }: Answers, note: Note): Omit<Row, 'cells'> => {
  for (const column of outputs.filter(({ field }) => !FIELDS.includes(field)))
    note('error', column, { code: 'unknown-answer', detail: `Rows answer ${FIELDS.join(', ')}; ${column.field} is none of them.` });
  const read = readerOf(outputs, written, note);
  const answers = {
    code: read.word('code', null),
    kind: read.word('kind', KINDS[table]),
    class: read.optional('class', CLASSES),
    programmes: read.list('programmes', PROGRAMMES),
    checks: read.list('checks', null),
  };
  const row = {
    ...answers,
    kind: answers.kind as RowKind,
    class: answers.class as HardshipClass | null,
    programmes: answers.programmes as readonly Programme[],
  };
  if (cells !== null) noteGrounds(table, { ...row, cells }, { outputs, note });
  return row;
};

const noteGrounds = (table: TableName, row: Row, { outputs, note }: { readonly outputs: readonly Column[]; readonly note: Note }): void => {
  const classColumn = outputs.find(({ field }) => field === 'class');
  if (!suggestsRightly(row))
    note('error', classColumn, {
      code: 'class-not-corroborated',
      detail:
        'A class may be suggested only from a category that civil affairs and another source agree on: the row must ask for assistanceStanding "corroborated", civilAffairsAgrees true and an assistanceCategory other than "unstated".',
    });
  if (restsOnDoubtful(row.cells))
    note('error', undefined, {
      code: 'rests-on-doubtful',
      detail: 'It rests on an averaged or single-month value alone: ask also for a fact that an authority states.',
    });
  if (table === 'hardship' && row.cells.length > 0 && row.cells.every(isOfRoster))
    note('error', undefined, {
      code: 'rests-on-roster',
      detail:
        'It asks only what the roster says of everybody (age, sex, form of employment): that is no hardship. Ask also for a fact that an authority states.',
    });
  if (row.kind === 'lead' && row.checks.length === 0 && row.cells.every(isSaid))
    note(
      'warning',
      outputs.find(({ field }) => field === 'checks'),
      {
        code: 'nothing-to-check',
        detail: 'A lead is for a worker to check, and this one says nothing of what.',
      },
    );
};

const isOfRoster = ({ fact }: Cell): boolean => isSaid({ fact }) && FACTS[fact].datasets.every((dataset) => dataset === 'members');
/** By some source: of what none says, the row never becomes a lead, and that is told of its cell. */
const isSaid = ({ fact }: Pick<Cell, 'fact'>): boolean => FACTS[fact].datasets.length > 0;

const readerOf = (outputs: readonly Column[], written: WrittenRow, note: Note) => {
  const literal = (field: string): { readonly column: Column | undefined; readonly value: unknown } => {
    const column = outputs.find((one) => one.field === field);
    const expression = column === undefined ? '' : (written[column.id] ?? '').trim();
    if (expression === '') return { column, value: undefined };
    try {
      return { column, value: JSON.parse(expression) as unknown };
    } catch {
      note('error', column, { code: 'not-a-literal', detail: `${expression} is not a literal; a word stands in quotation marks.` });
      return { column, value: null };
    }
  };
  const wordIn = (column: Column | undefined, value: unknown, allowed: readonly string[] | null): string | null => {
    if (value === null) return null;
    if (typeof value === 'string' && (allowed === null || allowed.includes(value))) return value;
    const detail =
      allowed === null ? 'A word in quotation marks is expected.' : `${JSON.stringify(value)} is none of ${allowed.join(', ')}.`;
    note('error', column, { code: 'unknown-answer', detail });
    return null;
  };
  return {
    word: (field: string, allowed: readonly string[] | null): string => {
      const { column, value } = literal(field);
      if (value === undefined) note('error', column, { code: 'answer-missing', detail: `${field} is missing.` });
      return value === undefined ? '' : (wordIn(column, value, allowed) ?? '');
    },
    optional: (field: string, allowed: readonly string[]): string | null => {
      const { column, value } = literal(field);
      return value === undefined ? null : wordIn(column, value, allowed);
    },
    list: (field: string, allowed: readonly string[] | null): readonly string[] => {
      const { column, value } = literal(field);
      if (value === undefined || value === null) return [];
      if (Array.isArray(value)) return value.flatMap((item: unknown) => wordIn(column, item, allowed) ?? []);
      note('error', column, { code: 'not-a-list', detail: `${field} must be a list, as ["one", "another"].` });
      return [];
    },
  };
};

/** The classes are income classes and no source has income: only civil affairs, corroborated, has looked at it (`design.md`, "screen"). */
const suggestsRightly = ({ kind, class: suggested, cells }: Row): boolean => {
  const asks = (fact: string, only: string | boolean): boolean =>
    cells.some((cell) => cell.fact === fact && cell.accepts?.size === 1 && cell.accepts.has(only));
  const statesCategory = cells.some(({ fact, accepts }) => fact === 'assistanceCategory' && accepts?.has('unstated') === false);
  const isCorroborated = asks('assistanceStanding', 'corroborated') && asks('civilAffairsAgrees', true) && statesCategory;
  return suggested === null || suggested === 'undetermined' || (kind === 'suggested' && isCorroborated);
};

/** What the roster says of everybody (sex, age) is no second ground. */
const restsOnDoubtful = (cells: readonly Cell[]): boolean => {
  const isDoubtful = ({ fact }: Cell): boolean => FACTS[fact].neverAlone !== undefined;
  const isGround = (cell: Cell): boolean => !isDoubtful(cell) && isSaid(cell) && !isOfRoster(cell);
  return cells.some(isDoubtful) && !cells.some(isGround);
};
