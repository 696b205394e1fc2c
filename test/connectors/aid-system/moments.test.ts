import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readDate, readMoment, statedOrNull } from '../../../connectors/aid-system/moments.ts';

const anInstant = fc.date({ min: new Date('1990-01-01'), max: new Date('2100-01-01'), noInvalidDate: true });
const anOffset = fc.record({
  sign: fc.constantFrom('+', '-'),
  hours: fc.integer({ min: 0, max: 14 }),
  minutes: fc.constantFrom(0, 30, 45),
  colon: fc.constantFrom(':', ''),
});
const two = (value: number): string => String(value).padStart(2, '0');

test('an instant is the same in whatever zone it is written', () => {
  fc.assert(
    fc.property(anInstant, anOffset, (instant, { sign, hours, minutes, colon }) => {
      const aheadMs = (hours * 60 + minutes) * 60_000 * (sign === '-' ? -1 : 1);
      const wall = new Date(instant.getTime() + aheadMs).toISOString().slice(0, -1);
      expect(statedOrNull(readMoment(`${wall}${sign}${two(hours)}${colon}${two(minutes)}`))).toBe(instant.toISOString());
      expect(statedOrNull(readMoment(instant.toISOString()))).toBe(instant.toISOString());
    }),
  );
});

test.each([
  ['2026-11-01 08:30:00', '2026-11-01T00:30:00.000Z'],
  ['2026-11-01T08:30:00', '2026-11-01T00:30:00.000Z'],
  ['20261101083000', '2026-11-01T00:30:00.000Z'],
  ['2026-11-01', '2026-10-31T16:00:00.000Z'],
])('%s without a zone is wall time of Shanghai', (text, want) => {
  expect(statedOrNull(readMoment(text))).toBe(want);
});

test.each([
  ['2026-01-01 08:00:00+08', '2026-01-01T00:00:00.000Z'],
  ['20260101080000+08', '2026-01-01T00:00:00.000Z'],
  ['2026-01-01T08:00:00+0800', '2026-01-01T00:00:00.000Z'],
  ['2026-01-01 08:00:00 +08:00', '2026-01-01T00:00:00.000Z'],
  ['2026-01-01 08:00:00.123456+08', '2026-01-01T00:00:00.123Z'],
  ['2026-01-01 08:00:00.123456', '2026-01-01T00:00:00.123Z'],
  ['2026-01-01T08:00:00.999999999', '2026-01-01T00:00:00.999Z'],
  ['2026-01-01 08:00:00.5', '2026-01-01T00:00:00.500Z'],
  ['2026-01-01 03:30:00.123456789-04:30', '2026-01-01T08:00:00.123Z'],
  ['2026-01-01t00:00:00z', '2026-01-01T00:00:00.000Z'],
])('%s is read, as databases and RFC 3339 write moments', (text, want) => {
  expect(statedOrNull(readMoment(text))).toBe(want);
});

test.each(['2026-01-01-08', '20260101+08', '2026-01-01.5', '20260101.5', '2026-01-01 08:00:00.1234567890'])(
  '%s is no moment: a fraction, of nine digits, and an hour for a zone stand behind a time of day',
  (text) => {
    expect(readMoment(text)).toEqual({ kind: 'impossible' });
  },
);

test.each(['2026-02-30T00:00:00Z', '2026-01-01T25:00:00Z', '2026-01-01T00:00:00+24:00', 'yesterday', true])(
  '%j is no moment, and is not silently absent',
  (value) => {
    expect(readMoment(value)).toEqual({ kind: 'impossible' });
    expect(readDate(value)).toEqual({ kind: 'impossible' });
  },
);

test.each([undefined, null, '', ' '])('%j is not stated', (value) => {
  expect(readMoment(value)).toEqual({ kind: 'absent' });
  expect(readDate(value)).toEqual({ kind: 'absent' });
});

test('the day of an instant is the day it then is in Shanghai', () => {
  expect(statedOrNull(readDate('2026-10-31T16:00:00Z'))).toBe('2026-11-01');
  expect(statedOrNull(readDate('2026-10-31T15:59:59Z'))).toBe('2026-10-31');
});
