import { describe, expect, it } from 'vitest';
import { reasonCodeOf } from '../../src/domain/reason-code.ts';

describe('why an application was refused', () => {
  it.each([
    { stated: null, kept: null },
    { stated: 'income-above-line', kept: 'income-above-line' },
    { stated: 'R2026112601', kept: 'R2026112601' },
    { stated: '申请人收入超标', kept: 'not-a-code' },
    { stated: '13800138000', kept: 'not-a-code' },
    { stated: '11010119900101123X', kept: 'not-a-code' },
    { stated: 'no-13800138000', kept: 'not-a-code' },
    { stated: '', kept: 'not-a-code' },
  ])('$stated is kept as $kept', ({ stated, kept }) => {
    expect(reasonCodeOf(stated)).toBe(kept);
  });
});
