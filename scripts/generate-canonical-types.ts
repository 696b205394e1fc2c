/**
 * Writes `src/domain/canonical.ts` from `schemas/canonical/*.json`; with `--check` it only says whether the file is fresh.
 * `tsType` in a schema names the domain's own type for a value that JSON can only call a string or an integer, and of an object the name it is
 * declared by; any other nested object stays inline.
 */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { compile, type JSONSchema } from 'json-schema-to-typescript';

const FOLDER = new URL('../schemas/canonical/', import.meta.url);
const TARGET = new URL('../src/domain/canonical.ts', import.meta.url);

const HEAD = `/* Generated from schemas/canonical by \`npm run generate\`. Edit the schemas, not this file. */
import type { IdNumber } from './id-number.ts';
import type { Fen } from './money.ts';
import type { Day, Instant, Month } from './period.ts';
`;

const pascal = (name: string): string => name.replace(/(^|-)([a-z])/g, (_, __, letter: string) => letter.toUpperCase());

/** Titles are Chinese terms for people. */
const withoutTitles = (node: unknown): unknown => {
  if (Array.isArray(node)) return node.map(withoutTitles);
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(
    Object.entries(node)
      .filter(([key, value]) => key !== 'title' || typeof value !== 'string')
      .map(([key, value]) => [key, withoutTitles(value)]),
  );
};

interface Named {
  readonly tsType: string;
}
const isNamed = (node: object): node is Named => 'tsType' in node && 'properties' in node;

const objectsNamedIn = (node: unknown): readonly Named[] => {
  if (typeof node !== 'object' || node === null) return [];
  return [...(isNamed(node) ? [node] : []), ...Object.values(node).flatMap(objectsNamedIn)];
};

const declare = (name: string, schema: unknown): Promise<string> =>
  compile(withoutTitles(schema) as JSONSchema, name, { bannerComment: '', format: false, additionalProperties: false });

const declarationsOf = async (dataset: string): Promise<string> => {
  const schema = JSON.parse(await readFile(new URL(`${dataset}.json`, FOLDER), 'utf8')) as {
    properties: Record<'content' | 'sealed', JSONSchema>;
  };
  const parts = (['content', 'sealed'] as const).map((part) => declare(pascal(dataset) + pascal(part), schema.properties[part]));
  const named = objectsNamedIn(schema).map(({ tsType, ...object }) => declare(tsType, object));
  return (await Promise.all([...named, ...parts])).join('\n');
};

const generate = async (): Promise<string> => {
  const datasets = (await readdir(FOLDER)).map((file) => file.replace('.json', '')).sort();
  const declarations = await Promise.all(datasets.map(declarationsOf));
  const testimonies = datasets.filter((dataset) => dataset !== 'members');
  const mapOf = (part: string): string => testimonies.map((dataset) => `  '${dataset}': ${pascal(dataset)}${part};`).join('\n');
  const maps = `export interface CanonicalContent {\n${mapOf('Content')}\n}\nexport interface CanonicalSealed {\n${mapOf('Sealed')}\n}\n`;
  const member = 'export interface Member { readonly content: MembersContent; readonly sealed: MembersSealed }\n';
  return [HEAD, ...declarations, maps, member].join('\n').replaceAll('export interface', 'export interface');
};

const text = await generate();
if (process.argv.includes('--check')) {
  const present = await readFile(TARGET, 'utf8').catch(() => '');
  if (present !== text) {
    process.stderr.write('src/domain/canonical.ts is stale: run `npm run generate`.\n');
    process.exitCode = 1;
  }
} else {
  await writeFile(TARGET, text);
}
