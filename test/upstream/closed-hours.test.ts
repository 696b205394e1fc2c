import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { epochOf, type Instant, instantOf, wallTime } from '../../src/domain/period.ts';
import { Fault } from '../../src/faults.ts';
import { closedUntil, parseClosedHours } from '../../src/upstream/closed-hours.ts';

const shanghai = (wall: string): Instant => instantOf(Date.parse(`${wall.replace(' ', 'T')}+08:00`));

describe('a counterpart that closes says until when', () => {
  // 2026-11-23 is a Monday.
  test.each([
    { given: '22:00-06:00', at: '2026-11-23 23:10:00', want: '2026-11-24 06:00:00' },
    { given: '22:00-06:00', at: '2026-11-23 05:59:59', want: '2026-11-23 06:00:00' },
    { given: '22:00-06:00', at: '2026-11-23 06:00:00', want: null },
    { given: '22:00-06:00', at: '2026-11-23 21:59:59', want: null },
    { given: '12:00-13:30', at: '2026-11-23 12:00:00', want: '2026-11-23 13:30:00' },
    { given: 'sat,sun', at: '2026-11-28 10:00:00', want: '2026-11-30 00:00:00' },
    { given: 'sat,sun', at: '2026-11-27 23:59:59', want: null },
    { given: 'fri-sun', at: '2026-11-27 00:00:00', want: '2026-11-30 00:00:00' },
    { given: 'sat-mon', at: '2026-11-28 00:00:00', want: '2026-12-01 00:00:00' },
    { given: 'fri 18:00-08:00', at: '2026-11-28 07:00:00', want: '2026-11-28 08:00:00' },
    { given: 'fri 18:00-08:00', at: '2026-11-27 07:00:00', want: null },
    { given: '2026-10-01..2026-10-07', at: '2026-10-03 09:00:00', want: '2026-10-08 00:00:00' },
    { given: '2026-10-01', at: '2026-10-01 09:00:00', want: '2026-10-02 00:00:00' },
    { given: '22:00-06:00; sat,sun', at: '2026-11-27 23:00:00', want: '2026-11-30 06:00:00' },
    { given: '２２：００-０６：００；SAT，Sun', at: '2026-11-28 23:00:00', want: '2026-11-30 06:00:00' },
    { given: '', at: '2026-11-23 03:00:00', want: null },
  ])('$given at $at opens at $want', ({ given, at, want }) => {
    const until = closedUntil(parseClosedHours(given), shanghai(at));
    expect(until === null ? null : wallTime(until)).toBe(want);
  });
});

describe('hours that cannot be meant are refused with one line', () => {
  test.each([
    'sut',
    '25:00-26:00',
    '22:60-23:00',
    '2026-02-30',
    '2026-10-07..2026-10-01',
    'mon-tue-wed',
    '22:00',
    'mon,',
    '00:00-24:00',
    'mon-sun',
    '12:00-12:00',
    'mon-fri; sat 00:00-24:00; sun 00:00-24:00',
  ])('%s', (given) => {
    const thrown = (() => {
      try {
        return parseClosedHours(given);
      } catch (error) {
        return error;
      }
    })();
    expect(thrown).toBeInstanceOf(Fault);
    expect(thrown).toMatchObject({ kind: 'invalid', code: 'closed-hours-unreadable', message: expect.not.stringContaining('\n') });
  });
});

test('the moment it opens, it is open, and every moment before was closed', () => {
  const closed = parseClosedHours('22:00-06:00; sat,sun; wed 12:00-14:00; 2026-10-01..2026-10-07');
  fc.assert(
    fc.property(
      fc.integer({ min: Date.parse('2026-09-01T00:00:00Z'), max: Date.parse('2026-12-31T00:00:00Z') }),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (at, share) => {
        const until = closedUntil(closed, instantOf(at));
        fc.pre(until !== null);
        expect(closedUntil(closed, until)).toBeNull();
        expect(closedUntil(closed, instantOf(at + Math.floor(share * (epochOf(until) - at - 1))))).toBe(until);
      },
    ),
  );
});
