import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addDays,
  addMonths,
  ageOn,
  dayAt,
  daysBetween,
  endOf,
  epochOf,
  holdsOn,
  type Instant,
  instantOf,
  lastDayOf,
  monthOf,
  monthsBetween,
  monthsFrom,
  parseCompactDay,
  readDay,
  readInstant,
  readMonth,
  startOf,
  toDay,
  wallTime,
} from '../../src/domain/period.ts';
import { day, month } from '../support/dossiers.ts';

const calendarDays = fc
  .date({ min: new Date('1850-01-01T00:00:00Z'), max: new Date('2150-12-31T00:00:00Z'), noInvalidDate: true })
  .map((date) => toDay(date.toISOString().slice(0, 10)));
const calendarMonths = calendarDays.map(monthOf);

const stated = <T>(value: T) => ({ kind: 'stated', value });
const ABSENT = { kind: 'absent' };
const IMPOSSIBLE = { kind: 'impossible' };

describe('days as counterparts write them', () => {
  test.each([
    { given: '20240229', want: stated('2024-02-29') },
    { given: 20240229, want: stated('2024-02-29') },
    { given: '2024-02-29', want: stated('2024-02-29') },
    { given: '2024/02/29', want: stated('2024-02-29') },
    { given: '2024-02-29 12:35:39', want: stated('2024-02-29') },
    { given: '20240229123539', want: stated('2024-02-29') },
    { given: '２０２４０２２９', want: stated('2024-02-29') },
    { given: ' 20240229 ', want: stated('2024-02-29') },
    { given: undefined, want: ABSENT },
    { given: null, want: ABSENT },
    { given: '', want: ABSENT },
    { given: '0', want: ABSENT },
    { given: 0, want: ABSENT },
    { given: '00000000', want: ABSENT },
    { given: '20230229', want: IMPOSSIBLE },
    { given: '2024-13-01', want: IMPOSSIBLE },
    { given: '17991231', want: IMPOSSIBLE },
    { given: '202402', want: IMPOSSIBLE },
    { given: 20240229.5, want: IMPOSSIBLE },
    { given: ['20240229'], want: IMPOSSIBLE },
    { given: true, want: IMPOSSIBLE },
  ])('$given is $want.kind $want.value', ({ given, want }) => {
    expect(readDay(given)).toEqual(want);
  });

  test('a day written in any form is the same day', () => {
    const forms = fc.constantFrom(
      (on: string) => on,
      (on: string) => on.replaceAll('-', ''),
      (on: string) => Number(on.replaceAll('-', '')),
      (on: string) => on.replaceAll('-', '/'),
      (on: string) => `${on} 00:00:00`,
      (on: string) => `${on} 23:59:59`,
    );
    fc.assert(
      fc.property(calendarDays, forms, (on, form) => {
        expect(readDay(form(on))).toEqual(stated(on));
      }),
    );
  });

  test('no form of input makes a reader throw', () => {
    fc.assert(fc.property(fc.anything(), (given) => [readDay, readMonth, readInstant].every((read) => read(given).kind.length > 0)));
  });

  test('only real days of the calendar are compact days', () => {
    expect(parseCompactDay('20240229')).toBe('2024-02-29');
    expect(parseCompactDay('20230229')).toBeNull();
    expect(parseCompactDay('2024-2-9')).toBeNull();
  });

  test('our own contracts take a calendar day and nothing else', () => {
    expect(toDay('2024-02-29')).toBe('2024-02-29');
    for (const wrong of ['2023-02-29', '20240229', '2024-2-9', '', '2024-02-29T00:00:00Z']) expect(() => toDay(wrong)).toThrow(RangeError);
  });
});

describe('months as counterparts write them', () => {
  test.each([
    { given: '202401', want: stated('2024-01') },
    { given: 202401, want: stated('2024-01') },
    { given: '2024-01', want: stated('2024-01') },
    { given: '20240131', want: stated('2024-01') },
    { given: '2024-01-31 08:00:00', want: stated('2024-01') },
    { given: '0', want: ABSENT },
    { given: null, want: ABSENT },
    { given: '202413', want: IMPOSSIBLE },
    { given: '20240231', want: IMPOSSIBLE },
    { given: 'January', want: IMPOSSIBLE },
  ])('$given is $want.kind $want.value', ({ given, want }) => {
    expect(readMonth(given)).toEqual(want);
  });
});

describe('instants', () => {
  test.each([
    { given: '2024-01-01 12:35:39', want: stated('2024-01-01T04:35:39.000Z') },
    { given: '20240101123539', want: stated('2024-01-01T04:35:39.000Z') },
    { given: '20240101123539352', want: stated('2024-01-01T04:35:39.000Z') },
    { given: '2024-01-01T12:35', want: stated('2024-01-01T04:35:00.000Z') },
    { given: '2024-01-01', want: stated('2023-12-31T16:00:00.000Z') },
    { given: '2024-01-01 24:00:00', want: IMPOSSIBLE },
    { given: '2024-01-01 12:60:00', want: IMPOSSIBLE },
    { given: '2024-01-01 12:35:60', want: IMPOSSIBLE },
    { given: '', want: ABSENT },
  ])('$given in Shanghai is $want.kind $want.value', ({ given, want }) => {
    expect(readInstant(given)).toEqual(want);
  });

  test('what is written as wall time is read back as the same second', () => {
    fc.assert(
      fc.property(fc.integer({ min: Date.parse('1900-01-01T00:00:00Z'), max: Date.parse('2150-01-01T00:00:00Z') }), (epoch) => {
        const second = instantOf(epoch - (epoch % 1000));
        expect(readInstant(wallTime(second))).toEqual(stated(second));
      }),
    );
  });

  test('a business day begins and ends at midnight in Shanghai, whatever the machine thinks', () => {
    expect(startOf(day('2026-11-22'))).toBe('2026-11-21T16:00:00.000Z');
    expect(endOf(day('2026-11-22'))).toBe('2026-11-22T15:59:59.999Z');
    fc.assert(
      fc.property(calendarDays, (on) => {
        expect([dayAt(startOf(on)), dayAt(endOf(on))]).toEqual([on, on]);
        expect(epochOf(startOf(addDays(on, 1))) - epochOf(endOf(on))).toBe(1);
      }),
    );
  });
});

describe('the last day there is', () => {
  const LAST = day('9999-12-31');

  test('has nothing beyond it: what is added to it, and any later moment, is that day still', () => {
    expect(addDays(LAST, 1)).toBe(LAST);
    expect(addDays(day('2026-11-22'), 1e12)).toBe(LAST);
    expect(addMonths(month('9999-12'), 1)).toBe('9999-12');
    expect(monthsFrom(LAST, 1)).toBe(LAST);
    expect(lastDayOf(month('9999-12'))).toBe(LAST);
    expect(instantOf(Date.parse('+010000-01-01T07:59:59Z'))).toBe(endOf(LAST));
    expect(dayAt('9999-12-31T23:59:59.000Z' as Instant)).toBe(LAST);
    expect(wallTime('9999-12-31T23:59:59.000Z' as Instant)).toBe('9999-12-31 23:59:59');
  });

  test('ends after every other moment', () => {
    expect([endOf(LAST), startOf(addDays(LAST, 1)), startOf(day('2026-11-22'))].toSorted().at(0)).toBe(startOf(day('2026-11-22')));
    expect(dayAt(endOf(LAST))).toBe(LAST);
  });
});

describe('counting', () => {
  test('days added are days between, over leap years and centuries', () => {
    fc.assert(
      fc.property(calendarDays, fc.integer({ min: -20000, max: 20000 }), (on, days) => {
        expect(daysBetween(on, addDays(on, days))).toBe(days);
      }),
    );
  });

  test('months added are months between, over years', () => {
    fc.assert(
      fc.property(calendarMonths, fc.integer({ min: -600, max: 600 }), (from, months) => {
        expect(monthsBetween(from, addMonths(from, months))).toBe(months);
      }),
    );
    expect(addMonths(month('2026-11'), 2)).toBe('2027-01');
    expect(addMonths(month('2026-01'), -1)).toBe('2025-12');
  });

  test('the last day of a month is the day before the next begins', () => {
    fc.assert(
      fc.property(calendarMonths, (whole) => {
        expect(addDays(lastDayOf(whole), 1)).toBe(`${addMonths(whole, 1)}-01`);
      }),
    );
  });

  test.each([
    { born: '2000-02-29', on: '2018-02-28', want: 17 },
    { born: '2000-02-29', on: '2018-03-01', want: 18 },
    { born: '1990-06-15', on: '2026-06-15', want: 36 },
    { born: '1990-06-15', on: '2026-06-14', want: 35 },
  ])('born $born is $want on $on', ({ born, on, want }) => {
    expect(ageOn(day(born), day(on))).toBe(want);
  });

  test.each([
    { from: '2026-01-01', to: '2026-11-22', want: true },
    { from: '2026-11-22', to: '2026-12-31', want: true },
    { from: '2026-11-23', to: null, want: false },
    { from: null, to: '2026-11-21', want: false },
    { from: null, to: null, want: true },
  ])('from $from to $to holds on 2026-11-22: $want', ({ from, to, want }) => {
    expect(holdsOn(day('2026-11-22'), { from: from === null ? null : day(from), to: to === null ? null : day(to) })).toBe(want);
  });
});
