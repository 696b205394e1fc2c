import { expect, test } from 'vitest';
import { looselySimplified, pinyinOf, simplified } from '../../src/domain/chinese-script.ts';

test.each([
  { given: '張偉', want: '张伟', why: 'traditional characters' },
  { given: '呂國華', want: '吕国华', why: 'every one of them' },
  { given: '王峯', want: '王峰', why: 'a variant the converter knows' },
  { given: '髙桜𠮷', want: '高桜吉', why: 'variants of the register; other scripts stay' },
  { given: '張乾', want: '张乾', why: '乾 is a standard character beside 干' },
  { given: '於昇', want: '於昇', why: 'names restored in 2013' },
  { given: '喆哲', want: '喆哲', why: 'two characters, two people' },
  { given: '後后', want: '后后', why: 'characters are converted one by one, not as words' },
  { given: 'Zhang 3', want: 'Zhang 3', why: 'nothing to convert' },
])('$given is written $want: $why', ({ given, want }) => {
  expect(simplified(given)).toBe(want);
});

test('taken loosely, a character that may be a traditional form is one', () => {
  expect([looselySimplified('张乾'), looselySimplified('李昇')]).toEqual(['张干', '李升']);
});

test.each([
  { given: '单雄信', want: ['SHAN', 'XIONG', 'XIN'] },
  { given: '仇英', want: ['QIU', 'YING'] },
  { given: '吕布', want: ['LV', 'BU'] },
  { given: '欧阳修', want: ['OU', 'YANG', 'XIU'] },
])('$given sounds $want, its first character read as a surname', ({ given, want }) => {
  expect(pinyinOf(given)).toEqual(want);
});
