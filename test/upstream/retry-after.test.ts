import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DAY } from '../../src/domain/period.ts';
import { backoffMs, retryAfterMs } from '../../src/upstream/retry-after.ts';

const NOW = Date.parse('2026-11-23T08:00:00Z');

test.each([
  { given: { 'retry-after': '7' }, want: 7000 },
  { given: { 'retry-after': ' 0 ' }, want: 0 },
  { given: { 'retry-after': 'Mon, 23 Nov 2026 08:00:30 GMT' }, want: 30_000 },
  { given: { 'retry-after': 'Monday, 23-Nov-26 08:00:30 GMT' }, want: 30_000 },
  { given: { 'retry-after': 'Mon Nov 23 08:00:30 2026' }, want: 30_000 },
  { given: { 'retry-after': 'Mon, 23 Nov 2026 07:00:00 GMT' }, want: 0 },
  { given: { 'retry-after': 'Mon, 23 Nov 2026 08:02:10 GMT', date: 'Mon, 23 Nov 2026 08:02:00 GMT' }, want: 10_000 },
  { given: { 'retry-after': '99999999999' }, want: DAY },
  { given: { 'retry-after': '-5' }, want: null },
  { given: { 'retry-after': 'soon' }, want: null },
  { given: { 'retry-after': '' }, want: null },
  { given: {}, want: null },
])('$given asks to wait $want ms', ({ given, want }) => {
  expect(retryAfterMs(given, NOW)).toBe(want);
});

test('our own pauses double up to a limit and are spread over half of their length', () => {
  const backoff = { firstWaitMs: 100, longestWaitMs: 2000 };
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (attempt, random) => {
      const whole = Math.min(2000, 100 * 2 ** (attempt - 1));
      const waitMs = backoffMs(attempt, backoff, () => random);
      expect(waitMs).toBeGreaterThanOrEqual(whole / 2);
      expect(waitMs).toBeLessThanOrEqual(whole);
    }),
  );
});
