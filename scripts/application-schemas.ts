/** Reads `schemas/applications/*.json` for whatever is written from them. */
import { readFile } from 'node:fs/promises';

const FOLDER = new URL('../schemas/applications/', import.meta.url);
const PARTS = 'huzheng:applications/parts#/$defs/';

export type Schema = { readonly [key: string]: unknown };

export const read = async (name: string): Promise<Schema> => JSON.parse(await readFile(new URL(`${name}.json`, FOLDER), 'utf8')) as Schema;
export const part = (schema: unknown, ...path: readonly string[]): Schema =>
  path.reduce<Schema>((node, key) => node[key] as Schema, schema as Schema);
/** A group that forms share has a type of its own; anything smaller is put where it is used. What the document refers to is declared by itself. */
export const partOf = (
  reference: string,
  parts: Schema,
): { readonly name: string; readonly schema: Schema | undefined; readonly isGroup: boolean } => {
  const name = reference.replace(PARTS, '');
  const schema = (parts['$defs'] as Readonly<Record<string, Schema | undefined>>)[name];
  return { name, schema, isGroup: schema?.['type'] === 'object' };
};
/** In the order of the contract. */
export const programmesOf = (document: Schema): readonly string[] => part(document, 'properties', 'programme').enum as readonly string[];
