// Identity numbers (GB 11643, domain.md §5.1) and enterprise codes (GB 32100). Resident numbers bear county codes that
// were never assigned and the others order numbers nobody reaches, so that none of them belongs to anyone.

import type { Dice } from '../random.ts';
import { compactDay, type Day } from '../shanghai-time.ts';

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const UNASSIGNED_COUNTIES = ['440398', '440399', '430198', '420198', '360198', '452298', '510198', '410198'];
const HMT_PREFIXES = ['810000', '820000', '830000'];
const FOREIGN_COUNTRIES = ['392', '410', '840', '250', '608'];

export type IdType = 'resident-id' | 'hmt-residence-permit' | 'foreign-pr';

const checkCharacter = (seventeen: string): string => {
  const sum = WEIGHTS.reduce((total, weight, at) => total + weight * Number(seventeen[at]), 0);
  return '10X98765432'.charAt(sum % 11);
};

const completed = (seventeen: string): string => seventeen + checkCharacter(seventeen);

export const isIdNumber = (text: string): boolean => /^\d{17}[\dX]$/.test(text) && checkCharacter(text.slice(0, 17)) === text.charAt(17);

export interface Bearer {
  readonly idType: IdType;
  readonly birth: Day;
  readonly male: boolean;
  /** The first six, where not any will do. */
  readonly prefix?: string;
}

/** A new number; the last digit of the order number is odd for men. The caller sees to it that no two are alike. */
export const issueIdNumber = (dice: Dice, { idType, birth, male, prefix }: Bearer): string => {
  const sexed = (order: number): string => String(order - (order % 2) + (male ? 1 : 0)).padStart(3, '0');
  if (idType === 'hmt-residence-permit') {
    return completed((prefix ?? dice.pick(HMT_PREFIXES)) + compactDay(birth) + sexed(dice.whole({ from: 990, to: 995 })));
  }
  if (idType === 'foreign-pr') {
    return completed(`944${dice.pick(FOREIGN_COUNTRIES)}${compactDay(birth)}${sexed(dice.whole({ from: 990, to: 995 }))}`);
  }
  return completed(dice.pick(UNASSIGNED_COUNTIES) + compactDay(birth) + sexed(dice.whole({ from: 2, to: 995 })));
};

const halfWidth = (text: string): string => text.replace(/[！-～]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0));

/** The number a caller means: half-width, trimmed, upper-case, eighteen digits. */
export const canonicalIdNumber = (text: string): string => {
  const plain = halfWidth(text).trim().toUpperCase();
  return /^\d{15}$/.test(plain) ? completed(`${plain.slice(0, 6)}19${plain.slice(6)}`) : plain;
};

/** The old fifteen-digit form; undefined for people born outside the 1900s and for other documents. */
export const fifteenDigits = (idNumber: string): string | undefined =>
  idNumber.slice(6, 8) === '19' && !/^[89]/.test(idNumber) ? idNumber.slice(0, 6) + idNumber.slice(8, 17) : undefined;

const USCC_ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const USCC_WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

/** A unified social credit code from a company's ordinal, registered in a county that does not exist. */
export const issueUscc = (ordinal: number): string => {
  const body = `91440399MA5${String(ordinal).padStart(6, '0')}`;
  const sum = USCC_WEIGHTS.reduce((total, weight, at) => total + weight * USCC_ALPHABET.indexOf(body.charAt(at)), 0);
  return body + USCC_ALPHABET.charAt((31 - (sum % 31)) % 31);
};
