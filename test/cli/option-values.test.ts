import { describe, expect, it } from 'vitest';
import { dataset } from '../../src/cli/option-values.ts';

describe('a dataset', () => {
  it.each(['death', 'civil-affairs/death'])('is meant by %s', (text) => {
    expect(dataset(text)).toBe('death');
  });

  it.each(['', 'deaths', 'social-security/death', 'toString'])('is not meant by "%s": those that there are are named', (text) => {
    expect(() => dataset(text)).toThrow(/^There is no such dataset; there are members, assistance, death, /);
  });
});
