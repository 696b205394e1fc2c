import { evaluateUnaryExpressionSync } from '@gorules/zen-engine';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FACTS, type FactDefinition } from '../../../src/domain/fact-catalogue.ts';
import { acceptedOf, COMPARISONS, comparisonOf, type Operator, valuesOf } from '../../../src/pipeline/4-screen/cell.ts';

const OPERATORS = Object.keys(COMPARISONS) as Operator[];
const asked = (expression: string, value: string | number | boolean, thresholds = {}): boolean =>
  evaluateUnaryExpressionSync(expression, { $: value, thresholds });

const enumerable = Object.values(FACTS).filter((definition) => valuesOf(definition).length > 0);
const quoted = (words: readonly string[]): string => words.map((word) => JSON.stringify(word)).join(', ');

/** An expression as people write them about a fact of words, or of yes and no. */
const expressionAbout = (definition: FactDefinition): fc.Arbitrary<string> => {
  const { words = [] } = definition;
  if (words.length === 0) return fc.constantFrom('true', 'false', '$ == true', 'not($)', '$ != true', 'true, false');
  const some = fc.subarray([...words], { minLength: 1 });
  const one = fc.constantFrom(...words).map((word) => JSON.stringify(word));
  return fc.oneof(
    some.map(quoted),
    some.map((list) => `$ in [${quoted(list)}]`),
    some.map((list) => `$ not in [${quoted(list)}]`),
    one.map((word) => `$ != ${word}`),
    fc.tuple(one, one).map(([a, b]) => `$ == ${a} or $ == ${b}`),
    fc.tuple(one, one).map(([a, b]) => `$ != ${a} and $ != ${b}`),
  );
};

describe('what a cell accepts', () => {
  it('is for every value what the rules engine answers', () => {
    const about = fc.constantFrom(...enumerable).chain((definition) => fc.tuple(fc.constant(definition), expressionAbout(definition)));
    fc.assert(
      fc.property(about, ([definition, expression]) => {
        const accepted = acceptedOf(definition, expression);
        for (const value of valuesOf(definition)) expect(accepted.has(value)).toBe(asked(expression, value));
      }),
      { numRuns: 300 },
    );
  });

  it('is nothing of a number, a day or a month', () => {
    const others = Object.values(FACTS).filter((definition) => !enumerable.includes(definition));
    expect(others.flatMap((definition) => valuesOf(definition))).toEqual([]);
    expect(others.map(({ unit }) => unit)).not.toContain('word');
  });
});

describe('a comparison with a threshold', () => {
  const amount = fc.integer({ min: -1_000_000_000, max: 1_000_000_000 });
  const near = fc.tuple(amount, fc.integer({ min: -2, max: 2 })).map(([value, off]) => [value, value + off] as const);
  it.each(OPERATORS)('%s answers as the rules engine does, on both sides and on the line', (operator) => {
    fc.assert(
      fc.property(fc.oneof(near, fc.tuple(amount, amount)), ([value, threshold]) => {
        expect(COMPARISONS[operator](value, threshold)).toBe(asked(`${operator} thresholds.line`, value, { line: threshold }));
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    { expression: '>= thresholds.line', want: { operator: '>=', threshold: 'line' } },
    { expression: '<thresholds.line2', want: { operator: '<', threshold: 'line2' } },
    { expression: '>= 40000', want: null },
    { expression: '>= thresholds.line + 1', want: null },
    { expression: '[0..thresholds.line]', want: null },
    { expression: '== thresholds.line', want: null },
  ])('$expression', ({ expression, want }) => {
    expect(comparisonOf(expression)).toEqual(want);
  });
});
