import { describe, expect, it } from 'vitest';
import { eachByItself } from '../src/together.ts';

describe('each by itself', () => {
  const failing = (fault: Error) => () => Promise.reject(fault);

  it('comes to those after one that failed, and tells of that one at the end', async () => {
    const done: string[] = [];
    const act = (name: string) => async () => void done.push(name);
    const lost = new Error('lost');
    await expect(eachByItself([act('a'), failing(lost), act('b')])).rejects.toBe(lost);
    expect(done).toEqual(['a', 'b']);
  });

  it('tells of all that failed', async () => {
    const [one, other] = [new Error('one'), new Error('other')];
    await expect(eachByItself([failing(one), failing(other)])).rejects.toMatchObject({ errors: [one, other] });
  });
});
