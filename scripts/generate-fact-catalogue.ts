/**
 * Writes `src/domain/fact-catalogue.ts` and `docs/facts.md` from `schemas/facts.json`; with `--check` it only says whether they are fresh.
 * How long a dataset speaks is verification's to say, and is only shown here.
 */
import { readFile } from 'node:fs/promises';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { type Dataset, sourceOf } from '../src/domain/sources.ts';
import { FRESH_FOR_DAYS } from '../src/pipeline/3-verify/freshness.ts';
import { writeOrCheck } from './generated-file.ts';

interface Entry {
  readonly title: string;
  readonly 'x-english': string;
  readonly description: string;
  readonly 'x-unit': string;
  readonly enum?: readonly string[];
  readonly 'x-datasets': readonly Dataset[];
  readonly 'x-tables'?: readonly string[];
  readonly 'x-never-alone'?: string;
  readonly 'x-floored-by'?: string;
  readonly 'x-capped-by'?: string;
}
interface Catalogue {
  readonly properties: Readonly<Record<string, Entry>>;
}

const at = (path: string): URL => new URL(`../${path}`, import.meta.url);
const json = async (path: string): Promise<unknown> => JSON.parse(await readFile(at(path), 'utf8'));

const readCatalogue = async (): Promise<readonly (readonly [string, Entry])[]> => {
  const [rules, catalogue] = await Promise.all([json('schemas/fact-catalogue.json'), json('schemas/facts.json')]);
  const ajv = new Ajv2020({ allErrors: true, strictTypes: false, strictRequired: false });
  const isCatalogue = ajv.compile<Catalogue>(rules as object);
  if (!isCatalogue(catalogue)) throw new TypeError(`schemas/facts.json: ${ajv.errorsText(isCatalogue.errors)}`);
  return Object.entries(catalogue.properties);
};

const HEAD = `/* Generated from schemas/facts.json by \`npm run generate\`. Edit the schema, not this file. */
import type { Dataset } from './sources.ts';

/** \`fen\`, \`months\`, \`years\`, \`days\`, \`grade\`, \`count\` are numbers; \`month\` and \`day\` are for words only. */
export type FactUnit = 'fen' | 'months' | 'years' | 'days' | 'grade' | 'count' | 'yes-no' | 'word' | 'month' | 'day';

/** A fact a rule may ask about. What each field means is said in \`schemas/fact-catalogue.json\`. */
export interface FactDefinition {
  readonly title: { readonly zh: string; readonly en: string };
  readonly meaning: string;
  readonly unit: FactUnit;
  /** The words a \`word\` fact may take. */
  readonly words?: readonly string[];
  /** Where it comes from; empty: no source says it, and every rule that asks for it cannot judge. */
  readonly datasets: readonly Dataset[];
  /** The only tables it is given to; left out: every one. */
  readonly tables?: readonly string[];
  /** Why no row may rest on it alone. */
  readonly neverAlone?: 'single-month' | 'averaged';
  /** Thresholds: the least and the most it can state. */
  readonly flooredBy?: string;
  readonly cappedBy?: string;
}
`;

const definitionOf = (entry: Entry) => ({
  title: { zh: entry.title, en: entry['x-english'] },
  unit: entry['x-unit'],
  ...(entry.enum === undefined ? {} : { words: entry.enum }),
  datasets: entry['x-datasets'],
  ...(entry['x-tables'] === undefined ? {} : { tables: entry['x-tables'] }),
  ...(entry['x-never-alone'] === undefined ? {} : { neverAlone: entry['x-never-alone'] }),
  ...(entry['x-floored-by'] === undefined ? {} : { flooredBy: entry['x-floored-by'] }),
  ...(entry['x-capped-by'] === undefined ? {} : { cappedBy: entry['x-capped-by'] }),
  meaning: entry.description,
});

const moduleOf = (entries: readonly (readonly [string, Entry])[]): string =>
  [
    HEAD,
    `export type FactName =\n${entries.map(([name]) => `  | '${name}'`).join('\n')};\n`,
    '/** Asked by a name that may be none, it may answer nothing. */',
    'export const FACTS: Readonly<Record<FactName, FactDefinition>> & Readonly<Record<string, FactDefinition>> = {',
    ...entries.map(([name, entry]) => `  ${name}: ${JSON.stringify(definitionOf(entry))},`),
    '};\n',
  ].join('\n');

/** A reading of the roster is the night's own: it is never old. */
const speaksFor = (dataset: Dataset): string => (dataset === 'members' ? '`members`' : `\`${dataset}\` (${FRESH_FOR_DAYS[dataset]} days)`);

const MARKS = {
  alone: (why: string): string => `Raises nothing alone 不得单独作为依据 (${why}).`,
  between: (floor: string, ceiling: string): string => `At \`${floor}\` it says at most, at \`${ceiling}\` at least.`,
  only: (tables: readonly string[]): string => `Only in the ${tables.map((table) => `\`${table}\``).join(', ')} table.`,
};

const chapterOf = ([name, entry]: readonly [string, Entry]): string => {
  const words = entry.enum === undefined ? '' : `: ${entry.enum.map((word) => `\`${word}\``).join(', ')}`;
  const said = entry['x-datasets'].map((dataset) => `${speaksFor(dataset)} of ${sourceOf(dataset)}`).join(', ');
  const marks = [
    ...(entry['x-tables'] === undefined ? [] : [MARKS.only(entry['x-tables'])]),
    ...(entry['x-never-alone'] === undefined ? [] : [MARKS.alone(entry['x-never-alone'])]),
    ...(entry['x-floored-by'] === undefined || entry['x-capped-by'] === undefined
      ? []
      : [MARKS.between(entry['x-floored-by'], entry['x-capped-by'])]),
  ];
  return [
    `### \`${name}\` ${entry['x-english']} ${entry.title}`,
    '',
    [entry.description, ...marks].join(' '),
    '',
    `- unit 单位: ${entry['x-unit']}${words}`,
    `- said by 来源: ${said === '' ? 'no source 无来源; every rule that asks for it cannot judge' : said}`,
    '',
  ].join('\n');
};

const documentOf = (entries: readonly (readonly [string, Entry])[]): string =>
  [
    '<!-- Generated from schemas/facts.json by `npm run generate`. Edit the schema, not this file. -->',
    '',
    '# Facts 事实目录',
    '',
    'What a rule may ask about a person (`schemas/facts.json`). A fact is known only where a complete, fresh reading says it; what sources contradict,',
    'leave out or said too long ago is unknown, with the reason, and raises nothing. In brackets: for how many days after its last complete reading a',
    'dataset still speaks (`src/pipeline/3-verify/freshness.ts`). Amounts are fen; a row of a table may compare a number only with a threshold of the same unit.',
    '',
    ...entries.map(chapterOf),
  ].join('\n');

const entries = await readCatalogue();
await writeOrCheck(at('src/domain/fact-catalogue.ts'), moduleOf(entries));
await writeOrCheck(at('docs/facts.md'), documentOf(entries));
