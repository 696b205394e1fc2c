/** The words that explain a rule: every placeholder stands for something, in both languages for the same. */
import { FACTS } from '../../../domain/fact-catalogue.ts';
import type { Manifest } from '../manifest.ts';
import { type Bilingual, TABLES, type TableName } from '../types.ts';
import { placeholdersOf } from '../words.ts';
import { MANIFEST } from './parsed.ts';
import type { ReadTable } from './read-table.ts';
import { pointerTo, type Remark, type Said } from './remark.ts';

interface Text {
  readonly text: Bilingual;
  readonly pointer: string;
  /** The tables whose rows it explains. */
  readonly tables: readonly TableName[];
}
type Tables = Readonly<Record<TableName, ReadTable>>;

const textsOf = ({ rules, checks }: Manifest, tables: Tables): readonly Text[] => {
  const where = (isNamed: (row: ReadTable['rows'][number]['row']) => boolean): readonly TableName[] =>
    TABLES.filter((name) => tables[name].rows.some(({ row }) => isNamed(row)));
  return [
    ...Object.entries(rules).map(([code, { text }]) => ({
      text,
      pointer: pointerTo('rules', code, 'text'),
      tables: where((row) => row.code === code),
    })),
    ...Object.entries(checks).map(([code, text]) => ({
      text,
      pointer: pointerTo('checks', code),
      tables: where((row) => row.checks.includes(code)),
    })),
  ];
};

/** Thresholds that texts name. */
export const namedInTexts = ({ rules, checks }: Manifest): readonly string[] =>
  [...Object.values(rules).map(({ text }) => text), ...Object.values(checks)]
    .flatMap(placeholdersOf)
    .filter(({ kind }) => kind === 'thresholds')
    .map(({ name }) => name);

export const textRemarks = (manifest: Manifest, tables: Tables): readonly Remark[] =>
  textsOf(manifest, tables).flatMap((text) => [
    ...(['zh', 'en'] as const).flatMap((language) =>
      saidOf(text, language, manifest).map(
        ({ severity, ...said }): Remark => ({ severity, file: MANIFEST, pointer: `${text.pointer}/${language}`, ...said }),
      ),
    ),
    ...inOneLanguage(text),
  ]);

const BRACES = /\{[^{}]*\}?|\}/g;
const WELL_FORMED = /^\{(facts|thresholds)\.([A-Za-z0-9]+)\}$/;

type Judged = Said & Pick<Remark, 'severity'>;

const saidOf = ({ text, tables }: Text, language: keyof Bilingual, { thresholds }: Manifest): readonly Judged[] =>
  [...text[language].matchAll(BRACES)].flatMap(([placeholder]): readonly Judged[] => {
    const [, kind, name = ''] = WELL_FORMED.exec(placeholder) ?? [];
    if (kind === undefined) return [standsForNothing(placeholder, 'placeholders are {facts.name} and {thresholds.name}')];
    if (kind === 'facts') return factPlaceholder(placeholder, name, tables);
    return Object.hasOwn(thresholds, name) ? [] : [standsForNothing(placeholder, 'the manifest has no such threshold')];
  });

const standsForNothing = (placeholder: string, why: string): Judged => ({
  severity: 'error',
  code: 'unknown-placeholder',
  detail: `${placeholder} stands for nothing: ${why}.`,
});

const factPlaceholder = (placeholder: string, name: string, tables: readonly TableName[]): readonly Judged[] => {
  const definition = Object.hasOwn(FACTS, name) ? FACTS[name] : undefined;
  if (definition === undefined) return [standsForNothing(placeholder, 'the catalogue has no such fact (docs/facts.md)')];
  const isGiven = definition.tables === undefined || tables.length === 0 || tables.some((table) => definition.tables?.includes(table));
  if (isGiven && definition.datasets.length > 0) return [];
  const detail = `${placeholder} is never known where this is said: it will read "(not stated)".`;
  return [{ severity: 'warning', code: 'never-filled', detail }];
};

const inOneLanguage = ({ text, pointer }: Text): readonly Remark[] => {
  const of = (language: keyof Bilingual): ReadonlySet<string> => new Set(text[language].match(BRACES));
  const [zh, en] = [of('zh'), of('en')];
  const lone = [...zh.symmetricDifference(en)];
  return lone.length === 0
    ? []
    : [
        {
          severity: 'warning',
          file: MANIFEST,
          pointer,
          code: 'in-one-language',
          detail: `Only one of the two languages names ${lone.join(', ')}.`,
        },
      ];
};
