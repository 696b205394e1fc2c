import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { birthDateOf, type IdNumber, idTypeOf, parseIdNumber, sexOf } from '../../src/domain/id-number.ts';

const parsed = (text: string): IdNumber => {
  const result = parseIdNumber(text);
  if (!result.ok) throw new Error(`a number of this test does not parse: ${result.fault}`);
  return result.value;
};

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const withCheckCharacter = (first17: string): string =>
  first17 + '10X98765432'.charAt(WEIGHTS.reduce((sum, weight, index) => sum + weight * Number(first17.charAt(index)), 0) % 11);

const digits = (length: number) => fc.stringMatching(new RegExp(`^\\d{${length}}$`));
const birthDate = fc
  .date({ min: new Date('1900-01-01T00:00:00Z'), max: new Date('2026-12-31T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const idNumbers = fc
  .record({ region: fc.integer({ min: 100000, max: 989999 }), born: birthDate, sequence: digits(3) })
  .map(({ region, born, sequence }) => withCheckCharacter(`${region}${born.replaceAll('-', '')}${sequence}`));

const fullWidth = (text: string): string =>
  text.replace(/[0-9X]/g, (character) => String.fromCodePoint((character.codePointAt(0) ?? 0) + 0xfee0));

describe('identity numbers', () => {
  test.each([
    { given: '11010519491231002X', want: '11010519491231002X' },
    { given: '11010519491231002x', want: '11010519491231002X' },
    { given: ' 440305 19900101 0018 ', want: '440305199001010018' },
    { given: '１１０１０５１９４９１２３１００２Ｘ', want: '11010519491231002X' },
    { given: '440524800101001', want: '440524198001010013' },
  ])('$given is read as $want', ({ given, want }) => {
    expect(parseIdNumber(given)).toEqual({ ok: true, value: want });
  });

  test.each([
    { given: undefined, want: 'absent' },
    { given: null, want: 'absent' },
    { given: '　', want: 'absent' },
    { given: Number('440305199001010018'), want: 'number-type' },
    { given: { number: '440305199001010018' }, want: 'not-text' },
    { given: '44030519900101001', want: 'wrong-form' },
    { given: '4403051990010100181', want: 'wrong-form' },
    { given: '44030519900X010018', want: 'wrong-form' },
    { given: '440305199002300013', want: 'no-such-date' },
    { given: '440305900230001', want: 'no-such-date' },
    { given: '110101199003074515', want: 'wrong-check-character' },
  ])('$given is refused as $want', ({ given, want }) => {
    expect(parseIdNumber(given)).toEqual({ ok: false, fault: want });
  });

  test('a person of the centenarian sequences was born in the nineteenth century', () => {
    expect(birthDateOf(parsed('440524991231996'))).toBe('1899-12-31');
  });

  test.each([
    { given: '440305199001010018', want: 'resident-id' },
    { given: '810000199001010019', want: 'hmt-residence-permit' },
    { given: '820000199001010010', want: 'hmt-residence-permit' },
    { given: '830000199001010012', want: 'hmt-residence-permit' },
    { given: '932682198501010017', want: 'foreign-pr' },
  ])('$given is a $want', ({ given, want }) => {
    expect(idTypeOf(parsed(given))).toBe(want);
  });

  test('a number tells birth date and sex, and shows six digits and four', () => {
    const id = parsed('11010519491231002X');
    expect([birthDateOf(id), sexOf(id)]).toEqual(['1949-12-31', 'female']);
    expect(sexOf(parsed('440305199001010018'))).toBe('male');
  });

  test('every permitted spelling of a number is the same number', () => {
    const spelling = fc.constantFrom(
      (text: string) => text.toLowerCase(),
      (text: string) => ` ${text}\t`,
      fullWidth,
      (text: string) => `${text.slice(0, 6)} ${text.slice(6)}`,
    );
    fc.assert(
      fc.property(idNumbers, spelling, (number, spell) => {
        expect(parseIdNumber(spell(number))).toEqual({ ok: true, value: number });
      }),
    );
  });

  test('one mistyped digit never passes', () => {
    fc.assert(
      fc.property(idNumbers, fc.integer({ min: 0, max: 16 }), fc.integer({ min: 1, max: 9 }), (number, at, shift) => {
        const mistyped = `${number.slice(0, at)}${(Number(number[at]) + shift) % 10}${number.slice(at + 1)}`;
        expect(parseIdNumber(mistyped).ok).toBe(false);
      }),
    );
  });

  test('an old number and its long form are the same person', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 100000, max: 899999 }),
        birthDate.filter((born) => born < '2000-01-01'),
        fc.integer({ min: 0, max: 995 }),
        (region, born, order) => {
          const compact = born.replaceAll('-', '');
          const sequence = String(order).padStart(3, '0');
          expect(parseIdNumber(`${region}${compact.slice(2)}${sequence}`)).toEqual({
            ok: true,
            value: withCheckCharacter(`${region}${compact}${sequence}`),
          });
        },
      ),
    );
  });

  test('whatever is given, the reader answers and never throws', () => {
    fc.assert(fc.property(fc.anything(), (given) => typeof parseIdNumber(given).ok === 'boolean'));
  });
});
