/** A rule set's manifest, and its thresholds as they are on one day. */
import { fenOf } from '../../domain/money.ts';
import { type Day, holdsOn } from '../../domain/period.ts';
import type { Table } from './table.ts';
import { type Bilingual, TABLES, type TableName, type Thresholds, type ThresholdUnit } from './types.ts';

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
  /** Words of the fact `hospitalLevel` by the codes of medical insurance here. */
  readonly hospitalLevels?: { readonly documentRef: string; readonly codes: Readonly<Record<string, string>> };
  readonly tables: Readonly<Record<TableName, string>>;
  readonly rules: Readonly<Record<string, { readonly title: Bilingual; readonly text: Bilingual; readonly documentRef: string }>>;
  readonly checks: Readonly<Record<string, Bilingual>>;
}
/** Policy documents speak of yuan; facts count in fen. */
type ManifestUnit = Exclude<ThresholdUnit, 'fen'> | 'yuan';

/** Both days inclusive; `to` null: open. */
export interface Dated {
  readonly from: Day;
  readonly to: Day | null;
}
export interface DatedValue extends Dated {
  readonly value: number;
  readonly documentRef: string;
  readonly nearMissWithin: number | null;
  /** False: nobody has read it in the document. Left out: somebody has. */
  readonly confirmed?: boolean;
}

export const unitOf = (unit: ManifestUnit): ThresholdUnit => (unit === 'yuan' ? 'fen' : unit);

/** The values that hold on a day, in the units of facts. The check has refused periods that overlap: nobody could say which holds. */
export const thresholdsOn = ({ thresholds }: Pick<Manifest, 'thresholds'>, on: Day): Thresholds =>
  Object.fromEntries(
    Object.entries(thresholds).flatMap(([name, { unit, values }]) => {
      const current = values.filter((value) => holdsOn(on, value)).slice(0, 1);
      const amount = (value: number): number => (unit === 'yuan' ? fenOf(value) : value);
      return current.map(({ value, documentRef, nearMissWithin }) => [
        name,
        { value: amount(value), unit: unitOf(unit), documentRef, nearMissWithin: nearMissWithin === null ? null : amount(nearMissWithin) },
      ]);
    }),
  );

/** Names of the thresholds that hold a figure nobody has confirmed. */
export const unconfirmedIn = ({ thresholds }: Manifest): readonly string[] =>
  Object.entries(thresholds)
    .filter(([, { values }]) => values.some(({ confirmed }) => confirmed === false))
    .map(([name]) => name);

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
