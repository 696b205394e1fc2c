import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareNames, normaliseName } from '../../src/domain/person-name.ts';

const SURNAMES = [...'王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗单仇查区', '欧阳', '司马', '上官'];
const GIVEN = [...'伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂华建国文辉玲峰宇浩哲喆'];
const names = fc
  .record({ surname: fc.constantFrom(...SURNAMES), given: fc.array(fc.constantFrom(...GIVEN), { minLength: 1, maxLength: 2 }) })
  .map(({ surname, given }) => surname + given.join(''));
/** Anything that may stand where a name belongs. */
const anyText = fc.oneof(
  names,
  fc.string({ unit: fc.constantFrom(...String.raw`张三·-/\^$.*+?()[]{}|□ aB,`) }),
  fc.string(),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('', '张*三', '张**', '□', 'John Smith', 'SMITH, JOHN', '阿依古丽·买买提', '張偉'),
);

describe('the same name in another spelling is equal', () => {
  test.each([
    { a: '张三', b: '张三', why: 'as written' },
    { a: '张三', b: ' 张　三 ', why: 'spaces, also full-width ones' },
    { a: '欧阳修', b: '歐陽修', why: 'traditional characters' },
    { a: '吕青', b: '呂靑', why: 'printed forms of one character' },
    { a: '王峰', b: '王峯', why: 'a registered variant' },
    { a: '吉三', b: '𠮷三', why: 'a registered variant outside the first plane' },
    { a: '张乾', b: '張乾', why: '乾 is its own simplified form' },
    { a: '阿卜杜拉·买买提', b: '阿卜杜拉•买买提', why: 'a bullet for the dot' },
    { a: '阿卜杜拉·买买提', b: '阿卜杜拉．买买提', why: 'a full-width stop for the dot' },
    { a: '阿卜杜拉・买买提', b: '阿卜杜拉 ‧ 买买提', why: 'two more dots, and spaces around one' },
    { a: '阿卜杜拉·买买提', b: '阿卜杜拉\uA78F买买提', why: 'a sinological dot' },
    { a: '阿卜杜拉·买买提', b: '阿卜杜拉\u2E31买买提', why: 'a dot that parts words' },
    { a: '阿卜杜拉·买买提', b: '阿卜杜拉\u16EB买买提', why: 'a runic dot' },
    { a: '李Ａ', b: '李a', why: 'width and case of letters' },
    { a: '张\u200b三', b: '张三', why: 'a zero-width space' },
    { a: '葛\u{e0100}三', b: '葛三', why: 'a variation selector' },
    { a: 'José Muñoz', b: 'JOSE MUNOZ', why: 'accents, which travel documents leave out' },
    { a: 'Jean-Pierre', b: 'JEAN PIERRE', why: 'a hyphen' },
  ])('$a and $b: $why', ({ a, b }) => {
    expect(compareNames(a, b)).toBe('equal');
  });
});

describe('what may be the same name, and does not prove it, is similar', () => {
  test.each([
    { a: '张喆', b: '张哲', why: 'homophones are two people' },
    { a: '张伟', b: '章炜', why: 'the whole name heard on the phone' },
    { a: '单雄信', b: '善雄信', why: '单 is Shan as a surname' },
    { a: '李昇', b: '李升', why: '昇 is a character of its own since 2013' },
    { a: '张乾', b: '张干', why: '乾 may be the traditional 干' },
    { a: '阿卜杜拉·买买提', b: '阿卜杜拉买买提', why: 'the dot was dropped' },
    ...['_', '-', '—', '。', ',', '，', '、'].map((mark) => ({
      a: '阿依古丽·卡德尔',
      b: `阿依古丽${mark}卡德尔`,
      why: 'what a phone types for the dot',
    })),
    { a: '阿依古丽_卡德尔', b: '阿依古丽，卡德尔', why: 'two of these' },
    { a: '阿依古丽_卡德尔', b: '阿依古丽卡德尔', why: 'one of these, and none' },
    { a: '阿依古丽_卡德尔', b: 'AYIGULI KADEER', why: 'one of these, and pinyin' },
    { a: '张䶮', b: '张?', why: 'a rare character that could not be written' },
    { a: '张䶮', b: '张??', why: 'the same, written as two bytes' },
    { a: '张䶮', b: '张\ue863', why: 'the same, in a private-use code' },
    { a: '张□三', b: '张䶮三', why: 'the same, as a box' },
    { a: '张*三', b: '张小三', why: 'masked' },
    { a: '张*', b: '张三', why: 'masked by half' },
    { a: 'John Smith', b: 'SMITH, John', why: 'family name first' },
    { a: 'John Paul Smith', b: 'Smith John', why: 'a middle name left out' },
    { a: 'Anna Maria Silva', b: 'ANNAMARIA SILVA', why: 'words run together' },
    { a: '张三', b: 'ZHANG SAN', why: 'spelled in pinyin' },
    { a: '张三', b: 'San Zhang', why: 'spelled in pinyin, family name last' },
    { a: '吕布', b: 'LYU BU', why: 'ü as passports spell it' },
  ])('$a and $b: $why', ({ a, b }) => {
    expect(compareNames(a, b)).toBe('similar');
  });
});

test.each([
  { a: '张伟', b: '李伟', why: 'another surname' },
  { a: '张伟', b: '张强', why: 'another given name' },
  { a: '张', b: '张三', why: 'a part of a name is another name' },
  { a: '张*', b: '李三', why: 'what a mask shows can contradict' },
  { a: '张?', b: '张小三', why: 'one unwritable character is not two' },
  { a: '张-*', b: '李三', why: 'what a mask shows can contradict' },
  { a: '张.*', b: '李三', why: 'a pattern of ours is not a pattern of theirs' },
  { a: '阿依古丽_卡德尔', b: '阿依古丽_买买提', why: 'what a phone types for the dot says nothing' },
  { a: 'John_Smith', b: 'John, Miller', why: 'nor in Latin letters' },
  { a: 'John Smith', b: 'John Miller', why: 'one common word is too little' },
  { a: 'John', b: 'John Smith', why: 'one common word is too little' },
  { a: '张三', b: 'Wang Wu', why: 'another name in pinyin' },
])('$a and $b are different: $why', ({ a, b }) => {
  expect(compareNames(a, b)).toBe('different');
});

test.each([
  { a: '', b: '张三', why: 'nothing is stated' },
  { a: '　·', b: '张三', why: 'nothing but marks is stated' },
  { a: '***', b: '张三', why: 'all is hidden' },
  { a: '张**', b: '张小三', why: 'more is hidden than shown' },
  { a: '张*三', b: '张*三', why: 'what both hide nobody can compare' },
])('$a and $b cannot be compared: $why', ({ a, b }) => {
  expect(compareNames(a, b)).toBe('not-stated');
});

describe('whatever two names are', () => {
  test('the order of comparison does not matter', () => {
    fc.assert(
      fc.property(anyText, anyText, (a, b) => {
        expect(compareNames(a, b)).toBe(compareNames(b, a));
      }),
      { numRuns: 2000 },
    );
  });

  test('a name is equal to itself', () => {
    fc.assert(
      fc.property(names, (name) => {
        expect(compareNames(name, name)).toBe('equal');
      }),
    );
  });

  test('names that only sound the same are never equal', () => {
    const homophones = fc.constantFrom(['喆', '哲'], ['伟', '炜'], ['昇', '升'], ['静', '靖'], ['芳', '方'], ['甯', '宁'], ['堃', '坤'], [
      '淼',
      '渺',
    ] as const);
    fc.assert(
      fc.property(fc.constantFrom(...SURNAMES), homophones, fc.constantFrom('', ...GIVEN), (surname, [one, other], rest) => {
        expect(compareNames(surname + one + rest, surname + other + rest)).toBe('similar');
      }),
    );
  });

  test('normalising twice changes nothing more', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const once = normaliseName(text);
        expect(normaliseName(once)).toBe(once);
      }),
      { numRuns: 2000 },
    );
  });

  test('equal means the same normalised name, and the reverse unless something is hidden', () => {
    fc.assert(
      fc.property(anyText, anyText, (a, b) => {
        const grade = compareNames(a, b);
        const isSame = normaliseName(a) === normaliseName(b);
        expect(grade === 'equal' ? isSame : !isSame || grade === 'not-stated').toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  test('every spelling a counterpart may use of a name is equal to it', () => {
    const spelling = fc.constantFrom(
      (name: string) => ` ${name} `,
      (name: string) => [...name].join('　'),
      (name: string) =>
        name.replaceAll('张', '張').replaceAll('陈', '陳').replaceAll('国', '國').replaceAll('华', '華').replaceAll('伟', '偉'),
      (name: string) => name.normalize('NFD'),
    );
    fc.assert(
      fc.property(names, spelling, (name, spell) => {
        expect(compareNames(name, spell(name))).toBe('equal');
      }),
    );
  });
});
