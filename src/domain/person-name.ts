/**
 * Names of people as different registers write them. *Equal* is the same name in another spelling; *similar* may be the same name and never proves
 * it; *different* is another name. A name that states nothing contradicts nobody.
 */
import { looselySimplified, pinyinOf, simplified } from './chinese-script.ts';
import type { Grade } from './grade.ts';

/** Zero-width characters and variation selectors: they choose a glyph, not a character. */
const INVISIBLE = /[\p{Cf}\p{Variation_Selector}]/gu;
const HAN = /\p{Script=Han}/u;
/** Every dot that has stood between the parts of a minority name. */
const MIDDLE_DOTS = /[·•‧∙⋅●・.\uA78F\u2E31\u16EB]+/gu;
const OUTER_DOTS = /^·|·$/gu;
/** A rare character that a system could not write: a question mark, an empty box, a private-use code point. */
const UNWRITABLE = String.raw`?□〇◇\u{FFFD}\p{Co}`;
/** Characters withheld on purpose, as in 张*三. */
const MASKED = '*○×';
const HIDDEN = new RegExp(`[${UNWRITABLE}${MASKED}]`, 'u');
const HIDDEN_RUN = new RegExp(`[${UNWRITABLE}]+|[${MASKED}]+`, 'gu');
const NOT_OF_A_WORD = new RegExp(`[^\\p{L}\\p{N}${UNWRITABLE}${MASKED}]+`, 'gu');
/** Plain Chinese characters and nothing else: two equal texts of this kind need no further look. */
const ORDINARY = /^[\u4E00-\u9FFF]+$/u;

const chineseName = (text: string): string =>
  text.toUpperCase().replace(/\s+/gu, '').replace(MIDDLE_DOTS, '·').replace(OUTER_DOTS, '').normalize('NFKC');

/** Travel documents are written without accents and in capitals, so both say nothing. */
const alphabeticName = (text: string): string =>
  text.normalize('NFKD').replace(/\p{M}/gu, '').toUpperCase().normalize('NFKC').replace(NOT_OF_A_WORD, ' ').trim();

const written = (stated: string): string => {
  const text = stated.normalize('NFKC').replace(INVISIBLE, '');
  return HAN.test(text) ? chineseName(text) : alphabeticName(text);
};

/**
 * One writing for all writings of a name: width, spaces, dots, case, accents, traditional and variant characters. Two names are *equal* exactly
 * when their normalised forms are and nothing in them is hidden (张*三). Empty: nothing is stated.
 */
export const normaliseName = (stated: string): string => {
  const text = written(stated);
  return HAN.test(text) ? simplified(text) : text;
};

/** Something is stated, and none of it is masked or unwritable. */
export const isWhole = (stated: string): boolean => {
  const name = normaliseName(stated);
  return name !== '' && !HIDDEN.test(name);
};

/** What parts the words of a name, and what is typed on a phone for the dot between the parts of a minority name. */
const SEPARATORS = /[\s·_,、。\p{Pd}]/gu;
const lettersOnly = (name: string): string => name.replace(SEPARATORS, '');
const sameWithoutSeparators = (a: string, b: string): boolean => lettersOnly(a) === lettersOnly(b);
const sameIfLooselySimplified = (a: string, b: string): boolean =>
  HAN.test(a) && HAN.test(b) && looselySimplified(a) === looselySimplified(b);

/** Weak: 张伟 and 章炜 are two people. But it is how a name heard on the phone is written. */
const soundTheSame = (a: string, b: string): boolean => HAN.test(a) && HAN.test(b) && pinyinOf(a).join(' ') === pinyinOf(b).join(' ');

/** Foreigners: the family name first or last, a middle name left out. One common word is too little. */
const sameWordsInAnyOrder = (a: string, b: string): boolean => {
  const [left, right] = [new Set(a.split(' ')), new Set(b.split(' '))];
  return !HAN.test(a + b) && Math.min(left.size, right.size) > 1 && (left.isSubsetOf(right) || right.isSubsetOf(left));
};

/** Passports write lü as LYU, ticket systems as LV or LU. */
const withoutUmlaut = (letters: string): string => letters.replace(/([LN])(?:V|YU)/gu, '$1U');

/** 张三 as ZHANG SAN or SAN ZHANG. */
const spelledInPinyin = (a: string, b: string): boolean => {
  if (HAN.test(a) === HAN.test(b)) return false;
  const [chinese, alphabetic] = HAN.test(a) ? [a, b] : [b, a];
  const words = alphabetic.split(' ');
  const orders = [words, [...words.slice(-1), ...words.slice(0, -1)]].map((order) => withoutUmlaut(order.join('')));
  return orders.includes(withoutUmlaut(pinyinOf(lettersOnly(chinese)).join('')));
};

const LIKENESSES = [sameWithoutSeparators, sameIfLooselySimplified, sameWordsInAnyOrder, soundTheSame, spelledInPinyin];

const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/gu, String.raw`\$&`);

/** Systems write one unwritable character as one or two marks, and mask any number by one star. */
const patternOf = (run: string): string => (new RegExp(`[${MASKED}]`, 'u').test(run) ? '.+' : `.{1,${[...run].length}}`);

const fits = (withHidden: string, whole: string): boolean => {
  const shown = withHidden.split(HIDDEN_RUN).map(literal);
  const hidden = (withHidden.match(HIDDEN_RUN) ?? []).map(patternOf);
  return new RegExp(`^${shown.map((part, index) => part + (hidden[index] ?? '')).join('')}$`, 'u').test(whole);
};

/** What is shown can contradict. It can agree only where more is shown than hidden, and never to the point of being equal. */
const compareWithHidden = (withHidden: string, whole: string): Grade => {
  if (!fits(withHidden, whole)) return 'different';
  const shown = [...withHidden.replace(HIDDEN_RUN, '')].length;
  return shown * 2 >= [...whole].length ? 'similar' : 'not-stated';
};

const statesNothing = (name: string): boolean => name.replace(HIDDEN_RUN, '') === '';

/** Compares two statements of a person's name, in either order. Homophones and masked names are at most similar (`domain.md` §5.3). */
export const compareNames = (a: string, b: string): Grade => {
  if (a === b && ORDINARY.test(a)) return 'equal';
  const [left, right] = [normaliseName(a), normaliseName(b)];
  if (statesNothing(left) || statesNothing(right)) return 'not-stated';
  const [leftHides, rightHides] = [HIDDEN.test(left), HIDDEN.test(right)];
  if (leftHides && rightHides) return 'not-stated';
  if (leftHides) return compareWithHidden(left, right);
  if (rightHides) return compareWithHidden(right, left);
  if (left === right) return 'equal';
  return LIKENESSES.some((alike) => alike(left, right)) ? 'similar' : 'different';
};
