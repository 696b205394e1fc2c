/** Plans of random nights: the same for the same seed, and nothing that the suite is about is left out of two hundred of them. */
import { describe, expect, it } from 'vitest';
import { type Mishap, planOf, planText } from '../support/faults/plan.ts';

const TWO_HUNDRED = Array.from({ length: 200 }, (_, nth) => planOf(nth + 1));
const MISHAPS = TWO_HUNDRED.flatMap(({ blows }) => blows.map(({ mishap }) => mishap));
const drawn = <K extends Mishap['kind'], T>(kind: K, part: (mishap: Extract<Mishap, { kind: K }>) => T): ReadonlySet<T> =>
  new Set(MISHAPS.filter((one): one is Extract<Mishap, { kind: K }> => one.kind === kind).map(part));

describe('a plan', () => {
  it('is the same whenever its seed is drawn again', () => {
    expect(planOf(42)).toEqual(planOf(42));
    expect(new Set(TWO_HUNDRED.map(planText)).size).toBe(200);
  });

  it('strikes at moments in order, within the night', () => {
    for (const { blows } of TWO_HUNDRED) {
      const shares = blows.map(({ at }) => at.share);
      expect(shares).toEqual(shares.toSorted((a, b) => a - b));
      expect(shares.every((share) => share >= 0 && share <= 1)).toBe(true);
    }
  });

  it('strikes only who is there', () => {
    for (const { cast, blows } of TWO_HUNDRED)
      for (const { mishap } of blows) if (mishap.kind === 'kill' || mishap.kind === 'terminate') expect(cast).toContain(mishap.role);
  });
});

describe('two hundred plans', () => {
  it('kill every role, end the database in every way, and cut every line in both', () => {
    expect([...drawn('kill', ({ role }) => role)].toSorted()).toEqual(['reconcile', 'schedule', 'serve', 'work']);
    expect([...drawn('database', ({ how }) => how)].toSorted()).toEqual(['crashed', 'full', 'killed', 'stopped']);
    expect(drawn('cut', ({ off, how }) => `${off} ${how}`).size).toBe(12);
    expect([...drawn('queue', ({ how }) => how)].toSorted()).toEqual(['killed', 'wiped']);
  });

  it('hold every kind of nonsense, clocks that go back and forth, second ones of both kinds, and a deployment', () => {
    expect([...drawn('nonsense', ({ how }) => how)].toSorted()).toEqual(['not-json', 'too-large', 'wrong-signature', 'wrong-types']);
    expect([...drawn('clock', ({ byMs }) => Math.sign(byMs))].toSorted()).toEqual([-1, 1]);
    expect([...drawn('second', ({ role }) => role)].toSorted()).toEqual(['reconcile', 'schedule']);
    for (const kind of ['terminate', 'sessions', 'queue', 'deploy'] as const) expect(drawn(kind, () => kind).size, kind).toBe(1);
  });

  it('hold first nights and ordinary ones on both queues, and answers that are empty, broken and wrong', () => {
    expect(new Set(TWO_HUNDRED.map(({ night, queue }) => `${night} ${queue}`)).size).toBe(4);
    const kinds = TWO_HUNDRED.flatMap(({ windows }) => windows.map(({ kind }) => kind));
    expect([...new Set(kinds)].toSorted()).toEqual(['badrecord', 'cut', 'down', 'empty', 'error']);
  });
});
