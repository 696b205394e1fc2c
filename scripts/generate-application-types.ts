/**
 * Writes `src/domain/application.ts` from `schemas/applications/*.json`; with `--check` it only says whether the file is fresh.
 * `document.json` is what is delivered, `parts.json` what forms share, `form-schema.json` the rules for forms; every other file is the form of the
 * programme it is named for.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { compile, type JSONSchema } from 'json-schema-to-typescript';

const FOLDER = new URL('../schemas/applications/', import.meta.url);
const TARGET = new URL('../src/domain/application.ts', import.meta.url);
const PARTS = 'huzheng:applications/parts#/$defs/';

type Schema = { readonly [key: string]: unknown };

const read = async (name: string): Promise<Schema> => JSON.parse(await readFile(new URL(`${name}.json`, FOLDER), 'utf8')) as Schema;
const part = (schema: unknown, ...path: readonly string[]): Schema =>
  path.reduce<Schema>((node, key) => node[key] as Schema, schema as Schema);
const pascal = (name: string): string => name.replace(/(^|-)([a-z])/g, (_, __, letter: string) => letter.toUpperCase());

/** Shared parts are put where they are used, and titles (Chinese terms for people) left out, so that nested objects stay inline. */
const inlined = (node: unknown, parts: Schema): unknown => {
  if (Array.isArray(node)) return node.map((item) => inlined(item, parts));
  if (typeof node !== 'object' || node === null) return node;
  if ('$ref' in node && typeof node.$ref === 'string') return inlined(part(parts, '$defs', node.$ref.replace(PARTS, '')), parts);
  const kept = Object.entries(node).filter(
    ([key, value]) =>
      !(key === 'title' && typeof value === 'string') &&
      !key.startsWith('x-') &&
      !['$id', '$schema', '$defs', 'minItems', 'maxItems'].includes(key),
  );
  return Object.fromEntries(kept.map(([key, value]) => [key, inlined(value, parts)]));
};

const declare = (name: string, schema: Schema, parts: Schema): Promise<string> =>
  compile(inlined(schema, parts) as JSONSchema, name, { bannerComment: '', format: false, additionalProperties: false });

const HEAD = `/* Generated from schemas/applications by \`npm run generate\`. Edit the schemas, not this file. */
import type { Day, Instant, Month } from './period.ts';
import type { Dataset, Source } from './sources.ts';
`;

const VALUES = `export type FormValue = string | number | boolean | readonly FormValue[] | Form;
/** A form of any programme, as it is delivered. */
export interface Form { readonly [field: string]: FormValue }

/** JSON Pointer into the form → the records the field rests on, never none. */
export type Provenance = Readonly<Record<string, readonly ProvenanceEntry[]>>;
`;

const generate = async (): Promise<string> => {
  const [document, parts] = await Promise.all([read('document'), read('parts')]);
  const programmes = part(document, 'properties', 'programme').enum as readonly string[];
  const forms = await Promise.all(programmes.map(async (programme) => declare(`${pascal(programme)}Form`, await read(programme), parts)));
  return [
    HEAD,
    `export const PROGRAMMES = [${programmes.map((programme) => `'${programme}'`).join(', ')}] as const;\nexport type Programme = (typeof PROGRAMMES)[number];\n`,
    VALUES,
    await declare('ProvenanceEntry', part(document, '$defs', 'basis'), parts),
    await declare('ApplicationReason', part(document, '$defs', 'reason'), parts),
    await declare('ApplicationDocument', document, parts),
    ...forms,
    `export interface ProgrammeForms {\n${programmes.map((programme) => `  '${programme}': ${pascal(programme)}Form;`).join('\n')}\n}\n`,
  ].join('\n');
};

const text = await generate();
if (process.argv.includes('--check')) {
  const present = await readFile(TARGET, 'utf8').catch(() => '');
  if (present !== text) {
    process.stderr.write('src/domain/application.ts is stale: run `npm run generate`.\n');
    process.exitCode = 1;
  }
} else {
  await writeFile(TARGET, text);
}
