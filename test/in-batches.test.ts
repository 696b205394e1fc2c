import { describe, expect, it } from 'vitest';
import { inBatches } from '../src/in-batches.ts';

/** A batch ends when it is told to. */
const counter = () => {
  const batches: (readonly number[])[] = [];
  const endings: PromiseWithResolvers<void>[] = [];
  const double = inBatches<number, number>(async (items) => {
    const ending = Promise.withResolvers<void>();
    batches.push(items);
    endings.push(ending);
    await ending.promise;
    return items.map((item) => item * 2);
  }, 3);
  return { batches, endings, double };
};

describe('what is asked for at the same time', () => {
  it('is done together, and each gets their own answer', async () => {
    const { batches, endings, double } = counter();
    const first = [double(1), double(2)];
    await Promise.resolve();
    const then = [double(3), double(4), double(5), double(6)];
    for (const nth of [0, 1, 2]) {
      await expect.poll(() => endings[nth]).toBeDefined();
      endings[nth]?.resolve();
    }
    expect(await Promise.all([...first, ...then])).toEqual([2, 4, 6, 8, 10, 12]);
    expect(batches).toEqual([[1, 2], [3, 4, 5], [6]]);
  });

  it('fails together, and those who come after it do not', async () => {
    const { endings, double } = counter();
    const failing = [double(1), double(2)];
    await expect.poll(() => endings[0]).toBeDefined();
    const after = double(3);
    endings[0]?.reject(new Error('the disk is full'));
    expect(await Promise.allSettled(failing)).toMatchObject([{ status: 'rejected' }, { status: 'rejected' }]);
    await expect.poll(() => endings[1]).toBeDefined();
    endings[1]?.resolve();
    expect(await after).toBe(6);
  });

  it('and is not answered for everybody, fails for whoever was left out', async () => {
    const short = inBatches<number, number>(async ([first = 0]) => [first], 5);
    expect(await Promise.allSettled([short(1), short(2)])).toMatchObject([{ value: 1 }, { status: 'rejected' }]);
  });
});
