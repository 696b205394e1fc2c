import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fallsInto, rangeOf, type ShardSpan, shardUnits } from '../../src/jobs/step.ts';

const spansFor = (people: number): readonly ShardSpan[] => shardUnits('verify', people).map(({ params }) => params as ShardSpan);
const isIn = (span: ShardSpan, key: string): boolean => rangeOf(span).from <= key && key <= rangeOf(span).to;

describe('units of neighbouring shards', () => {
  it.each([
    { people: 0, units: 1 },
    { people: 250, units: 1 },
    { people: 251, units: 2 },
    { people: 8_000, units: 32 },
    { people: 64_000, units: 256 },
    { people: 1_000_000, units: 256 },
  ])('$people people are $units', ({ people, units }) => {
    expect(spansFor(people)).toHaveLength(units);
  });

  it('hold every key there may be, each in one of them', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.integer({ min: 0, max: 200_000 }), (key, people) => {
        expect(spansFor(people).filter((span) => isIn(span, key))).toHaveLength(1);
      }),
    );
  });

  it('hold a household where its digest falls, as they hold a key', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.integer({ min: 0, max: 200_000 }), (key, people) => {
        expect(spansFor(people).filter((span) => fallsInto(span, key))).toEqual(spansFor(people).filter((span) => isIn(span, key)));
      }),
    );
  });

  it('have names of their own', () => {
    const names = shardUnits('verify', 1_000).map(({ unit }) => unit);
    expect(names).toEqual(['00-3f', '40-7f', '80-bf', 'c0-ff']);
  });
});
