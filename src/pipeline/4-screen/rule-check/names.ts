/** Everything that tables, texts and thresholds name is there, compares like with like, and is used. */
import { FACTS } from '../../../domain/fact-catalogue.ts';
import { type Manifest, unitOf } from '../manifest.ts';
import { TABLES, type TableName } from '../types.ts';
import { MANIFEST } from './parsed.ts';
import type { ReadRow, ReadTable } from './read-table.ts';
import { pointerTo, type Remark } from './remark.ts';
import { namedInTexts, textRemarks } from './texts.ts';

export type ReadTables = Readonly<Record<TableName, ReadTable>>;

const rowsOf = (tables: ReadTables): readonly ReadRow[] => TABLES.flatMap((name) => tables[name].rows);

export const nameRemarks = (manifest: Manifest, tables: ReadTables): readonly Remark[] => [
  ...rowsOf(tables).flatMap((row) => [...answerRemarks(manifest, row), ...thresholdRemarks(manifest, row)]),
  ...documentRemarks(manifest),
  ...textRemarks(manifest, tables),
];

const answerRemarks = ({ rules, checks }: Manifest, { row, at, answerColumn }: ReadRow): readonly Remark[] => {
  const noRule = row.code !== '' && !Object.hasOwn(rules, row.code);
  return [
    ...(noRule
      ? [
          {
            severity: 'error',
            ...at(answerColumn('code')),
            code: 'unknown-rule',
            detail: `The manifest has no words for the rule ${row.code}.`,
          } as const,
        ]
      : []),
    ...row.checks
      .filter((code) => !Object.hasOwn(checks, code))
      .map(
        (code) =>
          ({
            severity: 'error',
            ...at(answerColumn('checks')),
            code: 'unknown-check',
            detail: `The manifest has no check ${code}.`,
          }) as const,
      ),
  ];
};

const thresholdRemarks = ({ thresholds }: Manifest, { row, at, columns }: ReadRow): readonly Remark[] =>
  row.cells.flatMap(({ fact, compares }, index): readonly Remark[] => {
    if (compares === null) return [];
    const threshold = Object.hasOwn(thresholds, compares.threshold) ? thresholds[compares.threshold] : undefined;
    const place = at(columns[index]);
    if (threshold === undefined)
      return [{ severity: 'error', ...place, code: 'unknown-threshold', detail: `The manifest has no threshold ${compares.threshold}.` }];
    const [theirs, ours] = [unitOf(threshold.unit), FACTS[fact].unit];
    if (theirs === ours) return [];
    const detail = `${compares.threshold} is in ${theirs}, ${fact} in ${ours}: a threshold in the unit of ${fact} is needed.`;
    return [{ severity: 'error', ...place, code: 'other-unit', detail }];
  });

const documentRemarks = ({ documents, thresholds, rules, hospitalLevels }: Manifest): readonly Remark[] => {
  const refs = documents.map(({ ref }) => ref);
  const named = [
    ...Object.entries(thresholds).flatMap(([name, { values }]) =>
      values.map(({ documentRef }, index) => ({ documentRef, pointer: pointerTo('thresholds', name, 'values', index, 'documentRef') })),
    ),
    ...Object.entries(rules).map(([code, { documentRef }]) => ({ documentRef, pointer: pointerTo('rules', code, 'documentRef') })),
    ...(hospitalLevels === undefined
      ? []
      : [{ documentRef: hospitalLevels.documentRef, pointer: pointerTo('hospitalLevels', 'documentRef') }]),
  ];
  const unknown = named
    .filter(({ documentRef }) => !refs.includes(documentRef))
    .map(
      ({ documentRef, pointer }): Remark => ({
        severity: 'error',
        file: MANIFEST,
        pointer,
        code: 'unknown-document',
        detail: `The manifest does not list the document ${documentRef}.`,
      }),
    );
  const twice = refs.flatMap((ref, index): readonly Remark[] =>
    refs.indexOf(ref) < index
      ? [
          {
            severity: 'error',
            file: MANIFEST,
            pointer: pointerTo('documents', index, 'ref'),
            code: 'document-twice',
            detail: `The document ${ref} is listed twice.`,
          },
        ]
      : [],
  );
  return [...unknown, ...twice];
};

/** What is declared and never named: often the trace of a misspelling. Only where every table could be read, else too much would seem unused. */
export const unusedRemarks = (manifest: Manifest, tables: ReadTables): readonly Remark[] => {
  const rows = rowsOf(tables).map(({ row }) => row);
  const inTexts = namedInTexts(manifest);
  const used = {
    rules: new Set(rows.map(({ code }) => code)),
    checks: new Set(rows.flatMap(({ checks }) => checks)),
    // Floors and ceilings say what a stated value means, also where no row asks for it.
    thresholds: new Set([
      ...inTexts,
      ...Object.values(FACTS).flatMap(({ flooredBy, cappedBy }) => [flooredBy, cappedBy]),
      ...rows.flatMap(({ cells }) => cells.flatMap(({ compares }) => compares?.threshold ?? [])),
    ]),
  };
  const documents = new Set([
    ...Object.values(manifest.rules).map(({ documentRef }) => documentRef),
    ...Object.values(manifest.thresholds).flatMap(({ values }) => values.map(({ documentRef }) => documentRef)),
    ...(manifest.hospitalLevels === undefined ? [] : [manifest.hospitalLevels.documentRef]),
  ]);
  const unused = (['rules', 'checks', 'thresholds'] as const).flatMap((kind) =>
    Object.keys(manifest[kind])
      .filter((name) => !used[kind].has(name))
      .map(
        (name): Remark => ({
          severity: 'warning',
          file: MANIFEST,
          pointer: pointerTo(kind, name),
          code: `unused-${ONE_OF[kind]}`,
          detail: `Nothing names the ${ONE_OF[kind]} ${name}.`,
        }),
      ),
  );
  return [
    ...unused,
    ...manifest.documents.flatMap(({ ref }, index): readonly Remark[] =>
      documents.has(ref)
        ? []
        : [
            {
              severity: 'warning',
              file: MANIFEST,
              pointer: pointerTo('documents', index),
              code: 'unused-document',
              detail: `Nothing names the document ${ref}.`,
            },
          ],
    ),
  ];
};

const ONE_OF = { rules: 'rule', checks: 'check', thresholds: 'threshold' } as const;
