import { describe, expect, test } from 'vitest';
import { createDaily } from '../../../connectors/medical-insurance/daily.ts';
import type { Call } from '../../../src/upstream/connector.ts';
import { aCall } from '../../upstream/support/client.ts';
import { testClock } from '../../upstream/support/clock.ts';

/** Each fetch waits until the test lets it go. */
const fetches = () => {
  const begun: { readonly call: Call; readonly answer: PromiseWithResolvers<string> }[] = [];
  const clock = testClock();
  const daily = createDaily('9001', {
    now: clock.now,
    fetch: (call) => {
      const answer = Promise.withResolvers<string>();
      begun.push({ call, answer });
      return answer.promise;
    },
  });
  return { daily, clock, begun };
};

describe('what is fetched once a day', () => {
  test('is fetched once for all who want it at the same time', async () => {
    const { daily, begun } = fetches();
    const wanted = [daily.get(aCall('live')), daily.get(aCall('live')), daily.get(aCall())];
    begun[0]?.answer.resolve('S1');
    expect(await Promise.all(wanted)).toEqual(['S1', 'S1', 'S1']);
    expect(begun).toHaveLength(1);
  });

  test('is kept until midnight in Shanghai, and fetched again after it', async () => {
    const { daily, clock, begun } = fetches();
    const first = daily.get(aCall());
    begun[0]?.answer.resolve('S1');
    await first;
    clock.advance(Date.parse('2026-11-23T15:59:59Z') - clock.now());
    expect(await daily.get(aCall())).toBe('S1');
    clock.advance(1000);
    const next = daily.get(aCall());
    begun[1]?.answer.resolve('S2');
    expect(await next).toBe('S2');
  });

  test('a failure is everybody’s who waited, and is not kept', async () => {
    const { daily, begun } = fetches();
    const wanted = [daily.get(aCall()), daily.get(aCall())];
    begun[0]?.answer.reject(new Error('down'));
    expect(await Promise.allSettled(wanted)).toMatchObject([{ status: 'rejected' }, { status: 'rejected' }]);
    const next = daily.get(aCall());
    begun[1]?.answer.resolve('S2');
    expect(await next).toBe('S2');
  });

  test('a caller who gives up takes nobody along: the next in line fetches', async () => {
    const { daily, begun } = fetches();
    const hasty = new AbortController();
    const first = daily.get(aCall('live', hasty.signal));
    const [second, third] = [daily.get(aCall()), daily.get(aCall())];
    hasty.abort();
    begun[0]?.answer.reject(new Error('given up'));
    await expect(first).rejects.toThrow('given up');
    expect(begun).toHaveLength(2);
    begun[1]?.answer.resolve('S2');
    expect(await Promise.all([second, third])).toEqual(['S2', 'S2']);
  });

  test('who waits for another’s fetch keeps a deadline of their own', async () => {
    const { daily, begun } = fetches();
    const hasty = new AbortController();
    const patient = daily.get(aCall('live'));
    const waiting = daily.get(aCall('live', hasty.signal));
    hasty.abort();
    await expect(waiting).rejects.toMatchObject({ kind: 'busy', code: 'deadline-passed' });
    begun[0]?.answer.resolve('S1');
    expect(await patient).toBe('S1');
  });

  test('who waits on a phone does not wait for a fetch of the night, which has more patience: theirs is for all who come after', async () => {
    const { daily, begun } = fetches();
    const stalled = daily.get(aCall());
    const live = [daily.get(aCall('live')), daily.get(aCall('live'))];
    expect(begun.map(({ call }) => call.priority)).toEqual(['night', 'live']);
    begun[1]?.answer.resolve('S2');
    expect(await Promise.all([...live, daily.get(aCall())])).toEqual(['S2', 'S2', 'S2']);
    begun[0]?.answer.resolve('S1');
    expect([await stalled, await daily.get(aCall('live'))]).toEqual(['S1', 'S2']);
  });

  test('what is forgotten twice over is fetched again once', async () => {
    const { daily, begun } = fetches();
    const first = daily.get(aCall());
    begun[0]?.answer.resolve('S1');
    await first;
    daily.forget('S1');
    const second = daily.get(aCall());
    daily.forget('S1');
    const third = daily.get(aCall());
    begun[1]?.answer.resolve('S2');
    expect(await Promise.all([second, third])).toEqual(['S2', 'S2']);
    expect(begun).toHaveLength(2);
  });
});
