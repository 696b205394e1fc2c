import { describe, expect, it } from 'vitest';
import { nightRate, sharedQuota } from '../../src/upstream/shared-quota.ts';

const RATES = { gateway: { perSecond: 20 } };
const STAYS = new AbortController().signal;

/** Lanes as PostgreSQL keeps them, on a clock that only sleeping moves. */
const aShelf = ({ heldUpFor = [] }: { readonly heldUpFor?: readonly number[] } = {}) => {
  const heldUp = [...heldUpFor];
  const next = new Map<string, number>();
  let clock = 0;
  const sleepers: { readonly at: number; readonly wake: () => void }[] = [];
  const reserve = async (lane: string, spacingMs: number): Promise<number> => {
    const slot = Math.max(next.get(lane) ?? 0, clock);
    next.set(lane, slot + spacingMs);
    return slot - clock;
  };
  const sleep = (ms: number): Promise<void> =>
    new Promise((resolve) => void sleepers.push({ at: clock + ms + (heldUp.shift() ?? 0), wake: resolve }));
  /** Lets time pass until nobody sleeps. */
  const pass = async (): Promise<void> => {
    for (;;) {
      for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
      const first = sleepers.toSorted((a, b) => a.at - b.at)[0];
      if (first === undefined) return;
      sleepers.splice(sleepers.indexOf(first), 1);
      clock = Math.max(clock, first.at);
      first.wake();
    }
  };
  return { reserve, sleep, now: () => clock, pass };
};

const went = async (shelf: ReturnType<typeof aShelf>, calls: readonly ('night' | 'live')[]) => {
  const quota = sharedQuota(shelf, RATES);
  const at: { readonly priority: string; readonly at: number }[] = [];
  const all = calls.map((priority) => quota.take('gateway', priority, STAYS).then(() => at.push({ priority, at: shelf.now() })));
  await shelf.pass();
  await Promise.all(all);
  return at;
};
const times = (count: number, priority: 'night' | 'live') => Array.from({ length: count }, () => priority);
const mostInASecond = (at: readonly { readonly at: number }[]) =>
  Math.max(...at.map((one) => at.filter((other) => other.at >= one.at && other.at < one.at + 1000).length));

describe('one quota for all', () => {
  it('live calls alone may take the whole rate, and no second holds more', async () => {
    const at = await went(aShelf(), times(100, 'live'));
    expect(mostInASecond(at)).toBe(20);
    expect(at.at(-1)?.at).toBeLessThan(5_300);
  });

  it('a night alone never takes more than three quarters', async () => {
    expect(mostInASecond(await went(aShelf(), times(100, 'night')))).toBe(15);
  });

  it('both together never exceed the rate, and a live call waits for its slot alone', async () => {
    const at = await went(aShelf(), [...times(60, 'night'), ...times(20, 'live')]);
    expect(mostInASecond(at)).toBeLessThanOrEqual(20);
    const lastLive = at.filter(({ priority }) => priority === 'live').at(-1);
    expect(lastLive?.at).toBeLessThan(1_200);
  });

  it('a slot that passed by while the process was held up lapses', async () => {
    const heldUp = await went(aShelf({ heldUpFor: [400, 350, 300, 250, 200, 150, 100] }), times(60, 'live'));
    expect(mostInASecond(heldUp)).toBeLessThanOrEqual(20);
  });

  it('a counterpart that publishes no rate is not held back', async () => {
    const quota = sharedQuota({ ...aShelf(), reserve: () => Promise.reject(new Error('nothing is to be reserved')) }, RATES);
    await expect(quota.take('another', 'live', STAYS)).resolves.toBeUndefined();
  });
});

describe('what the night has of a quota', () => {
  it.each([
    { given: 'three quarters of a published rate, evenly spaced', key: 'gateway', want: (20 / 1.05) * 0.75 },
    { given: 'nothing that anybody could say of one that publishes none', key: 'another', want: null },
  ])('is $given', ({ key, want }) => {
    const rate = nightRate(key, RATES);
    expect(rate === null ? null : Math.round(rate * 1_000)).toBe(want === null ? null : Math.round(want * 1_000));
  });
});
