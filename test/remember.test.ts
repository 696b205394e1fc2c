import { describe, expect, it } from 'vitest';
import { onlyOnce, rememberByKey } from '../src/remember.ts';

const asking = (kept: number) => {
  const asked: string[] = [];
  const ask = async (date: string): Promise<string> => {
    asked.push(date);
    return `of ${date}`;
  };
  return { asked, of: rememberByKey((date: string) => date, ask, kept) };
};

describe('what is remembered', () => {
  it('is asked for once, also by those who ask together', async () => {
    const { asked, of } = asking(2);
    expect(await Promise.all([of('1 May'), of('1 May'), of('1 May')])).toEqual(['of 1 May', 'of 1 May', 'of 1 May']);
    expect(asked).toEqual(['1 May']);
  });

  it('is let go when newer answers are used instead, so that a process that lives for years does not grow by a day a day', async () => {
    const { asked, of } = asking(2);
    for (const date of ['1 May', '2 May', '3 May', '3 May', '2 May', '1 May']) await of(date);
    expect(asked).toEqual(['1 May', '2 May', '3 May', '1 May']);
  });

  it('stays as long as it is in use', async () => {
    const { asked, of } = asking(2);
    for (const date of ['today', '1 May', 'today', '2 May', 'today', '3 May', 'today']) await of(date);
    expect(asked.filter((date) => date === 'today')).toHaveLength(1);
  });

  it('is no failure: the next one asks again', async () => {
    let failures = 1;
    const once = onlyOnce(async () => {
      failures -= 1;
      if (failures >= 0) throw new Error('the authority was away');
      return 'there';
    });
    await expect(once()).rejects.toThrow('away');
    expect(await once()).toBe('there');
  });
});
