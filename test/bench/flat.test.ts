import { describe, expect, it } from 'vitest';
import { type Point, verdictOn } from '../../bench/reconcile/measured/flat.ts';

const seen = (valueAt: (at: number) => number): readonly Point[] => Array.from({ length: 300 }, (_, at) => ({ at, value: valueAt(at) }));

const CASES: readonly { readonly title: string; readonly points: readonly Point[]; readonly isFlat: boolean }[] = [
  { title: 'a figure that stays', points: seen(() => 100), isFlat: true },
  { title: 'one that rises only while the process comes to rest', points: seen((at) => Math.min(at, 100)), isFlat: true },
  { title: 'a saw between collections', points: seen((at) => 100 + (at % 20)), isFlat: true },
  { title: 'one that falls', points: seen((at) => 400 - at), isFlat: true },
  { title: 'a leak', points: seen((at) => 100 + at / 4), isFlat: false },
  { title: 'a leak beneath a saw', points: seen((at) => 100 + (at % 20) + at / 4), isFlat: false },
];

describe('a soak finds flat', () => {
  it.each(CASES)('$title: $isFlat', ({ points, isFlat }) => {
    expect(verdictOn('figure', points, { share: 0.1, least: 5 }).isFlat).toBe(isFlat);
  });
});
