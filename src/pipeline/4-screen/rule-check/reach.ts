/**
 * Rows that can never decide anything: conditions that exclude each other, the same row twice, and in a table that answers with its first row one
 * that an earlier always forestalls. Numbers are followed through every day on which a threshold changes.
 */
import { addDays, type Day } from '../../../domain/period.ts';
import type { Cell } from '../cell.ts';
import { type Manifest, thresholdsOn } from '../manifest.ts';
import type { Row } from '../table.ts';
import type { Thresholds } from '../types.ts';
import { isDay } from './dated-values.ts';
import type { ReadRow, ReadTable } from './read-table.ts';
import type { Remark } from './remark.ts';

/** Thresholds at every moment that differs from the one before. */
type Epochs = readonly Thresholds[];

export const epochsOf = (manifest: Pick<Manifest, 'thresholds'>): Epochs => {
  const values = Object.values(manifest.thresholds).flatMap((threshold) => threshold.values);
  const turns = new Set(values.flatMap(({ from, to }): readonly Day[] => (to === null || !isDay(to) ? [from] : [from, addDays(to, 1)])));
  return [...turns].filter(isDay).map((on) => thresholdsOn(manifest, on));
};

export const reachRemarks = ({ hitPolicy, rows }: ReadTable, epochs: Epochs): readonly Remark[] => {
  const whole = rows.filter(({ isWhole }) => isWhole);
  const contradictory = new Set(whole.filter(({ row }) => contradictionIn(row, epochs) !== null));
  return whole.flatMap((read, index): readonly Remark[] => {
    const fact = contradictionIn(read.row, epochs);
    if (fact !== null)
      return [
        {
          severity: 'error',
          ...read.at(),
          code: 'contradicts-itself',
          detail: `What it asks of facts.${fact} excludes itself: it can never match.`,
        },
      ];
    const earlier = whole.slice(0, index).filter((one) => !contradictory.has(one));
    const forestalling = earlier.find((one) => forestalls(one.row, read.row, { hitPolicy, epochs }));
    return forestalling === undefined ? [] : [forestalled(read, forestalling, hitPolicy)];
  });
};

const forestalled = (read: ReadRow, earlier: ReadRow, hitPolicy: ReadTable['hitPolicy']): Remark => {
  const id = earlier.at().place ?? 'an earlier row';
  return hitPolicy === 'first'
    ? { severity: 'error', ...read.at(), code: 'shadowed', detail: `Whenever it holds, ${id} holds before it: it can never decide.` }
    : { severity: 'error', ...read.at(), code: 'row-twice', detail: `It asks and answers the same as ${id}.` };
};

const forestalls = (
  earlier: Row,
  row: Row,
  { hitPolicy, epochs }: { readonly hitPolicy: ReadTable['hitPolicy']; readonly epochs: Epochs },
): boolean => {
  if (hitPolicy === 'first') return implies(row, earlier, epochs);
  const answers = ({ cells: _, ...rest }: Row): string => JSON.stringify(rest);
  return answers(earlier) === answers(row) && implies(row, earlier, epochs) && implies(earlier, row, epochs);
};

/** Whenever every condition of `row` holds, so does every one of `other`. */
const implies = (row: Row, other: Row, epochs: Epochs): boolean =>
  other.cells.every((cell) => impliedBy(cell, cellsOn(row, cell.fact), epochs));

const cellsOn = ({ cells }: Row, fact: string): readonly Cell[] => cells.filter((cell) => cell.fact === fact);

const impliedBy = (cell: Cell, given: readonly Cell[], epochs: Epochs): boolean => {
  if (given.length === 0) return false;
  if (cell.accepts !== null) return accepted(given).isSubsetOf(cell.accepts);
  const { compares } = cell;
  if (given.some((one) => one.compares?.operator === compares?.operator && one.compares?.threshold === compares?.threshold)) return true;
  const judged = epochs.filter((thresholds) => spanOf(given, thresholds) !== null);
  return judged.length > 0 && judged.every((thresholds) => liesWithin(spanOf(given, thresholds), spanOf([cell], thresholds)));
};

/** The values that every one of the cells accepts. */
const accepted = (cells: readonly Cell[]): ReadonlySet<string | boolean> =>
  cells.flatMap(({ accepts }) => (accepts === null ? [] : [accepts])).reduce((all, one) => all.intersection(one));

/** Whole numbers, as all facts are; both ends inclusive. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/** What the comparisons leave of all numbers; null: one of them has no value then. */
const spanOf = (cells: readonly Cell[], thresholds: Thresholds): Span | null => {
  const spans = cells.map(({ compares }): Span | null => {
    const value = compares === null ? undefined : thresholds[compares.threshold]?.value;
    return value === undefined || compares === null ? null : SPANS[compares.operator](value);
  });
  return spans.reduce<Span | null>(
    (all, one) => (all === null || one === null ? null : { from: Math.max(all.from, one.from), to: Math.min(all.to, one.to) }),
    { from: -Infinity, to: Infinity },
  );
};

const SPANS = {
  '>=': (value: number): Span => ({ from: Math.ceil(value), to: Infinity }),
  '>': (value: number): Span => ({ from: Math.floor(value) + 1, to: Infinity }),
  '<=': (value: number): Span => ({ from: -Infinity, to: Math.floor(value) }),
  '<': (value: number): Span => ({ from: -Infinity, to: Math.ceil(value) - 1 }),
};

const liesWithin = (inner: Span | null, outer: Span | null): boolean =>
  inner !== null && outer !== null && outer.from <= inner.from && inner.to <= outer.to;

/** The fact of which it asks what excludes itself on every day it could be judged; null: there is none. */
const contradictionIn = (row: Row, epochs: Epochs): string | null =>
  row.cells.map(({ fact }) => fact).find((fact) => excludesItself(cellsOn(row, fact), epochs)) ?? null;

const excludesItself = (cells: readonly Cell[], epochs: Epochs): boolean => {
  if (cells.length < 2) return false;
  if (cells[0]?.accepts !== null) return accepted(cells).size === 0;
  const spans = [...epochs, sameForAll(cells)].flatMap((thresholds) => spanOf(cells, thresholds) ?? []);
  return spans.length > 0 && spans.every(({ from, to }) => from > to);
};

/** Comparisons with one and the same threshold exclude each other whatever its value. */
const sameForAll = (cells: readonly Cell[]): Thresholds => {
  const names = new Set(cells.flatMap(({ compares }) => compares?.threshold ?? []));
  return names.size > 1
    ? {}
    : Object.fromEntries([...names].map((name) => [name, { value: 0, unit: 'count', documentRef: '', nearMissWithin: null }]));
};
