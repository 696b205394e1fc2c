import { describe, expect, it } from 'vitest';
import type { Lane } from '../../src/api/limits.ts';
import { type SecretTry, secretLimits } from '../../src/api/secret-limits.ts';
import { MINUTE } from '../../src/domain/period.ts';

const kept = () => {
  const used = new Map<string, number>();
  const keyOf = (lane: string, windowStart: number): string => `${lane} ${windowStart}`;
  let now = 7 * MINUTE;
  const limits = secretLimits({
    take: async ({ lane, windowStart, limit }: Lane, wanted) => {
      const before = used.get(keyOf(lane, windowStart)) ?? 0;
      const after = Math.min(limit, before + wanted);
      used.set(keyOf(lane, windowStart), after);
      return after - before;
    },
    giveBack: async (lane, windowStart) => void used.set(keyOf(lane, windowStart), (used.get(keyOf(lane, windowStart)) ?? 0) - 1),
    nameOf: (text) => `name-of-${text}`.split('').toReversed().join(''),
    now: () => now,
  });
  const outcome = (shown: SecretTry, isRight: boolean): Promise<string> =>
    limits
      .attempt(shown, async () => (isRight ? 'a token' : null))
      .then(
        (found) => found ?? 'wrong',
        (thrown: { readonly code: string }) => thrown.code,
      );
  return { outcome, anotherMinute: () => (now += MINUTE) };
};

const times = async (many: number, act: () => Promise<string>): Promise<readonly string[]> => {
  const outcomes: string[] = [];
  for (let nth = 0; nth < many; nth += 1) outcomes.push(await act());
  return outcomes;
};

const HERE = '192.0.2.1';
const THERE = '192.0.2.2';

describe('secrets that are tried', () => {
  it('right ones are counted for their client alone, wherever it asks from: six hundred in a minute', async () => {
    const { outcome, anotherMinute } = kept();
    const asked = await times(601, () => outcome({ address: HERE, clientId: 'busy' }, true));
    expect([new Set(asked.slice(0, 600)), asked[600]]).toEqual([new Set(['a token']), 'too-many-requests']);
    expect(await outcome({ address: THERE, clientId: 'busy' }, true)).toBe('too-many-requests');
    expect(await outcome({ address: HERE, clientId: 'other' }, true)).toBe('a token');
    anotherMinute();
    expect(await outcome({ address: HERE, clientId: 'busy' }, true)).toBe('a token');
  });

  it('wrong ones stop whoever tries them for that client from there, and nobody elsewhere', async () => {
    const { outcome } = kept();
    const guessed = await times(21, () => outcome({ address: HERE, clientId: 'wanted' }, false));
    expect(guessed).toEqual([...Array<string>(20).fill('wrong'), 'too-many-requests']);
    expect(await outcome({ address: THERE, clientId: 'wanted' }, true)).toBe('a token');
  });

  it('a thousand wrong ones at the same moment are twenty', async () => {
    const { outcome } = kept();
    const guessed = await Promise.all(Array.from({ length: 1_000 }, () => outcome({ address: HERE, clientId: 'wanted' }, false)));
    expect(guessed.filter((one) => one === 'wrong')).toHaveLength(20);
  });
});
