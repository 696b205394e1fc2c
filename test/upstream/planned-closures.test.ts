import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { epochOf, type Instant, instantOf, MINUTE, wallTime } from '../../src/domain/period.ts';
import { parseClosedHours } from '../../src/upstream/closed-hours.ts';
import { type Closure, plannedUntil } from '../../src/upstream/planned-closures.ts';

const shanghai = (wall: string): Instant => instantOf(Date.parse(`2026-11-23T${wall}:00+08:00`));
const closure = (from: string, to: string): Closure => ({ from: shanghai(from), to: shanghai(to) });

describe('closed hours and announced closures are one plan', () => {
  test.each([
    { hours: '', announced: [], at: '10:00', by: null, want: null },
    { hours: '', announced: [closure('09:00', '11:00')], at: '10:00', by: 'maintenance', want: '11:00' },
    { hours: '', announced: [closure('09:00', '11:00')], at: '09:00', by: 'maintenance', want: '11:00' },
    { hours: '', announced: [closure('09:00', '11:00')], at: '11:00', by: null, want: null },
    { hours: '', announced: [closure('09:00', '11:00'), closure('09:30', '10:30')], at: '10:00', by: 'maintenance', want: '11:00' },
    { hours: '', announced: [closure('09:00', '11:00'), closure('10:30', '12:00')], at: '10:00', by: 'maintenance', want: '12:00' },
    { hours: '', announced: [closure('09:00', '11:00'), closure('11:00', '12:00')], at: '10:00', by: 'maintenance', want: '12:00' },
    { hours: '11:00-13:00', announced: [closure('09:00', '11:00')], at: '10:00', by: 'maintenance', want: '13:00' },
    { hours: '09:00-10:30', announced: [closure('10:30', '12:00')], at: '10:00', by: 'closed-hours', want: '12:00' },
    { hours: '09:00-10:30', announced: [closure('11:00', '12:00')], at: '10:00', by: 'closed-hours', want: '10:30' },
  ])('at $at, closed $hours and announced $announced, it opens at $want', ({ hours, announced, at, by, want }) => {
    const planned = plannedUntil({ hours: parseClosedHours(hours), announced }, shanghai(at));
    expect(planned === null ? null : wallTime(planned.opensAt).slice(11, 16)).toBe(want);
    expect(planned?.by ?? null).toBe(by);
  });

  test('when it opens nothing covers it, however closures overlap and in whatever order they were announced', () => {
    const minute = fc.integer({ min: 0, max: 600 });
    const span = fc.tuple(minute, fc.integer({ min: 1, max: 200 }));
    fc.assert(
      fc.property(fc.array(span, { maxLength: 6 }), minute, (spans, at) => {
        const start = epochOf(shanghai('00:00'));
        const announced = spans.map(([from, lasts]) => ({
          from: instantOf(start + from * MINUTE),
          to: instantOf(start + (from + lasts) * MINUTE),
        }));
        const moment = instantOf(start + at * MINUTE);
        const covers = (one: Closure, then: Instant): boolean => one.from <= then && then < one.to;
        const planned = plannedUntil({ hours: undefined, announced }, moment);
        expect(planned === null).toBe(!announced.some((one) => covers(one, moment)));
        if (planned !== null) expect(announced.some((one) => covers(one, planned.opensAt))).toBe(false);
        expect(plannedUntil({ hours: undefined, announced: announced.toReversed() }, moment)).toEqual(planned);
      }),
    );
  });
});
