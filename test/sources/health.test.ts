import { describe, expect, test } from 'vitest';
import { type Instant, instantOf, MINUTE } from '../../src/domain/period.ts';
import { healthOf, type Signs } from '../../src/sources/health.ts';

const NOW = Date.parse('2026-11-23T00:30:00Z');
const ago = (minutes: number): Instant => instantOf(NOW - minutes * MINUTE);
const HOURS = 60;

const NEVER: Signs = {
  now: ago(0),
  isPaused: false,
  closedBy: null,
  breaker: null,
  recent: { sent: 0, failed: 0 },
  answeredAt: null,
  failedAt: null,
};
const OPEN = { circuit: 'open', at: ago(1) } as const;
const DOWN: Partial<Signs> = { breaker: OPEN, recent: { sent: 5, failed: 5 }, failedAt: ago(1) };

describe('the health of a counterpart', () => {
  test.each<{ readonly when: string; readonly signs: Partial<Signs>; readonly want: readonly [string, string] }>([
    { when: 'nobody has ever called it', signs: {}, want: ['unknown', 'never-called'] },
    { when: 'it answers', signs: { recent: { sent: 9, failed: 0 }, answeredAt: ago(1) }, want: ['ok', 'calls-answered'] },
    {
      when: 'one page of many cannot be read',
      signs: { recent: { sent: 40, failed: 4 }, answeredAt: ago(1), failedAt: ago(2) },
      want: ['ok', 'calls-answered'],
    },
    {
      when: 'every other call fails',
      signs: { recent: { sent: 10, failed: 5 }, answeredAt: ago(1), failedAt: ago(2) },
      want: ['failing', 'calls-fail'],
    },
    {
      when: 'it answered many calls and then refused every one for minutes',
      signs: { recent: { sent: 40, failed: 4 }, answeredAt: ago(4), failedAt: ago(1) },
      want: ['failing', 'calls-fail'],
    },
    {
      when: 'the last call of many has just failed',
      signs: { recent: { sent: 40, failed: 1 }, answeredAt: ago(1), failedAt: ago(0.5) },
      want: ['ok', 'calls-answered'],
    },
    { when: 'it is down', signs: DOWN, want: ['failing', 'circuit-open'] },
    {
      when: 'it is down, and a probe is under way',
      signs: { ...DOWN, breaker: { circuit: 'probing', at: ago(1) } },
      want: ['failing', 'circuit-open'],
    },
    {
      when: 'the circuit that was open belongs to a process nobody has heard of since, and another one is answered',
      signs: { breaker: { circuit: 'open', at: ago(30) }, recent: { sent: 3, failed: 0 }, answeredAt: ago(2), failedAt: ago(31) },
      want: ['ok', 'calls-answered'],
    },
    { when: 'it is down and paused', signs: { ...DOWN, isPaused: true }, want: ['paused', 'paused'] },
    { when: 'it is down in its closed hours', signs: { ...DOWN, closedBy: 'closed-hours' }, want: ['closed', 'closed-hours'] },
    { when: 'it is down for maintenance', signs: { ...DOWN, closedBy: 'maintenance' }, want: ['closed', 'maintenance'] },
    { when: 'it is paused in its closed hours', signs: { isPaused: true, closedBy: 'closed-hours' }, want: ['paused', 'paused'] },
    { when: 'it is closed and was never called', signs: { closedBy: 'closed-hours' }, want: ['closed', 'closed-hours'] },
    { when: 'the night ended well', signs: { answeredAt: ago(5 * HOURS), failedAt: ago(6 * HOURS) }, want: ['ok', 'last-call-answered'] },
    {
      when: 'the night ended in a failure',
      signs: { answeredAt: ago(6 * HOURS), failedAt: ago(5 * HOURS), breaker: { circuit: 'open', at: ago(5 * HOURS) } },
      want: ['failing', 'last-call-failed'],
    },
    { when: 'it has only ever failed', signs: { failedAt: ago(5 * HOURS) }, want: ['failing', 'last-call-failed'] },
    { when: 'the last night was not read', signs: { answeredAt: ago(27 * HOURS) }, want: ['unknown', 'not-called-lately'] },
    { when: 'it failed two days ago', signs: { failedAt: ago(48 * HOURS) }, want: ['unknown', 'not-called-lately'] },
  ])('is $want where $when', ({ signs, want: [health, because] }) => {
    expect(healthOf({ ...NEVER, ...signs })).toEqual({ health, because });
  });
});
