/** A rule set's files as what they should be: JSON of the schema's form. Whatever is not is said with its place, and the rest is read all the same. */
import { ZenEngine } from '@gorules/zen-engine';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import type { Manifest } from '../manifest.ts';
import type { TableFile } from '../table.ts';
import { TABLES, type TableName } from '../types.ts';
import { characterRemarks } from './characters.ts';
import { DEEPEST, mapJson } from './json-map.ts';
import { pointerTo, type Remark, type Said } from './remark.ts';

/** Contents of a rule set's folder, by file name. */
export type RuleSetFiles = Readonly<Record<string, string>>;

export interface Parsed {
  /** Null: it is not of the schema's form. */
  readonly manifest: Manifest | null;
  readonly tables: Readonly<Record<TableName, { readonly file: string; readonly content: TableFile | null }>>;
  readonly remarks: readonly Remark[];
}

export const MANIFEST = 'manifest.json';

/** The parser for rule sets of this schema (`schemas/rule-set.json`), compiled once, as the first is read: most commands read none. */
export const ruleSetParser = (schema: object): ((files: RuleSetFiles) => Parsed) => {
  let compiled: ReturnType<typeof checksOf> | null = null;
  return (files) => {
    compiled ??= checksOf(schema);
    const { isManifest, isTable } = compiled;
    const raw = jsonOf(files, MANIFEST);
    const manifest = formed(MANIFEST, raw, isManifest);
    const named = tablesNamedIn(raw.content);
    const read = TABLES.map((name) => {
      const file = named[name] ?? `${name}.jdm.json`;
      const table = formed(file, jsonOf(files, file), isTable);
      return { name, file, content: table.content, remarks: [...table.remarks, ...runnable(file, files, table.content)] };
    });
    const of = (name: TableName) => {
      const { file = '', content = null } = read.find((one) => one.name === name) ?? {};
      return { file, content };
    };
    return {
      manifest: manifest.content,
      tables: {
        hardship: of('hardship'),
        leaving: of('leaving'),
        'mutual-aid-claim': of('mutual-aid-claim'),
        'exclusive-protection': of('exclusive-protection'),
      },
      remarks: [
        ...manifest.remarks,
        ...read.flatMap(({ remarks }) => remarks),
        ...strayIn(files, [MANIFEST, ...read.map(({ file }) => file)]),
      ],
    };
  };
};

/** That the schema is one is shown by `test/fences/contracts.test.ts`. */
const checksOf = (schema: object) => {
  const ajv = new Ajv2020({ validateSchema: false, allErrors: true, strictTypes: false, verbose: true }).addSchema(schema, 'rule-set');
  return { isManifest: ajv.compile<Manifest>({ $ref: 'rule-set' }), isTable: ajv.compile<TableFile>({ $ref: 'rule-set#/$defs/table' }) };
};

interface Json {
  /** Undefined: there is none. */
  readonly content: unknown;
  readonly remarks: readonly Remark[];
}

const jsonOf = (files: RuleSetFiles, file: string): Json => {
  const text = Object.hasOwn(files, file) ? files[file] : undefined;
  const error = (pointer: string, said: Said): Remark => ({ severity: 'error', file, pointer, ...said });
  if (text === undefined)
    return { content: undefined, remarks: [error('', { code: 'file-missing', detail: `The rule set has no file ${file}.` })] };
  const { brokenAt, isTooDeep, repeated } = mapJson(text);
  if (brokenAt !== null) {
    const said = isTooDeep
      ? { code: 'nested-too-deeply', detail: `Line ${brokenAt} is nested too deeply: more than ${DEEPEST} brackets stand open there.` }
      : {
          code: 'not-json',
          detail: `It is not JSON: it cannot be read beyond line ${brokenAt}. Look for a missing comma, quotation mark or bracket.`,
        };
    return { content: undefined, remarks: [error('', said)] };
  }
  const twice = repeated.map((pointer) =>
    error(pointer, { code: 'named-twice', detail: 'This name stands twice here: all but the last would be lost.' }),
  );
  const content: unknown = JSON.parse(text);
  return { content, remarks: [...twice, ...characterRemarks(file, content, file === MANIFEST ? 'words' : 'table')] };
};

const formed = <T>(
  file: string,
  { content, remarks }: Json,
  isValid: ValidateFunction<T>,
): { readonly content: T | null; readonly remarks: readonly Remark[] } => {
  if (content === undefined) return { content: null, remarks };
  if (isValid(content)) return { content, remarks };
  const faults = (isValid.errors ?? [])
    .filter(({ keyword }) => keyword !== 'if')
    .map((error): Remark => ({ severity: 'error', file, pointer: error.instancePath, code: 'not-of-the-schema', detail: inWords(error) }));
  const distinct = new Map(faults.map((fault) => [`${fault.pointer} ${fault.detail}`, fault]));
  return { content: null, remarks: [...remarks, ...distinct.values()] };
};

/** What the schema says of a property, for whoever never opened a schema. */
const inWords = ({ keyword, params, message = '', parentSchema }: ErrorObject): string => {
  const meaning = typeof parentSchema?.['description'] === 'string' ? ` (${parentSchema['description']})` : '';
  switch (keyword) {
    case 'required':
      return `"${String(params['missingProperty'])}" is missing.`;
    case 'additionalProperties':
      return `"${String(params['additionalProperty'])}" is not known here: misspelt?`;
    case 'propertyNames':
      return `"${String(params['propertyName'])}" is not written as a name is here.`;
    case 'enum':
      return `It must be one of ${(params['allowedValues'] as readonly unknown[]).join(', ')}.${meaning}`;
    case 'type':
      return `It must be of type ${String([params['type']].flat().join(' or '))}.${meaning}`;
    case 'pattern':
      return `It is not written as it should be: ${String(params['pattern'])}.${meaning}`;
    default:
      return `It ${message}.${meaning}`;
  }
};

const tablesNamedIn = (content: unknown): Readonly<Record<string, string>> => {
  const tables = typeof content === 'object' && content !== null && 'tables' in content ? content.tables : null;
  if (typeof tables !== 'object' || tables === null) return {};
  return Object.fromEntries(Object.entries(tables).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
};

/** What the GoRules engine itself refuses must not be shown to work here. */
const runnable = (file: string, files: RuleSetFiles, content: TableFile | null): readonly Remark[] => {
  if (content === null) return [];
  const engine = new ZenEngine();
  try {
    engine.createDecision(Buffer.from(files[file] ?? '')).validate();
    return [];
  } catch {
    return [
      { severity: 'error', file, pointer: pointerTo('edges'), code: 'not-runnable', detail: 'It is no decision the rules engine can run.' },
    ];
  } finally {
    engine.dispose();
  }
};

const strayIn = (files: RuleSetFiles, used: readonly string[]): readonly Remark[] =>
  Object.keys(files)
    .filter((file) => !used.includes(file))
    .map((file) => ({
      severity: 'warning',
      file,
      pointer: '',
      code: 'file-unused',
      detail: 'The manifest names no such table: this file does nothing.',
    }));
