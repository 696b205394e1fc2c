import { expect, it } from 'vitest';
import type { Instant } from '../../src/domain/period.ts';
import { secondsAtWork } from '../../src/jobs/seconds-at-work.ts';

const at = (time: string): Instant => `2026-11-22T${time}.000Z` as Instant;
const NIGHT = [
  { pass: 1, phase: 'roster', at: at('01:00:00') },
  { pass: 1, phase: 'closing', at: at('01:10:00') },
];

it.each([
  { given: 'the night itself', phases: NIGHT, until: at('01:10:00'), want: 600 },
  {
    given: 'a night and, hours later, what was tried again',
    phases: [...NIGHT, { pass: 2, phase: 'readings', at: at('08:30:00') }, { pass: 2, phase: 'closing', at: at('08:31:00') }],
    until: at('08:31:00'),
    want: 660,
  },
  {
    given: 'a retry in the middle of a night, which was never over in between',
    phases: [
      { pass: 1, phase: 'readings', at: at('01:00:00') },
      { pass: 2, phase: 'readings', at: at('01:05:00') },
    ],
    until: at('01:10:00'),
    want: 600,
  },
])('a run was at work for as long as somebody worked on it: $given', ({ phases, until, want }) => {
  expect(secondsAtWork({ startedAt: at('01:00:00'), phases }, until)).toBe(want);
});
