import { describe, expect, it } from 'vitest';
import { gather } from '../../../src/api/verify-identity/gather.ts';

/** Acts are held until the test lets them end. */
const held = ({ most = 100, atOnce = 1 }: { readonly most?: number; readonly atOnce?: number } = {}) => {
  const batches: (readonly number[])[] = [];
  const ends: ((error?: Error) => void)[] = [];
  const ask = gather<number, string>(
    (items) =>
      new Promise((resolve, reject) => {
        batches.push(items);
        ends.push((error) => (error === undefined ? resolve(items.map(String)) : reject(error)));
      }),
    { most, atOnce },
  );
  /** A batch that is ready begins. */
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  const end = async (error?: Error): Promise<void> => {
    ends.shift()?.(error);
    await turn();
  };
  return { ask, batches, turn, end };
};

describe('callers at the same moment', () => {
  it('a lonely one waits for nobody', async () => {
    const { ask, batches, turn, end } = held();
    const answer = ask(1);
    await turn();
    expect(batches).toEqual([[1]]);
    await end();
    expect(await answer).toBe('1');
  });

  it('those who come while a batch is under way share the next, each with their own answer', async () => {
    const { ask, batches, turn, end } = held();
    const first = ask(1);
    await turn();
    const answers = [first, ask(2), ask(3)];
    await end();
    expect(batches).toEqual([[1], [2, 3]]);
    await end();
    expect(await Promise.all(answers)).toEqual(['1', '2', '3']);
  });

  it('those who have come by the same moment go together from the first', async () => {
    const { ask, batches, turn, end } = held();
    const answers = [ask(1), ask(2), ask(3)];
    await turn();
    expect(batches).toEqual([[1, 2, 3]]);
    await end();
    expect(await Promise.all(answers)).toEqual(['1', '2', '3']);
  });

  it('so many at most go together', async () => {
    const { ask, batches, turn, end } = held({ most: 2 });
    const answers = [1, 2, 3, 4, 5].map(ask);
    await turn();
    for (let batch = 0; batch < 3; batch += 1) await end();
    await Promise.all(answers);
    expect(batches).toEqual([[1, 2], [3, 4], [5]]);
  });

  it('where two batches may be under way, nobody’s is empty, and who comes while one waits is not kept waiting', async () => {
    const { ask, batches, turn, end } = held({ atOnce: 2 });
    const first = [ask(1), ask(2)];
    await turn();
    const answers = [...first, ask(3)];
    await turn();
    expect(batches).toEqual([[1, 2], [3]]);
    await end();
    await end();
    expect(await Promise.all(answers)).toEqual(['1', '2', '3']);
  });

  it('a batch that fails fails everybody in it and nobody after', async () => {
    const { ask, turn, end } = held();
    const first = ask(1);
    await turn();
    const settled = Promise.allSettled([first, ask(2), ask(3)]);
    await end();
    await end(new Error('gone'));
    const after = ask(4);
    await turn();
    await end();
    expect((await settled).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
    expect(await after).toBe('4');
  });

  it('nobody is left without an answer where a batch was answered in part', async () => {
    const ask = gather<number, string>(async () => [], { most: 10 });
    await expect(ask(1)).rejects.toThrow('in part');
  });
});
