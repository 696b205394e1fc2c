/**
 * A rule set: dated thresholds, decision tables and the words that explain them, read for one business day. Pure over text; the caller reads files.
 * There are no defaults: a threshold with no value that day is absent, and the rules that need it cannot judge (`domain.md` §6.3).
 */
import { ZenEngine } from '@gorules/zen-engine';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { type Day, holdsOn } from '../../domain/period.ts';
import type { ReadingPolicy } from './facts/reading.ts';
import { assertComplete, assertDocumented, type Gap, gapsOf, type Manifest, type Tables, thresholdsOn } from './manifest.ts';
import { readTable, refuse, type Table, type TableFile } from './table.ts';
import type { TableName, Thresholds } from './types.ts';

/** `region` and `freshness` are what reading facts needs to be told. */
export interface RuleSet extends ReadingPolicy, Pick<Manifest, 'id' | 'version' | 'policyYearStartsOn' | 'rules' | 'checks'> {
  readonly on: Day;
  readonly thresholds: Thresholds;
  readonly gaps: readonly Gap[];
  readonly tables: Tables;
}

/** Contents of a rule set's folder, by file name. */
export type RuleSetFiles = Readonly<Record<string, string>>;
export type LoadRuleSet = (files: RuleSetFiles, on: Day) => RuleSet;

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
    const table = (name: TableName): Table => {
      const file = manifest.tables[name];
      const content = parsed(files, file, isTable);
      assertRunnable(file, files[file] ?? '');
      return readTable(name, content);
    };
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
  if (isValid(content)) return content;
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
