import { describe, expect, it, test } from 'vitest';
import { faultOfReason, holdsNumber } from '../../src/console/parts/reason-rule.ts';
import { faultOfWords } from '../../src/domain/kept-words.ts';

describe('the console says of a reason what the API would say of it', () => {
  test.each([
    { why: '对方已恢复', fault: null },
    { why: 'the window of 2026-11-25 22:00 was announced', fault: null },
    { why: '公告〔2026〕12号', fault: null },
    { why: '', fault: 'length' },
    { why: '见 13800138000', fault: 'number' },
    { why: '见 138 0013 8000', fault: 'number' },
    { why: '440399197003271335 的数据', fault: 'number' },
    { why: '440399 19700327 133X', fault: 'number' },
    { why: '１３８００１３８０００', fault: 'number' },
  ] as const)('$why', ({ why, fault }) => {
    expect(faultOfReason(why)).toBe(fault);
    expect(faultOfWords(why) === null).toBe(fault === null);
  });
});

describe('what is searched for', () => {
  it('may be an id of ours, whatever digits are in it', () => {
    expect(holdsNumber('b971f81a-3e62-4568-b7d5-825770098123')).toBe(false);
    expect(holdsNumber('00000000-0000-4000-8000-123456789012')).toBe(false);
  });

  it('is no number of somebody', () => {
    expect(holdsNumber('13800138000')).toBe(true);
  });
});
