/** Writes `src/domain/longest-texts.ts` from the forms in `schemas/applications/*.json`; with `--check` it only says whether the file is fresh. */
import { readFile, writeFile } from 'node:fs/promises';
import { partOf, programmesOf, read, type Schema } from './application-schemas.ts';

const TARGET = new URL('../src/domain/longest-texts.ts', import.meta.url);

interface Node {
  readonly maxLength?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

const resolved = (node: Schema, parts: Schema): Schema =>
  typeof node['$ref'] === 'string' ? { ...partOf(node['$ref'], parts).schema, ...node } : node;
const isShared = ({ $ref }: Schema, parts: Schema): boolean => typeof $ref === 'string' && partOf($ref, parts).isGroup;

/** Of each field that a source supplies, by its place in the form; entries of a list have theirs in common. */
const longestTexts = (node: Schema, parts: Schema, place: string): readonly string[] => {
  const schema = resolved(node, parts);
  const { maxLength, properties = {}, items } = schema as Node;
  if (maxLength !== undefined) return schema['x-supplier'] === 'source' ? [`'${place}': ${maxLength}`] : [];
  const fields = Object.entries(properties).flatMap(([name, field]) => longestTexts(field, parts, `${place}/${name}`));
  return items === undefined ? fields : [...fields, ...longestTexts(items, parts, place)];
};

const constantOf = (group: string): string => group.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();

const HEAD = `/* Generated from schemas/applications by \`npm run generate\`. Edit the schemas, not this file. */
import type { Programme } from './application.ts';
`;

const generate = async (): Promise<string> => {
  const [document, parts] = await Promise.all([read('document'), read('parts')]);
  const shared = new Map<string, readonly string[]>();
  const roomIn = ([name, group]: readonly [string, Schema]): readonly string[] => {
    const texts = longestTexts(group, parts, `/${name}`);
    if (texts.length === 0 || !isShared(group, parts)) return texts;
    shared.set(constantOf(name), texts);
    return [`...${constantOf(name)}`];
  };
  const formOf = async (programme: string): Promise<string> => {
    const { properties = {} } = (await read(programme)) as Node;
    return `  '${programme}': { ${Object.entries(properties).flatMap(roomIn).join(', ')} },`;
  };
  const forms = await Promise.all(programmesOf(document).map(formOf));
  return [
    HEAD,
    ...[...shared].map(([constant, texts]) => `const ${constant} = { ${texts.join(', ')} } as const;`),
    '',
    '/** The longest text that a form has room for, where a source supplies it: by its place in the form, entries of a list alike. */',
    `export const LONGEST_TEXTS: Readonly<Record<Programme, Readonly<Record<string, number>>>> = {\n${forms.join('\n')}\n};\n`,
  ].join('\n');
};

const text = await generate();
if (process.argv.includes('--check')) {
  const present = await readFile(TARGET, 'utf8').catch(() => '');
  if (present !== text) {
    process.stderr.write('src/domain/longest-texts.ts is stale: run `npm run generate`.\n');
    process.exitCode = 1;
  }
} else {
  await writeFile(TARGET, text);
}
