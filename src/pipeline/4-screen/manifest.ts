/** A rule set's manifest: its own consistency with the tables it names, and its thresholds as they are on one day. */

import { FACTS } from '../../domain/fact-catalogue.ts';
import { fenOf } from '../../domain/money.ts';
import { type Day, holdsOn } from '../../domain/period.ts';
import type { Cell } from './cell.ts';
import { refuse, type Table } from './table.ts';
import { type Bilingual, TABLES, type TableName, type Thresholds, type ThresholdUnit } from './types.ts';
import { placeholdersOf } from './words.ts';

export type Tables = Readonly<Record<TableName, Table>>;

/** `manifest.json` as `schemas/rule-set.json` has it. */
export interface Manifest {
  readonly id: string;
  readonly version: string;
  /** GB/T 2260 */
  readonly region: string;
  readonly validFrom: Day;
  readonly validTo: Day | null;
  /** `MM-DD` */
  readonly policyYearStartsOn: string;
  readonly documents: readonly { readonly ref: string }[];
  readonly thresholds: Readonly<Record<string, { readonly unit: ManifestUnit; readonly values: readonly DatedValue[] }>>;
  readonly tables: Readonly<Record<TableName, string>>;
  readonly rules: Readonly<Record<string, { readonly title: Bilingual; readonly text: Bilingual; readonly documentRef: string }>>;
  readonly checks: Readonly<Record<string, Bilingual>>;
}
/** Policy documents speak of yuan; facts count in fen. */
type ManifestUnit = Exclude<ThresholdUnit, 'fen'> | 'yuan';
interface DatedValue {
  readonly value: number;
  readonly from: Day;
  readonly to: Day | null;
  readonly documentRef: string;
  readonly nearMissWithin: number | null;
}

export const assertDocumented = ({ documents, thresholds, rules }: Manifest): void => {
  const refs = new Set(documents.map(({ ref }) => ref));
  const used = [...Object.values(thresholds).flatMap(({ values }) => values), ...Object.values(rules)].map(
    ({ documentRef }) => documentRef,
  );
  const missing = used.find((ref) => !refs.has(ref));
  if (missing !== undefined) throw refuse(`manifest.json refers to document ${missing}, which it does not list.`);
};

/** Every code, threshold and fact that tables and texts name is there, and compares like with like. */
export const assertComplete = ({ thresholds, rules, checks }: Manifest, tables: Tables): void => {
  const rows = TABLES.flatMap((name) => tables[name].rows);
  const cells = rows.flatMap((row) => row.cells);
  const placeholders = [...Object.values(rules).map(({ text }) => text), ...Object.values(checks)].flatMap(placeholdersOf);
  const named = [
    ...rows.filter(({ code }) => !Object.hasOwn(rules, code)).map(({ code }) => `rule ${code}`),
    ...rows
      .flatMap((row) => row.checks)
      .filter((code) => !Object.hasOwn(checks, code))
      .map((code) => `check ${code}`),
    ...cells.flatMap(({ compares }) =>
      compares === null || Object.hasOwn(thresholds, compares.threshold) ? [] : [`threshold ${compares.threshold}`],
    ),
    ...placeholders
      .filter(({ kind, name }) => !Object.hasOwn(kind === 'facts' ? FACTS : thresholds, name))
      .map(({ kind, name }) => `${kind}.${name}`),
    ...cells
      .filter((cell) => !comparesLike(thresholds, cell))
      .map(({ fact, compares }) => `a threshold in the unit of ${fact} (${compares?.threshold ?? ''} has another)`),
  ];
  if (named.length > 0) throw refuse(`manifest.json lacks ${[...new Set(named)].join(', ')}.`);
};

const comparesLike = (thresholds: Manifest['thresholds'], { fact, compares }: Cell): boolean => {
  const threshold = compares === null ? undefined : thresholds[compares.threshold];
  return threshold === undefined || unitOf(threshold.unit) === FACTS[fact]?.unit;
};

const unitOf = (unit: ManifestUnit): ThresholdUnit => (unit === 'yuan' ? 'fen' : unit);

/** The values that hold on a day, in the units of facts. Periods that overlap are refused: nobody could say which holds. */
export const thresholdsOn = ({ thresholds }: Manifest, on: Day): Thresholds =>
  Object.fromEntries(
    Object.entries(thresholds).flatMap(([name, { unit, values }]) => {
      const current = values.filter((value) => holdsOn(on, value));
      if (current.length > 1) throw refuse(`manifest.json has two values of ${name} on ${on}.`);
      const amount = (value: number): number => (unit === 'yuan' ? fenOf(value) : value);
      return current.map(({ value, documentRef, nearMissWithin }) => [
        name,
        { value: amount(value), unit: unitOf(unit), documentRef, nearMissWithin: nearMissWithin === null ? null : amount(nearMissWithin) },
      ]);
    }),
  );

/** A threshold without a value, and the rules that therefore cannot judge. */
export interface Gap {
  readonly threshold: string;
  readonly rules: readonly string[];
}

export const gapsOf = ({ thresholds }: Manifest, tables: Tables, present: Thresholds): readonly Gap[] =>
  Object.keys(thresholds)
    .filter((name) => !Object.hasOwn(present, name))
    .map((threshold) => {
      const rows = TABLES.flatMap((name) => tables[name].rows).filter((row) =>
        row.cells.some(({ compares }) => compares?.threshold === threshold),
      );
      return { threshold, rules: [...new Set(rows.map(({ code }) => code))] };
    });
