import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { epochOf, HOUR, type Instant, instantOf, MINUTE, SECOND } from '../../src/domain/period.ts';
import { FAULT_POLICY, Fault, type FaultKind } from '../../src/faults.ts';
import { afterFault, type Circumstances, waitUntilOf } from '../../src/jobs/after-fault.ts';

const NOW = instantOf(Date.parse('2026-11-22T20:00:00Z'));
const inMs = (ms: number): Instant => instantOf(Date.parse(NOW) + ms);
const circumstances = (traits: Partial<Circumstances> = {}): Circumstances => ({
  attempt: 1,
  brokenBefore: 0,
  now: NOW,
  waitUntil: inMs(10 * MINUTE),
  random: 0.5,
  ...traits,
});
const fault = (kind: FaultKind, traits: { readonly code?: string; readonly retryAfterMs?: number } = {}): Fault =>
  new Fault(kind, { code: 'any', detail: 'Any.', ...traits });

describe('what becomes of a unit whose attempt failed', () => {
  const CASES: readonly {
    readonly given: string;
    readonly fault: Fault;
    readonly in?: Partial<Circumstances>;
    readonly want: number | 'failed';
  }[] = [
    { given: 'an outage is tried again after a second', fault: fault('busy'), want: 1 * SECOND },
    { given: 'the third time a little later', fault: fault('busy'), in: { attempt: 3 }, want: 4 * SECOND },
    { given: 'never later than ten seconds', fault: fault('busy'), in: { attempt: 200 }, want: 10 * SECOND },
    { given: 'at the other side’s own wish', fault: fault('busy', { retryAfterMs: 90 * SECOND }), want: 90 * SECOND },
    {
      given: 'at once is in a second, however often it says so',
      fault: fault('busy', { retryAfterMs: 0 }),
      in: { attempt: 5 },
      want: 1 * SECOND,
    },
    { given: 'but not beyond what the run waits for', fault: fault('busy', { retryAfterMs: 11 * MINUTE }), want: 'failed' },
    { given: 'nor when the wait is over', fault: fault('busy'), in: { waitUntil: NOW }, want: 'failed' },
    {
      given: 'closed hours are a planned wait, whatever the run waits for',
      fault: fault('busy', { code: 'closed-hours', retryAfterMs: 7 * HOUR }),
      want: 7 * HOUR,
    },
    {
      given: 'a source that an operator has paused is looked at again when the pause ends',
      fault: fault('busy', { code: 'source-paused', retryAfterMs: 2 * MINUTE }),
      want: 2 * MINUTE,
    },
    {
      given: 'or once more when the run’s wait is over, however long the pause is',
      fault: fault('busy', { code: 'source-paused', retryAfterMs: 7 * HOUR }),
      want: 10 * MINUTE + 500,
    },
    {
      given: 'but no longer',
      fault: fault('busy', { code: 'source-paused', retryAfterMs: 2 * MINUTE }),
      in: { waitUntil: NOW },
      want: 'failed',
    },
    {
      given: 'closed for days is not waited for',
      fault: fault('busy', { code: 'closed-hours', retryAfterMs: 60 * HOUR }),
      want: 'failed',
    },
    { given: 'an answer against the interface gets a second chance', fault: fault('broken'), want: 1 * SECOND },
    { given: 'and a fourth', fault: fault('broken'), in: { attempt: 3, brokenBefore: 2 }, want: 4 * SECOND },
    { given: 'but no fifth', fault: fault('broken'), in: { attempt: 4, brokenBefore: 3 }, want: 'failed' },
    { given: 'an outage before it uses up none of them', fault: fault('broken'), in: { attempt: 40, brokenBefore: 2 }, want: 10 * SECOND },
    {
      given: 'an uncertain delivery is asked about, also when the wait is over',
      fault: fault('uncertain'),
      in: { waitUntil: NOW },
      want: 1 * SECOND,
    },
    { given: 'as long as the run waits', fault: fault('uncertain'), in: { attempt: 50 }, want: 10 * SECOND },
    { given: 'but the run ends, and the next night asks', fault: fault('uncertain'), in: { attempt: 8, waitUntil: NOW }, want: 'failed' },
    { given: 'a refusal stays one', fault: fault('denied'), want: 'failed' },
    { given: 'what cannot be used stays so', fault: fault('invalid'), want: 'failed' },
    { given: 'what somebody else has done is not done again', fault: fault('conflict'), want: 'failed' },
    { given: 'a fault of ours is not repeated', fault: fault('bug'), want: 'failed' },
  ];
  it.each(CASES)('$given', ({ fault: met, in: traits, want }) => {
    const verdict = afterFault(met, circumstances(traits));
    expect(verdict.again ? verdict.delayMs : 'failed').toBe(want);
  });

  it('chance spreads the retries of many units by a quarter each way', () => {
    const delays = [0, 0.5, 0.999].map((random) => afterFault(fault('busy'), circumstances({ random })));
    expect(delays).toEqual([750, 1000, 1250].map((delayMs) => ({ again: true, delayMs })));
  });

  it('every kind of fault comes to an end once the run no longer waits', () => {
    const kinds = fc.constantFrom(...(Object.keys(FAULT_POLICY) as FaultKind[]));
    fc.assert(
      fc.property(
        kinds,
        fc.integer({ min: 8, max: 1_000 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (kind, attempt, random) => {
          expect(afterFault(fault(kind), circumstances({ attempt, random, waitUntil: NOW }))).toEqual({ again: false });
        },
      ),
    );
  });
});

describe('how long a source is waited for', () => {
  const run = { waitUntil: instantOf(Date.UTC(2026, 10, 22, 18)), options: { full: false, source: null, waitMs: 10 * MINUTE } };
  const at = (minutes: number): Instant => instantOf(epochOf(run.waitUntil) + minutes * MINUTE);
  it.each([
    { heard: 'not heard of yet', answeredAt: null, until: 0 },
    { heard: 'heard of early in the run', answeredAt: at(-9), until: 1 },
    { heard: 'heard of before it began', answeredAt: at(-15), until: 0 },
    { heard: 'that answered an hour into the run', answeredAt: at(60), until: 70 },
  ])('one $heard', ({ answeredAt, until }) => {
    expect(waitUntilOf(run, answeredAt)).toBe(at(until));
  });
});
