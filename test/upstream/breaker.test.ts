import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Breaker, createBreaker } from '../../src/upstream/breaker.ts';

const outage = async () => ({ outage: true });
const answer = async () => ({ outage: false });

/** cockatiel reads the process clock, so here it is the process clock that stands still. */
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const breakerAfter = async (outages: number): Promise<Breaker> => {
  const breaker = createBreaker({ opensAfter: 3, probesAfterMs: [500, 1000, 5000] }, () => Date.now());
  for (let number = 0; number < outages; number += 1) await breaker.run(outage);
  return breaker;
};

describe('a counterpart that fails again and again is left alone for a moment', () => {
  test('fewer outages than the limit change nothing', async () => {
    const breaker = await breakerAfter(2);
    expect(breaker.state()).toEqual({ circuit: 'closed', retryAfterMs: null });
    expect(await breaker.run(answer)).toEqual({ outage: false });
  });

  test('an answer in between starts the count anew', async () => {
    const breaker = await breakerAfter(2);
    await breaker.run(answer);
    await breaker.run(outage);
    await breaker.run(outage);
    expect(breaker.state().circuit).toBe('closed');
  });

  test('open, it attempts nothing and says how long', async () => {
    const breaker = await breakerAfter(3);
    vi.setSystemTime(Date.now() + 200);
    expect(await breaker.run(() => Promise.reject(new Error('must not be attempted')))).toBe('open');
    expect(breaker.state()).toEqual({ circuit: 'open', retryAfterMs: 300 });
  });

  test('open as the clock is put back, it does not wait until the clock is where it was', async () => {
    const breaker = await breakerAfter(3);
    vi.setSystemTime(Date.now() - 3_600_000);
    expect(breaker.state()).toEqual({ circuit: 'closed', retryAfterMs: null });
    expect([breaker.isShut(), await breaker.run(answer)]).toEqual([false, { outage: false }]);
  });

  test('closed because the clock was put back, it is open again with the next outage', async () => {
    const breaker = await breakerAfter(3);
    vi.setSystemTime(Date.now() - 3_600_000);
    await breaker.run(outage);
    expect(breaker.state()).toEqual({ circuit: 'open', retryAfterMs: 500 });
  });

  test('a probe that gets through closes it', async () => {
    const breaker = await breakerAfter(3);
    vi.setSystemTime(Date.now() + 500);
    expect(await breaker.run(answer)).toEqual({ outage: false });
    expect(breaker.state().circuit).toBe('closed');
  });

  test('probes that fail come at growing distances, up to the last', async () => {
    const breaker = await breakerAfter(3);
    const distances: (number | null)[] = [];
    for (let probe = 0; probe < 5; probe += 1) {
      const waitMs = breaker.state().retryAfterMs ?? 0;
      distances.push(waitMs);
      vi.setSystemTime(Date.now() + waitMs);
      await breaker.run(outage);
    }
    expect(distances).toEqual([500, 1000, 5000, 5000, 5000]);
  });

  test('while one probe is under way, other calls do not wait for it', async () => {
    const breaker = await breakerAfter(3);
    vi.setSystemTime(Date.now() + 500);
    const { promise, resolve } = Promise.withResolvers<{ outage: boolean }>();
    const probe = breaker.run(() => promise);
    expect(await breaker.run(answer)).toBe('open');
    expect(breaker.state().circuit).toBe('probing');
    resolve({ outage: false });
    await probe;
    expect(await breaker.run(answer)).toEqual({ outage: false });
  });
});
