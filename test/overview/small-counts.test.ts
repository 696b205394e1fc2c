import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SMALLEST_TOLD, toldAlone, toldParts } from '../../src/overview/small-counts.ts';

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);

/** Every way in which those that are not told may stand, as somebody sees it who knows the total and how they are hidden. */
const waysToHide = (many: number, total: number): readonly (readonly number[])[] =>
  many === 0
    ? total === 0
      ? [[]]
      : []
    : Array.from({ length: total + 1 }, (_, first) => first).flatMap((first) =>
        waysToHide(many - 1, total - first).map((rest) => [first, ...rest]),
      );

describe('a figure about one district', () => {
  it.each([
    { given: 'none and three or more', parts: [0, 3, 12], want: [0, 3, 12] },
    { given: 'two of one or two that may be either', parts: [1, 2, 12], want: [null, null, 12] },
    { given: 'one alone: the next smallest goes with it', parts: [1, 9, 5, 0], want: [null, 9, null, 0] },
    { given: 'ones alone, whose sum would tell', parts: [1, 1, 7, 4], want: [null, null, 7, null] },
    { given: 'one alone and nobody else: who has none is not told either', parts: [2, 0, 0], want: [null, null, 0] },
    { given: 'nothing at all', parts: [0, 0], want: [0, 0] },
  ])('is told or not: $given', ({ parts, want }) => {
    expect(toldParts(parts)).toEqual(want);
  });

  it('is never one or two', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 12 }), { maxLength: 8 }), (parts) => {
        for (const told of toldParts(parts)) if (told !== null) expect(told === 0 || told >= SMALLEST_TOLD).toBe(true);
      }),
    );
    expect([0, 1, 2, 3].map(toldAlone)).toEqual([0, null, null, 3]);
  });

  it('cannot be worked out from the others and the total, where there is a second that could stand for it', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 8 }), { minLength: 2, maxLength: 5 }), (parts) => {
        const told = toldParts(parts);
        const hidden = parts.filter((_, index) => told[index] === null);
        if (hidden.length === 0) return;
        const ways = waysToHide(hidden.length, sum(hidden));
        hidden.forEach((_, index) => {
          expect(new Set(ways.map((way) => way[index])).size).toBeGreaterThan(1);
        });
      }),
    );
  });

  it('is hidden for nothing where nothing is small', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 3, max: 99 })), { maxLength: 8 }), (parts) => {
        expect(toldParts(parts)).toEqual(parts);
      }),
    );
  });
});
