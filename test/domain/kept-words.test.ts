import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { faultOfWords } from '../../src/domain/kept-words.ts';

describe('words that are kept', () => {
  it.each([
    'The line was raised.',
    '粤民规〔2026〕12号，自2026年7月1日起每人每月1580元。',
    'From 2026-07-01 to 2026-12-31, as in 2024 2025 2026.',
    'Ten digits are nobody’s: 4403001234.',
  ])('are kept as they are: %s', (words) => {
    expect(faultOfWords(words)).toBeNull();
  });

  it.each([
    { words: 'for 13800138000', want: /number/ },
    { words: 'for １３８００１３８０００', want: /number/ },
    { words: 'for 138-0013-8000', want: /number/ },
    { words: 'for 110101 19900307 231x', want: /number/ },
    { words: 'for 110101900307231', want: /number/ },
    { words: 'a\u0007bell', want: /control character/ },
    { words: 'two\nlines', want: /control character/ },
    { words: 'turned\u202eround', want: /control character/ },
    { words: '\u3000', want: /nothing/ },
    { words: 'x'.repeat(2_001), want: /longer than 2000/ },
  ])('are refused, and not repeated: $words', ({ words, want }) => {
    expect(faultOfWords(words)).toMatch(want);
  });

  it('never hold eleven digits in a row, whatever stands around them', () => {
    const eleven = fc.stringMatching(/^\d{11,18}[Xx]?$/);
    fc.assert(
      fc.property(fc.string(), eleven, fc.string(), (before, digits, after) => faultOfWords(`${before}${digits}${after}`) !== null),
    );
  });
});
