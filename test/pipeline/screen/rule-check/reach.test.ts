import fc from 'fast-check';
import { expect, it } from 'vitest';
import { FACTS, type FactName } from '../../../../src/domain/fact-catalogue.ts';
import { type Cell, COMPARISONS, type Operator, valuesOf } from '../../../../src/pipeline/4-screen/cell.ts';
import { epochsOf, reachRemarks } from '../../../../src/pipeline/4-screen/rule-check/reach.ts';
import type { ReadTable } from '../../../../src/pipeline/4-screen/rule-check/read-table.ts';
import type { Row } from '../../../../src/pipeline/4-screen/table.ts';
import { day } from '../../../support/dossiers.ts';

/** Three lines close together; the middle one moves over the upper one for a while. */
const LINES = { low: [2], middle: [3, 6], high: [5] } as const;
const dated = (value: number, from: string, to: string | null) => ({
  value,
  from: day(from),
  to: to === null ? null : day(to),
  documentRef: 'any',
  nearMissWithin: null,
});
const threshold = (values: readonly number[]) => ({
  unit: 'years' as const,
  values: values.map((value, index) =>
    index === 0 ? dated(value, '2024-01-01', values.length > 1 ? '2024-12-31' : null) : dated(value, '2025-01-01', null),
  ),
});
const thresholds = { low: threshold(LINES.low), middle: threshold(LINES.middle), high: threshold(LINES.high) };
const YEARS = [0, 1];
const lineIn = (name: string, year: number): number => {
  const values = LINES[name as keyof typeof LINES];
  return values[Math.min(year, values.length - 1)] ?? 0;
};

const about = (fact: FactName): fc.Arbitrary<Cell> =>
  fc
    .subarray([...valuesOf(FACTS[fact])], { minLength: 1 })
    .map((values) => ({ fact, expression: '', compares: null, accepts: new Set(values) }));
const ofAge: fc.Arbitrary<Cell> = fc
  .tuple(fc.constantFrom(...(Object.keys(COMPARISONS) as Operator[])), fc.constantFrom('low', 'middle', 'high'))
  .map(([operator, name]) => ({ fact: 'age', expression: '', compares: { operator, threshold: name }, accepts: null }));
const anyRow: fc.Arbitrary<Row> = fc
  .array(fc.oneof(about('sex'), about('leftUnion'), ofAge), { minLength: 1, maxLength: 3 })
  .map((cells) => ({ code: 'any', cells, kind: 'lead', class: null, programmes: [], checks: [] }));

/** Everything anybody can be, fact by fact. */
const EVERYBODY = ['male', 'female'].flatMap((sex) =>
  [true, false].flatMap((leftUnion) => [1, 2, 3, 4, 5, 6, 7].flatMap((age) => YEARS.map((year) => ({ sex, leftUnion, age, year })))),
);
type Somebody = (typeof EVERYBODY)[number];
const holds = ({ cells }: Row, who: Somebody): boolean =>
  cells.every(({ fact, accepts, compares }) => {
    if (compares !== null) return COMPARISONS[compares.operator](who.age, lineIn(compares.threshold, who.year));
    return accepts?.has(fact === 'sex' ? who.sex : who.leftUnion) ?? false;
  });

it('a row that is said never to decide does not, for anybody, on any day; and one that nobody could match is said', () => {
  const epochs = epochsOf({ thresholds });
  fc.assert(
    fc.property(fc.array(anyRow, { minLength: 1, maxLength: 4 }), (rows) => {
      const table: ReadTable = {
        name: 'leaving',
        hitPolicy: 'first',
        remarks: [],
        rows: rows.map((row, index) => ({
          row,
          isWhole: true,
          columns: [],
          at: () => ({ file: 'leaving.jdm.json', pointer: '', place: `row-${index}` }),
          answerColumn: () => undefined,
        })),
      };
      const remarks = reachRemarks(table, epochs);
      const codeOf = (index: number): string | undefined => remarks.find(({ place }) => place === `row-${index}`)?.code;
      for (const [index, row] of rows.entries()) {
        const matching = EVERYBODY.filter((who) => holds(row, who));
        const decided = matching.filter((who) => !rows.slice(0, index).some((earlier) => holds(earlier, who)));
        if (codeOf(index) === 'contradicts-itself' || matching.length === 0)
          expect([codeOf(index), matching]).toEqual(['contradicts-itself', []]);
        if (codeOf(index) === 'shadowed') expect(decided).toEqual([]);
      }
    }),
    { numRuns: 2000 },
  );
});
