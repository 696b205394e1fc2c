import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { count, flag, token, WITHHELD } from '../../src/observe/allowed.ts';

describe('a token', () => {
  it.each([
    { given: '1101B' },
    { given: 's_civil_assistance' },
    { given: '2026-11-23-1' },
    { given: 'pull-01234567-0123-4012-8012-012345678901-g12' },
    { given: '0123456789abcdef0123456789abcdef' },
    { given: '/biz_data/rows/3/GMSFHM' },
    { given: '/v1/runs/:id' },
  ])('such as $given is let through', ({ given }) => {
    expect(token(given)).toBe(given);
  });

  it('with more than eight digits, however they are spread, is withheld', () => {
    const parts = fc.array(fc.stringMatching(/^[a-z.:]{0,3}\d[a-z.:]{0,3}$/), { minLength: 9, maxLength: 18 });
    fc.assert(fc.property(parts, (each) => token(each.join('')) === WITHHELD || /^(\w{32}|\w{64})$/.test(each.join(''))));
  });

  it('with anything but plain ASCII is withheld', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 5 }),
        fc.stringMatching(/^[\u0080-\u{2ffff}]$/u),
        (text, foreign) => token(text + foreign) === WITHHELD,
      ),
    );
  });

  it.each([
    { given: 11010519491231 },
    { given: { toString: () => 'x' } },
    { given: undefined },
    { given: '' },
    { given: 'two words' },
    { given: 'line\nline' },
  ])('that is $given is withheld', ({ given }) => {
    expect(token(given)).toBe(WITHHELD);
  });
});

describe('counts and flags', () => {
  it.each([
    { given: count(0), want: 0 },
    { given: count(41.5), want: 41.5 },
    { given: count(13_800_138_000), want: WITHHELD },
    { given: count(Number.NaN), want: WITHHELD },
    { given: count('12'), want: WITHHELD },
    { given: flag(false), want: false },
    { given: flag('false'), want: WITHHELD },
  ])('$given is $want', ({ given, want }) => {
    expect(given).toBe(want);
  });
});
