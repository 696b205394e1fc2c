/** Words that are kept and shown again, years later and in any terminal: they say something, name nobody by a number, and command no terminal. */

/** Of a reason. */
export const LONGEST_WORDS = 2_000;

/** Control characters, and those that turn the direction of writing or cannot be seen. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
/** A mobile has eleven digits, an identity number fifteen, or seventeen and a digit or X; either may be written in groups. */
const LONG_NUMBER = /\p{Nd}{11}|(?<!\d)(?:\d{3}[ -]\d{4}[ -]\d{4}|\d{6}[ -]\d{8}[ -]\d{3}[\dX])(?!\d)/iu;

/** What is the matter with them, to be said after what they are; null: nothing. */
export const faultOfWords = (words: string): string | null => {
  if (words.trim() === '') return 'says nothing';
  if (words.length > LONGEST_WORDS) return `is longer than ${LONGEST_WORDS} characters`;
  if (UNSEEN.test(words)) return 'holds a control character, or a line break: write it in one line';
  return LONG_NUMBER.test(words.normalize('NFKC'))
    ? 'holds a number as long as a mobile or an identity number: no person may be named'
    : null;
};
