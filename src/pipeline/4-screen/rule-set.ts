/**
 * A rule set: dated thresholds, decision tables and the words that explain them, read for one business day. Pure over text; the caller reads files.
 * There are no defaults: a threshold with no value that day is absent, and the rules that need it cannot judge (`domain.md` §6.3).
 */
import { ZenEngine } from '@gorules/zen-engine';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { fenOf } from '../../domain/money.ts';
import { type Day, holdsOn } from '../../domain/period.ts';
import { Fault } from '../../faults.ts';
import { FACTS } from './facts.ts';
import type { ReadingPolicy } from './facts/reading.ts';
import { readTable, type Table, type TableFile } from './table.ts';
import { type Bilingual, TABLES, type TableName, type Thresholds, type ThresholdUnit } from './types.ts';
import { placeholdersOf } from './words.ts';

export interface RuleSet extends ReadingPolicy {
  readonly id: string;
  readonly version: string;
  readonly on: Day;
  /** `MM-DD` */
  readonly policyYearStartsOn: string;
  readonly thresholds: Thresholds;
  /** Thresholds that have none, each with the rules that therefore cannot judge. */
  readonly gaps: readonly { readonly threshold: string; readonly rules: readonly string[] }[];
  readonly tables: Readonly<Record<TableName, Table>>;
  readonly rules: Readonly<Record<string, { readonly title: Bilingual; readonly text: Bilingual; readonly documentRef: string }>>;
  readonly checks: Readonly<Record<string, Bilingual>>;
}

/** `manifest.json` as `schemas/rule-set.json` has it. */
interface Manifest extends Pick<RuleSet, 'id' | 'version' | 'region' | 'policyYearStartsOn' | 'rules' | 'checks'> {
  readonly validFrom: Day;
  readonly validTo: Day | null;
  readonly documents: readonly { readonly ref: string }[];
  readonly thresholds: Readonly<
    Record<string, { readonly unit: Exclude<ThresholdUnit, 'fen'> | 'yuan'; readonly values: readonly DatedValue[] }>
  >;
  readonly tables: Readonly<Record<TableName, string>>;
}
interface DatedValue {
  readonly value: number;
  readonly from: Day;
  readonly to: Day | null;
  readonly documentRef: string;
  readonly nearMissWithin: number | null;
}

/** Contents of a rule set's folder, by file name. */
export type RuleSetFiles = Readonly<Record<string, string>>;
export type LoadRuleSet = (files: RuleSetFiles, on: Day) => RuleSet;

const refuse = (detail: string, cause?: unknown): Fault => new Fault('invalid', { code: 'rule-set-unusable', detail, cause });

/**
 * The loader for rule sets of this schema (`schemas/rule-set.json`), compiled once. `freshness` is verification's, days by dataset, so that a fact
 * and a finding are stale on the same day. It throws `invalid`, naming the place, rather than judge by half a rule set.
 */
export const ruleSetLoader = ({
  schema,
  freshness,
}: {
  readonly schema: object;
  readonly freshness: ReadingPolicy['freshness'];
}): LoadRuleSet => {
  const ajv = new Ajv2020({ allErrors: true, strictTypes: false }).addSchema(schema, 'rule-set');
  const isManifest = ajv.compile<Manifest>({ $ref: 'rule-set' });
  const isTable = ajv.compile<TableFile>({ $ref: 'rule-set#/$defs/table' });
  return (files, on) => {
    const manifest = parsed(files, 'manifest.json', isManifest);
    if (!holdsOn(on, { from: manifest.validFrom, to: manifest.validTo }))
      throw refuse(`Rule set ${manifest.id} ${manifest.version} is not in force on ${on}.`);
    assertDocumented(manifest);
    const table = (name: TableName): Table => readTable(name, parsed(files, manifest.tables[name], isTable));
    const tables = {
      hardship: table('hardship'),
      leaving: table('leaving'),
      'mutual-aid-claim': table('mutual-aid-claim'),
      'exclusive-protection': table('exclusive-protection'),
    };
    assertComplete(manifest, tables);
    const thresholds = thresholdsOn(manifest, on);
    const { id, version, region, policyYearStartsOn, rules, checks } = manifest;
    return {
      id,
      version,
      region,
      policyYearStartsOn,
      freshness,
      rules,
      checks,
      on,
      thresholds,
      tables,
      gaps: gapsOf(manifest, tables, thresholds),
    };
  };
};

const parsed = <T>(files: RuleSetFiles, name: string, isValid: ValidateFunction<T>): T => {
  const text = files[name];
  if (text === undefined) throw refuse(`The rule set has no file ${name}.`);
  const content = jsonOf(name, text);
  if (isValid(content)) {
    if (name !== 'manifest.json') assertRunnable(name, text);
    return content;
  }
  const faults = (isValid.errors ?? []).map(({ instancePath, message }) => `${instancePath === '' ? '/' : instancePath} ${message ?? ''}`);
  throw refuse(`${name}: ${[...new Set(faults)].slice(0, 5).join('; ')}.`);
};

const jsonOf = (name: string, text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw refuse(`${name} is not JSON.`, cause);
  }
};

/** What the GoRules engine itself refuses must not be shown to work here. */
const assertRunnable = (name: string, text: string): void => {
  const engine = new ZenEngine();
  try {
    engine.createDecision(Buffer.from(text)).validate();
  } catch (cause) {
    throw refuse(`${name} is no decision the rules engine can run.`, cause);
  } finally {
    engine.dispose();
  }
};

const assertDocumented = ({ documents, thresholds, rules }: Manifest): void => {
  const refs = new Set(documents.map(({ ref }) => ref));
  const used = [...Object.values(thresholds).flatMap(({ values }) => values), ...Object.values(rules)].map(
    ({ documentRef }) => documentRef,
  );
  const missing = used.find((ref) => !refs.has(ref));
  if (missing !== undefined) throw refuse(`manifest.json refers to document ${missing}, which it does not list.`);
};

const assertComplete = ({ thresholds, rules, checks }: Manifest, tables: RuleSet['tables']): void => {
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

const comparesLike = (thresholds: Manifest['thresholds'], { fact, compares }: Table['rows'][number]['cells'][number]): boolean => {
  const threshold = compares === null ? undefined : thresholds[compares.threshold];
  return threshold === undefined || unitOf(threshold.unit) === FACTS[fact]?.unit;
};

const unitOf = (unit: Manifest['thresholds'][string]['unit']): ThresholdUnit => (unit === 'yuan' ? 'fen' : unit);

const thresholdsOn = ({ thresholds }: Manifest, on: Day): Thresholds =>
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

const gapsOf = (manifest: Manifest, tables: RuleSet['tables'], present: Thresholds): RuleSet['gaps'] =>
  Object.keys(manifest.thresholds)
    .filter((name) => !Object.hasOwn(present, name))
    .map((threshold) => {
      const rows = TABLES.flatMap((name) => tables[name].rows).filter((row) =>
        row.cells.some(({ compares }) => compares?.threshold === threshold),
      );
      return { threshold, rules: [...new Set(rows.map(({ code }) => code))] };
    });
