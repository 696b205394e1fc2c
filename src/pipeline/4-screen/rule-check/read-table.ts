/**
 * Reads a decision table into rows of conditions. Everything that could fail silently at night is said here: the engine answers "no match" to a
 * cell it cannot parse, and so would a misspelt rule flag nobody for years.
 */
import type { Column, Row, Table, TableContent, TableFile, WrittenRow } from '../table.ts';
import type { TableName } from '../types.ts';
import { readAnswers } from './answers.ts';
import { readCells } from './cells.ts';
import { pointerTo, type Remark, type Said, type Severity } from './remark.ts';

/** A row, and where it is written. */
export interface ReadRow {
  readonly row: Row;
  /** False: something in it cannot be read, and it is only as much of it as can. */
  readonly isWhole: boolean;
  /** Of the row, or of its cell in a column. */
  readonly at: (column?: Column) => Pick<Remark, 'file' | 'pointer' | 'place'>;
  /** The columns of its cells, in the same order, and of its answers. */
  readonly columns: readonly Column[];
  readonly answerColumn: (field: string) => Column | undefined;
}

export interface ReadTable {
  readonly name: TableName;
  readonly hitPolicy: Table['hitPolicy'];
  readonly rows: readonly ReadRow[];
  readonly remarks: readonly Remark[];
}

export const tableOf = ({ name, hitPolicy, rows }: ReadTable): Table => ({ name, hitPolicy, rows: rows.map(({ row }) => row) });

export const readTable = (name: TableName, file: string, { nodes }: TableFile): ReadTable => {
  const tables = nodes.flatMap((node, index) => (node.type === 'decisionTableNode' ? [{ content: node.content, index }] : []));
  const [table] = tables;
  if (table === undefined || tables.length > 1) {
    const detail = 'Exactly one decision table is expected between input and output.';
    return {
      name,
      hitPolicy: 'collect',
      rows: [],
      remarks: [{ severity: 'error', file, pointer: pointerTo('nodes'), code: 'not-one-table', detail }],
    };
  }
  const remarks: Remark[] = [];
  const { hitPolicy, rules } = table.content;
  const under = pointerTo('nodes', table.index, 'content');
  remarks.push(...columnsTwice(table.content).map((said): Remark => ({ severity: 'error', file, pointer: under, ...said })));
  const rows = rules.map((written, index) =>
    readRow({ table: name, file, content: table.content, written, under: `${under}${pointerTo('rules', index)}` }, remarks),
  );
  const ids = rules.map(({ _id }) => _id);
  for (const [index, row] of rows.entries())
    if (ids.indexOf(ids[index]) < index)
      remarks.push({
        severity: 'error',
        ...row.at(),
        code: 'row-id-twice',
        detail: 'An earlier row has the same id: nobody could tell them apart.',
      });
  return { name, hitPolicy, rows, remarks };
};

const columnsTwice = ({ inputs, outputs }: TableContent): readonly Said[] => {
  const ids = [...inputs, ...outputs].map(({ id }) => id);
  const twice = ids.filter((id, index) => ids.indexOf(id) < index);
  return twice.map((id) => ({ code: 'column-id-twice', detail: `Two columns have the id ${id}: a row could not say which it means.` }));
};

interface Written {
  readonly table: TableName;
  readonly file: string;
  readonly content: TableContent;
  readonly written: WrittenRow;
  /** Pointer of the row. */
  readonly under: string;
}

const readRow = ({ table, file, content, written, under }: Written, remarks: Remark[]): ReadRow => {
  const id = written._id ?? 'a row';
  const at: ReadRow['at'] = (column) =>
    column === undefined
      ? { file, pointer: under, place: id }
      : { file, pointer: `${under}${pointerTo(column.id)}`, place: `${id}, column ${column.name} (${column.field})` };
  const before = remarks.length;
  const note = (severity: Severity, column: Column | undefined, said: Said): void =>
    void remarks.push({ severity, ...at(column), ...said });
  const known = new Set([...content.inputs, ...content.outputs].map((column) => column.id));
  for (const key of Object.keys(written).filter((one) => !one.startsWith('_') && !known.has(one)))
    note('error', undefined, { code: 'no-such-column', detail: `It answers a column ${key}, which the table does not have.` });
  for (const column of content.inputs.filter((one) => !Object.hasOwn(written, one.id)))
    note('error', column, {
      code: 'no-cell',
      detail: 'It has no cell there: the rules engine then never matches the row. An empty text asks nothing.',
    });
  const { cells, columns } = readCells(table, { inputs: content.inputs, written }, note);
  const areReadable = remarks.slice(before).every(({ severity }) => severity === 'warning');
  const answers = readAnswers(table, { outputs: content.outputs, written, cells: areReadable ? cells : null }, note);
  return {
    row: { ...answers, cells },
    isWhole: remarks.slice(before).every(({ severity }) => severity === 'warning'),
    at,
    columns,
    answerColumn: (field) => content.outputs.find((column) => column.field === field),
  };
};
