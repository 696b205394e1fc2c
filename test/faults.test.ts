/** What an authority's words may hold of a person, and what is left of it for an operator to read. */
import { describe, expect, it } from 'vitest';
import { maskedWords } from '../src/faults.ts';

describe('a number that is somebody’s is masked in an authority’s words', () => {
  it.each([
    ['证件号440305199001010018不存在', '证件号44***不存在'],
    ['证件号４４０３０５１９９００１０１００１８不存在', '证件号44***不存在'],
    ['证件号 440305 19900101 0018 不存在', '证件号 44*** 不存在'],
    ['证件号4403 0519 9001 0100 18不存在', '证件号44***不存在'],
    ['id 110105-19491231-002X unknown', 'id 11*** unknown'],
    ['１１０１０５－１９４９１２３１－００２x', '11***'],
    ['mobile 138 0013 8000, 138-0013-8000', 'mobile 13***, 13***'],
  ])('“%s” is “%s”', (given, want) => {
    expect(maskedWords(given)).toBe(want);
  });
});

describe('what an operator calls the authority about is left', () => {
  it.each([
    'system busy at 2026-07-31 08:30:12',
    'request 12345678-1234-4123-8123-12345678abcd timed out',
    'request 3f2504e0-4289-1123-9040-0305e82c3301 timed out',
    'batch [12, 13, 14] refused after 30 s',
    'code 1001 of 2026-07-31',
  ])('“%s”', (words) => {
    expect(maskedWords(words)).toBe(words);
  });
});
