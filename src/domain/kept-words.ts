/** Words that are kept and shown again, years later and in any terminal: they say something, name nobody by a number, and command no terminal. */

import { parseIdNumber } from './id-number.ts';

/** Of a reason. */
export const LONGEST_WORDS = 2_000;

/** Control characters, and those that turn the direction of writing or cannot be seen. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
/** A mobile has eleven digits, an identity number fifteen, or seventeen and a digit or X. */
const LONG_NUMBER = /\p{Nd}{11}/u;

/** What is the matter with them, to be said after what they are; null: nothing. */
export const faultOfWords = (words: string): string | null => {
  if (words.trim() === '') return 'says nothing';
  if (words.length > LONGEST_WORDS) return `is longer than ${LONGEST_WORDS} characters`;
  if (UNSEEN.test(words)) return 'holds a control character, or a line break: write it in one line';
  const text = words.normalize('NFKC');
  return LONG_NUMBER.test(text) || holdsNumberInGroups(text)
    ? 'holds a number as long as a mobile or an identity number: no person may be named'
    : null;
};

/** What stands between groups of digits: spaces, dashes, middle dots. A comma or a full stop is an amount's, and parts two numbers. */
const JOINT = String.raw`[\s\p{Pd}\u2212·•‧∙⋅・]{1,3}`;
const RUN = new RegExp(String.raw`\d+X?(?:${JOINT}(?:\d+X?|X))*`, 'giu');
const GROUP = /\d+X?|X/giu;
/** A date or a month: no mobile has a group of it, and no number begins in its midst. */
const DATE = /(?<!\d)(?:19|20)\d{2}\p{Pd}(?:0?[1-9]|1[0-2])(?:\p{Pd}(?:0?[1-9]|[12]\d|3[01]))?(?!\d)/gu;

const holdsNumberInGroups = (text: string): boolean =>
  stretchesIn(text).some(isIdentityNumber) || stretchesIn(text.replace(DATE, '/')).some(isMobile);

/** Of digits; the last of an identity number may be an X. */
type Groups = readonly string[];

const LONGEST_NUMBER = 18;

/** Groups that follow one another and are together no longer than any number; none begins in the middle of a date. */
const stretchesIn = (text: string): readonly Groups[] => {
  const dates = [...text.matchAll(DATE)].map(({ 0: date, index }) => ({ from: index, to: index + date.length }));
  const isInDate = (at: number): boolean => dates.some(({ from, to }) => from < at && at < to);
  return [...text.matchAll(RUN)].flatMap(({ 0: run, index: start }) => {
    const all = [...run.matchAll(GROUP)];
    return all.flatMap(({ index }, from) =>
      isInDate(start + index) ? [] : beginningsOf(all.slice(from, from + LONGEST_NUMBER).map(([group]) => group)),
    );
  });
};

const beginningsOf = (groups: Groups): readonly Groups[] =>
  groups.map((_, last) => groups.slice(0, last + 1)).filter((some) => some.join('').length <= LONGEST_NUMBER);

/** In whatever groups it is written; any other telephone only as 020-8366-1234. */
const isMobile = (groups: Groups): boolean => /^1\d{10}X?$/i.test(groups.join('')) || /^\d{3} \d{4} \d{4}X?$/i.test(groups.join(' '));

/** As they are grouped as a rule, whatever they say; in any other groups only one that there may be, of no district that is a year. */
const isIdentityNumber = (groups: Groups): boolean =>
  /^(?:\d{6} ?\d{4} ?\d{4} ?\d{3} ?[\dX]|\d{6} ?\d{6} ?\d{3}X?)$/i.test(groups.join(' ')) ||
  (/^(?!19|20)[1-9]\d{5}(?:18|19|20).{10}$/.test(groups.join('')) && parseIdNumber(groups.join('')).ok);
