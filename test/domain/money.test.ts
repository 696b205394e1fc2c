import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fenOf, readYuan, sumOf, yuanOf } from '../../src/domain/money.ts';

const stated = (value: number) => ({ kind: 'stated', value });

describe('amounts as counterparts write them', () => {
  test.each([
    { given: 1450, want: stated(145000) },
    { given: '1450.00', want: stated(145000) },
    { given: '1,450.5', want: stated(145050) },
    { given: ' １４５０ ', want: stated(145000) },
    { given: '.5', want: stated(50) },
    { given: '12.', want: stated(1200) },
    { given: '0', want: stated(0) },
    { given: 0, want: stated(0) },
    { given: '-12.34', want: stated(-1234) },
    { given: 0.1 + 0.2, want: stated(30) },
    { given: '1.005', want: stated(101) },
    { given: 1.005, want: stated(101) },
    { given: '-1.005', want: stated(-101) },
    { given: '', want: { kind: 'absent' } },
    { given: null, want: { kind: 'absent' } },
    { given: undefined, want: { kind: 'absent' } },
    { given: '12.34元', want: { kind: 'impossible' } },
    { given: '.', want: { kind: 'impossible' } },
    { given: '1e', want: { kind: 'impossible' } },
    { given: '1e300', want: { kind: 'impossible' } },
    { given: '1E+2', want: stated(10_000) },
    { given: '0E-8', want: stated(0) },
    { given: '1.23456789E7', want: stated(1_234_567_890) },
    { given: Number.NaN, want: { kind: 'impossible' } },
    { given: Number.POSITIVE_INFINITY, want: { kind: 'impossible' } },
    { given: [1450], want: { kind: 'impossible' } },
    { given: '9'.repeat(30), want: { kind: 'impossible' } },
    { given: 1e300, want: { kind: 'impossible' } },
  ])('$given is $want.kind $want.value', ({ given, want }) => {
    expect(readYuan(given)).toEqual(want);
  });

  test('a number and its text are the same amount', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e10, max: 1e10 }), (fen) => {
        const yuan = fen / 100;
        expect([readYuan(yuan), readYuan(yuan.toFixed(2))]).toEqual([stated(fen), stated(fen)]);
      }),
    );
  });
});

test('sums of fen do not drift', () => {
  expect(sumOf(Array.from({ length: 1000 }, () => fenOf(0.1)))).toBe(10000);
  expect(yuanOf(sumOf([]))).toBe(0);
});
