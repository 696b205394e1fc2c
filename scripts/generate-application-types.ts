/**
 * Writes `src/domain/application.ts` from `schemas/applications/*.json`; with `--check` it only says whether the file is fresh.
 * `document.json` is what is delivered, `parts.json` what forms share, `form-schema.json` the rules for forms; every other file is the form of the
 * programme it is named for.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { compile, type JSONSchema } from 'json-schema-to-typescript';
import { part, partOf, programmesOf, read, type Schema } from './application-schemas.ts';

const TARGET = new URL('../src/domain/application.ts', import.meta.url);
const pascal = (name: string): string => name.replace(/(^|-)([a-z])/g, (_, __, letter: string) => letter.toUpperCase());

const typeNameOf = (name: string): string => `${pascal(name)}Part`;

/** Titles (Chinese terms for people) are left out, so that nested objects stay inline. */
const inlined = (node: unknown, parts: Schema): unknown => {
  if (Array.isArray(node)) return node.map((item) => inlined(item, parts));
  if (typeof node !== 'object' || node === null) return node;
  if ('$ref' in node && typeof node.$ref === 'string') {
    const { name, schema, isGroup } = partOf(node.$ref, parts);
    return isGroup ? { tsType: typeNameOf(name) } : inlined(schema, parts);
  }
  const kept = Object.entries(node).filter(
    ([key, value]) =>
      !(key === 'title' && typeof value === 'string') &&
      !key.startsWith('x-') &&
      !['$id', '$schema', '$defs', 'minItems', 'maxItems'].includes(key),
  );
  return Object.fromEntries(kept.map(([key, value]) => [key, inlined(value, parts)]));
};

/** The groups a schema refers to, and those they refer to. */
const groupsIn = (node: unknown, parts: Schema): readonly string[] => {
  if (typeof node !== 'object' || node === null) return [];
  if ('$ref' in node && typeof node.$ref === 'string') {
    const { name, schema, isGroup } = partOf(node.$ref, parts);
    return [...(isGroup ? [name] : []), ...groupsIn(schema, parts)];
  }
  return Object.values(node).flatMap((child) => groupsIn(child, parts));
};

const declare = (name: string, schema: Schema, parts: Schema): Promise<string> =>
  compile(inlined(schema, parts) as JSONSchema, name, { bannerComment: '', format: false, additionalProperties: false });

/** Named for this file alone: forms are what others speak of. */
const declarePart = async (name: string, parts: Schema): Promise<string> =>
  (await declare(typeNameOf(name), part(parts, '$defs', name), parts)).replace('export interface', 'interface');

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
  const programmes = programmesOf(document);
  const schemas = await Promise.all(programmes.map(read));
  const groups = [...new Set(schemas.flatMap((schema) => groupsIn(schema, parts)))];
  const forms = await Promise.all(schemas.map((schema, index) => declare(`${pascal(programmes[index] ?? '')}Form`, schema, parts)));
  return [
    HEAD,
    `export const PROGRAMMES = [${programmes.map((programme) => `'${programme}'`).join(', ')}] as const;\nexport type Programme = (typeof PROGRAMMES)[number];\n`,
    VALUES,
    await declare('ProvenanceEntry', part(document, '$defs', 'basis'), parts),
    await declare('ApplicationReason', part(document, '$defs', 'reason'), parts),
    await declare('ApplicationDocument', document, parts),
    ...(await Promise.all(groups.map((name) => declarePart(name, parts)))),
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
