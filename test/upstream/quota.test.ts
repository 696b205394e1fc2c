import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createProcessQuota, quotaKeyOf } from '../../src/upstream/quota.ts';
import { testClock } from './support/clock.ts';

const never = new AbortController().signal;

/** Lets the calls arrive at these times and answers with when each was let go. */
const letGo = async (
  arrivals: readonly { readonly at: number; readonly priority: 'night' | 'live' }[],
  rate: { readonly perSecond: number; readonly reservedForLive?: number },
) => {
  let at = 0;
  let waited = 0;
  const quota = createProcessQuota(
    { bucket: rate },
    {
      now: () => at,
      sleep: async (ms) => {
        waited = ms;
      },
    },
  );
  const gone: { readonly at: number; readonly priority: string }[] = [];
  for (const arrival of arrivals) {
    at = arrival.at;
    waited = 0;
    await quota.take('bucket', arrival.priority, never);
    gone.push({ at: at + waited, priority: arrival.priority });
  }
  return gone;
};

const arrivals = fc
  .array(fc.record({ at: fc.integer({ min: 0, max: 5000 }), priority: fc.constantFrom('night' as const, 'live' as const) }), {
    maxLength: 120,
  })
  .map((list) => list.toSorted((a, b) => a.at - b.at));

test('in no second do more calls go out than the counterpart allows, and night calls leave a quarter of them', async () => {
  await fc.assert(
    fc.asyncProperty(arrivals, async (calls) => {
      const gone = await letGo(calls, { perSecond: 20 });
      for (const { at } of gone) {
        const second = gone.filter((other) => other.at >= at && other.at < at + 1000);
        expect(second.length).toBeLessThanOrEqual(20);
        expect(second.filter(({ priority }) => priority === 'night').length).toBeLessThanOrEqual(15);
      }
    }),
  );
});

test('a live call goes at once while the night has its hands full', async () => {
  const night = Array.from({ length: 100 }, () => ({ at: 0, priority: 'night' as const }));
  const gone = await letGo([...night, { at: 10, priority: 'live' as const }], { perSecond: 20 });
  expect(gone.at(-1)?.at).toBe(10);
  expect(gone.at(-2)?.at).toBeGreaterThan(6000);
});

test('a key without a known rate is not limited by us', async () => {
  const clock = testClock();
  const quota = createProcessQuota({}, clock);
  for (let call = 0; call < 1000; call += 1) await quota.take('anything', 'night', never);
  expect(clock.slept).toEqual([]);
});

test('a caller that gave up is told so', async () => {
  const quota = createProcessQuota({ bucket: { perSecond: 2 } }, testClock());
  const aborted = AbortSignal.abort(new Error('shutting down'));
  await expect(quota.take('bucket', 'night', aborted)).rejects.toThrow('shutting down');
});

test('an exchange may draw from a finer bucket than its counterpart', () => {
  expect(quotaKeyOf('civil-affairs')).toBe('civil-affairs');
  expect(quotaKeyOf('civil-affairs', 's_civil_check')).toBe('civil-affairs:s_civil_check');
});
