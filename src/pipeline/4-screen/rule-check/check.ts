/** Everything that is the matter with a rule set, not only the first: what `huzheng rules check` shows, and what loading one for a night goes by. Pure. */
import type { Day } from '../../../domain/period.ts';
import type { Manifest, Tables } from '../manifest.ts';
import { TABLES } from '../types.ts';
import { datedRemarks, type RulesOfThreshold } from './dated-values.ts';
import { figureRemarks } from './figures.ts';
import { mapJson } from './json-map.ts';
import { nameRemarks, type ReadTables, unusedRemarks } from './names.ts';
import { type Parsed, type RuleSetFiles, ruleSetParser } from './parsed.ts';
import { epochsOf, reachRemarks } from './reach.ts';
import { type ReadTable, readTable, tableOf } from './read-table.ts';
import { type Finding, type Remark, visible } from './remark.ts';

export interface Checked {
  /** By file and line. */
  readonly findings: readonly Finding[];
  /** Null where an error stands among the findings. */
  readonly readable: { readonly manifest: Manifest; readonly tables: Tables } | null;
}

/** `on`: the day from which past and future are told apart. */
export type CheckRuleSet = (files: RuleSetFiles, on: Day) => Checked;

/** The check for rule sets of this schema (`schemas/rule-set.json`), compiled once. */
export const ruleSetCheck = (schema: object): CheckRuleSet => {
  const parse = ruleSetParser(schema);
  return (files, on) => {
    const parsed = parse(files);
    const tables = tablesOf(parsed);
    const { manifest } = parsed;
    const remarks = [
      ...parsed.remarks,
      ...TABLES.flatMap((name) => tables[name].remarks),
      ...(manifest === null
        ? []
        : manifestRemarks(manifest, tables, { on, isWhole: TABLES.every((name) => parsed.tables[name].content !== null) })),
      ...(manifest === null ? [] : TABLES.flatMap((name) => reachRemarks(tables[name], epochsOf(manifest)))),
    ];
    const isUsable = manifest !== null && remarks.every(({ severity }) => severity === 'warning');
    return { findings: placed(remarks, files), readable: isUsable ? { manifest, tables: plain(tables) } : null };
  };
};

const tablesOf = ({ tables }: Parsed): ReadTables => {
  const read = (name: keyof ReadTables): ReadTable => {
    const { file, content } = tables[name];
    return content === null ? { name, hitPolicy: 'collect', rows: [], remarks: [] } : readTable(name, file, content);
  };
  return {
    hardship: read('hardship'),
    leaving: read('leaving'),
    'mutual-aid-claim': read('mutual-aid-claim'),
    'exclusive-protection': read('exclusive-protection'),
  };
};

const plain = (tables: ReadTables): Tables => ({
  hardship: tableOf(tables.hardship),
  leaving: tableOf(tables.leaving),
  'mutual-aid-claim': tableOf(tables['mutual-aid-claim']),
  'exclusive-protection': tableOf(tables['exclusive-protection']),
});

const manifestRemarks = (
  manifest: Manifest,
  tables: ReadTables,
  { on, isWhole }: { readonly on: Day; readonly isWhole: boolean },
): readonly Remark[] => [
  ...nameRemarks(manifest, tables),
  ...figureRemarks(manifest),
  ...datedRemarks(manifest, rulesOfThresholds(tables), on),
  ...(isWhole ? unusedRemarks(manifest, tables) : []),
];

const rulesOfThresholds = (tables: ReadTables): RulesOfThreshold => {
  const named = TABLES.flatMap((name) => tables[name].rows).flatMap(({ row }) =>
    row.cells.flatMap(({ compares }) => (compares === null ? [] : [{ threshold: compares.threshold, rule: row.code }])),
  );
  const grouped = Map.groupBy(named, ({ threshold }) => threshold);
  return new Map([...grouped].map(([threshold, all]) => [threshold, [...new Set(all.map(({ rule }) => rule))]]));
};

const placed = (remarks: readonly Remark[], files: RuleSetFiles): readonly Finding[] => {
  const maps = new Map(Object.entries(files).map(([file, text]) => [file, mapJson(text)]));
  const found = remarks.map(({ severity, file, pointer, place, code, detail }): Finding => {
    const map = maps.get(file);
    const line = (pointer === '' ? map?.brokenAt : nearestLine(map?.lines, pointer)) ?? null;
    return { severity, file: visible(file), place: visible(place ?? pointer), line, code, detail: visible(detail) };
  });
  return found.toSorted((a, b) => (a.file === b.file ? (a.line ?? 0) - (b.line ?? 0) : a.file < b.file ? -1 : 1));
};

/** Of what is missing, the line of what it is missing from. */
const nearestLine = (lines: ReadonlyMap<string, number> | undefined, pointer: string): number | undefined =>
  lines?.get(pointer) ?? (pointer === '' ? undefined : nearestLine(lines, pointer.slice(0, pointer.lastIndexOf('/'))));
