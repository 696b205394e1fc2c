/**
 * Citizen identity numbers (GB 11643) and the permits that share their form. Parsed once, at the edge: what is an `IdNumber` has
 * 18 characters, a real birth date and a correct check character, so nothing inside has to ask again.
 */
import { type Day, isCompactDay, parseCompactDay } from './period.ts';

declare const idNumber: unique symbol;
export type IdNumber = string & { readonly [idNumber]: true };

/** The three kinds the roster names (`interfaces.md` §4). */
export type IdType = 'resident-id' | 'hmt-residence-permit' | 'foreign-pr';

/** `number-type`: arrived as a JSON number and has already lost digits; never coerced. */
export type IdNumberFault = 'absent' | 'number-type' | 'not-text' | 'wrong-form' | 'no-such-date' | 'wrong-check-character';
export type ParsedIdNumber = { readonly ok: true; readonly value: IdNumber } | { readonly ok: false; readonly fault: IdNumberFault };

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK_CHARACTERS = '10X98765432';
const DIGIT_ZERO = 48;
const CENTENARIAN_SEQUENCES = new Set(['996', '997', '998', '999']);

/** Of the first 17 digits of a text that begins with them. */
const checkCharacterOf = (text: string): string => {
  let sum = 0;
  let index = 0;
  // Of every row of every page: without a pair for each digit.
  for (const weight of WEIGHTS) {
    sum += weight * (text.charCodeAt(index) - DIGIT_ZERO);
    index += 1;
  }
  return CHECK_CHARACTERS.charAt(sum % 11);
};

/** Full-width digits and letters, spaces anywhere and a lower-case x are only ways of writing (`interfaces.md`, "Common to all"). */
const written = (stated: string): string => stated.normalize('NFKC').replace(/\s+/gu, '').toUpperCase();
const AS_A_RULE = /^\d{17}[\dX]$/;

/** The 15-digit form of before 1999: two-digit year, no check character (`domain.md` §5.1). */
const lengthened = (fifteen: string): string => {
  const century = CENTENARIAN_SEQUENCES.has(fifteen.slice(12)) ? '18' : '19';
  const first17 = fifteen.slice(0, 6) + century + fifteen.slice(6);
  return first17 + checkCharacterOf(first17);
};

const isForeignPermanentResident = (id: string): boolean => id.startsWith('9');

const birthDigitsOf = (id: string): string => id.slice(6, 14);

/**
 * Reads an identity number as an authority may write it. Old 15-digit numbers become their 18-character form.
 * Unknown region codes pass: regions retire, people do not (`domain.md` §5.1).
 */
export const parseIdNumber = (stated: unknown): ParsedIdNumber => {
  if (stated === undefined || stated === null) return { ok: false, fault: 'absent' };
  if (typeof stated === 'number') return { ok: false, fault: 'number-type' };
  if (typeof stated !== 'string') return { ok: false, fault: 'not-text' };
  if (AS_A_RULE.test(stated)) return checked(stated);
  const text = written(stated);
  if (text === '') return { ok: false, fault: 'absent' };
  const long = /^\d{15}$/.test(text) ? lengthened(text) : text;
  return AS_A_RULE.test(long) ? checked(long) : { ok: false, fault: 'wrong-form' };
};

const checked = (long: string): ParsedIdNumber => {
  if (!isCompactDay(birthDigitsOf(long))) return { ok: false, fault: 'no-such-date' };
  if (checkCharacterOf(long) !== long[17]) return { ok: false, fault: 'wrong-check-character' };
  return { ok: true, value: long as IdNumber };
};

/**
 * Which of these people a number may have been before it was sent as a JSON number and lost its last digits. Enough to know who is not
 * to be taken for absent; never enough to say whose record it is.
 */
export const asRounded = (stated: unknown, people: readonly IdNumber[]): readonly IdNumber[] =>
  typeof stated === 'number' ? people.filter((id) => Number(id) === stated || Number(shortened(id)) === stated) : [];

const shortened = (id: IdNumber): string => id.slice(0, 6) + id.slice(8, 17);

/** 81/82/83 are residence permits of Hong Kong, Macau and Taiwan residents, 9 the permanent-resident card of 2023. */
export const idTypeOf = (id: IdNumber): IdType => {
  if (isForeignPermanentResident(id)) return 'foreign-pr';
  return /^8[123]0000/.test(id) ? 'hmt-residence-permit' : 'resident-id';
};

export const birthDateOf = (id: IdNumber): Day => {
  const day = parseCompactDay(birthDigitsOf(id));
  if (day === null) throw new TypeError('an IdNumber always holds a birth date');
  return day;
};

/** The 17th digit: odd for men, even for women. */
export const sexOf = (id: IdNumber): 'male' | 'female' => (Number(id[16]) % 2 === 1 ? 'male' : 'female');
