import { expect, test } from 'vitest';
import { assistanceRecipientOf, hardshipCategoryOf } from '../../../connectors/social-security/categories.ts';
import { disabilityGradeOf } from '../../../connectors/social-security/codes.ts';

test.each([
  ['低保', 'dibao'],
  [' 城乡 最低生活保障对象', 'dibao'],
  ['特困供养人员', 'tekun'],
  ['低保边缘家庭', 'dibao-marginal'],
  ['刚性支出困难家庭', 'rigid-expense'],
  ['低收入家庭', 'unknown'],
  ['', 'unknown'],
  [null, 'unknown'],
  ['constructor', 'unknown'],
])('the hardship label %j means %s', (label, want) => {
  expect(hardshipCategoryOf(label)).toBe(want);
});

test('a negated label never means its opposite', () => {
  const flagged = (label: string) => assistanceRecipientOf({ code: '1', label });
  for (const word of ['低保', '低保对象', '最低生活保障对象']) {
    expect(flagged(word)).toBe('yes');
    expect(flagged(`非${word}`)).toBe('no');
    expect(hardshipCategoryOf(`非${word}`)).toBe('unknown');
  }
});

test.each([
  ['一级', 1],
  ['七级', 7],
  ['十级', 10],
  ['伤残七级', 7],
  ['７级', 7],
  ['10级伤残', 10],
  ['十一级', null],
  ['0级', null],
  ['未达等级', null],
  [null, null],
])('the disability label %j is grade %s', (label, want) => {
  expect(disabilityGradeOf(label)).toBe(want);
});
