import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { faultOfWords } from '../../src/domain/kept-words.ts';

describe('words that are kept', () => {
  it.each([
    'The line was raised.',
    '粤民规〔2026〕12号，自2026年7月1日起每人每月1580元。',
    'From 2026-07-01 to 2026-12-31, as in 2024 2025 2026.',
    'Ten digits are nobody’s: 4403001234.',
    '深民函〔2026〕12号, 深民函〔2026〕12号 2026-11-27.',
    'From 2026-11-1 – 2026-11-30, told on 2026-12-3 2026-11-13.',
    '2026-11, 2026-12 and 2026-1 2026-2 are counted anew.',
    'From 1,380.00 to 1 580.00 a month, 12 345 678.90 in all.',
    'Ruled under GB/T 2261.1-2003 and the notice No. 2026-000123.',
  ])('are kept as they are: %s', (words) => {
    expect(faultOfWords(words)).toBeNull();
  });

  it.each([
    { words: 'for 13800138000', want: /number/ },
    { words: 'for １３８００１３８０００', want: /number/ },
    { words: 'for 138-0013-8000', want: /number/ },
    { words: 'for 110101 19900307 231x', want: /number/ },
    { words: 'for 110101900307231', want: /number/ },
    { words: 'for 360198 1970 0330 630X', want: /number/ },
    { words: 'for 360198-1970-03-30-630x', want: /number/ },
    { words: 'for 360198·1970 0330—630 X', want: /number/ },
    { words: 'for ３６０１９８　１９７０　０３３０　６３０Ｘ', want: /number/ },
    { words: 'for 360198 700330 630', want: /number/ },
    { words: 'for 1400196 6201', want: /number/ },
    { words: 'for 140 0196\u00a06201, who asked', want: /number/ },
    { words: 'on 2026-11-27 140-019-66201 asked', want: /number/ },
    { words: 'in 3 cases 1 4001966201', want: /number/ },
    { words: 'for 020-8366-1234', want: /number/ },
    { words: 'a\u0007bell', want: /control character/ },
    { words: 'two\nlines', want: /control character/ },
    { words: 'turned\u202eround', want: /control character/ },
    { words: '\u3000', want: /nothing/ },
    { words: 'x'.repeat(2_001), want: /longer than 2000/ },
  ])('are refused, and not repeated: $words', ({ words, want }) => {
    expect(faultOfWords(words)).toMatch(want);
  });

  const JOINTS = [' ', '-', '\u00a0', '\u3000', '－', '–', '·', '・', ' - ', ''] as const;
  /** In groups of these lengths, the last to its end; between any two of them any of these. */
  const grouped = (digits: string, lengths: readonly number[], joints: readonly string[]): string => {
    const ends = lengths.map((_, index) => lengths.slice(0, index + 1).reduce((sum, length) => sum + length, 0));
    const groups = [0, ...ends].map((from, index) => digits.slice(from, ends[index]));
    return groups.map((group, index) => (index === 0 || group === '' ? '' : (joints[index % joints.length] ?? '')) + group).join('');
  };
  const joints = fc.array(fc.constantFrom(...JOINTS), { minLength: 1, maxLength: 18 });
  const around = fc.tuple(
    fc.constantFrom('', '为 ', '给：', 'for ', '2026-11-27 '),
    fc.constantFrom('', ' asked', '，请复核', ' 2026-11-27'),
  );

  it.each<{ readonly what: string; readonly digits: fc.Arbitrary<string>; readonly lengths: fc.Arbitrary<readonly number[]> }>([
    {
      what: 'an identity number in 6-4-4-4',
      digits: fc.stringMatching(/^[1-9]\d{16}[\dXx]$/),
      lengths: fc.constant([6, 4, 4]),
    },
    { what: 'an old identity number in 6-6-3', digits: fc.stringMatching(/^[1-9]\d{14}$/), lengths: fc.constant([6, 6]) },
    {
      what: 'an identity number in any groups',
      digits: fc.constantFrom('36019819700330630X', '36019819700330630x', '110101199003072316'),
      lengths: fc.array(fc.integer({ min: 1, max: 8 }), { maxLength: 8 }),
    },
    {
      what: 'a mobile in any groups',
      digits: fc.stringMatching(/^1\d{10}$/),
      lengths: fc.array(fc.integer({ min: 1, max: 8 }), { maxLength: 8 }),
    },
  ])('never hold $what', ({ digits, lengths }) => {
    fc.assert(
      fc.property(digits, lengths, joints, around, (number, groups, between, [before, after]) => {
        const written = grouped(number, groups, between);
        // A mobile that is written as a date is taken for one.
        fc.pre(number.length > 11 || !/(?:19|20)\d\d\p{Pd}[01]?\d(?!\d)/u.test(written));
        expect(faultOfWords(`${before}${written}${after}`)).toMatch(/number/);
      }),
      { numRuns: 1_000 },
    );
  });

  it('may hold dates in whose midst an identity number would seem to begin', () => {
    expect(faultOfWords('2024-4-27 2022-06-10 2024-10-2 1990-01-01')).toBeNull();
    expect(faultOfWords('360198 1970-03-30 630X')).toMatch(/number/);
  });

  it('may hold dates and ranges of dates, amounts and numbers of documents', () => {
    const day = fc
      .date({ min: new Date('1990-01-01'), max: new Date('2035-12-31'), noInvalidDate: true })
      .map((at) => at.toISOString().slice(0, 10));
    const date = fc.tuple(day, fc.boolean()).map(([text, isShort]) => (isShort ? text.replaceAll('-0', '-') : text));
    const range = fc.tuple(date, fc.constantFrom(' ', ' - ', '–', ' — ', '至', '~', ' to '), date).map((parts) => parts.join(''));
    const amount = fc.integer({ min: 0, max: 99_999_999 }).map((fen) => (fen / 100).toLocaleString('en-US', { minimumFractionDigits: 2 }));
    const document = fc.tuple(fc.constantFrom('深民函', '粤民规', '深府办'), day, fc.integer({ min: 1, max: 9_999 }));
    const numbered = document.map(([by, on, number]) => `${by}〔${on.slice(0, 4)}〕${number}号`);
    const said = fc.oneof(
      date,
      range,
      amount.map((text) => `${text}元`),
      numbered,
    );
    fc.assert(
      fc.property(fc.array(said, { minLength: 1, maxLength: 5 }), fc.constantFrom(' ', '，', ', ', ' and '), (parts, between) => {
        expect(faultOfWords(parts.join(between))).toBeNull();
      }),
      { numRuns: 2_000 },
    );
  });

  it('never hold eleven digits in a row, whatever stands around them', () => {
    const eleven = fc.stringMatching(/^\d{11,18}[Xx]?$/);
    fc.assert(
      fc.property(fc.string(), eleven, fc.string(), (before, digits, after) => faultOfWords(`${before}${digits}${after}`) !== null),
    );
  });
});
