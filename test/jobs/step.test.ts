import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rangeOf, type ShardSpan, shardUnits } from '../../src/jobs/step.ts';

const spansFor = (people: number): readonly ShardSpan[] => shardUnits('verify', people).map(({ params }) => params as ShardSpan);
const isIn = (span: ShardSpan, key: string): boolean => rangeOf(span).from <= key && key <= rangeOf(span).to;

describe('units of neighbouring shards', () => {
  it.each([
    { people: 0, units: 1 },
    { people: 125, units: 1 },
    { people: 126, units: 2 },
    { people: 2_000, units: 16 },
    { people: 32_000, units: 256 },
    { people: 32_001, units: 512 },
    { people: 1_000_000, units: 8_192 },
  ])('$people people are $units', ({ people, units }) => {
    expect(spansFor(people)).toHaveLength(units);
  });

  it('hold no more people each, however many there are: what one loads is what a process has to hold', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5_000_000 }), (people) => {
        expect(people / shardUnits('verify', people).length).toBeLessThanOrEqual(125);
      }),
      { numRuns: 20 },
    );
  });

  it('hold every key there may be, each in one of them', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.integer({ min: 0, max: 200_000 }), (key, people) => {
        expect(spansFor(people).filter((span) => isIn(span, key))).toHaveLength(1);
      }),
    );
  });

  it('have names of their own', () => {
    const names = shardUnits('verify', 500).map(({ unit }) => unit);
    expect(names).toEqual(['00-3f', '40-7f', '80-bf', 'c0-ff']);
  });
});
