// The liberties interfaces.md allows a counterpart on the wire, each drawn from the row's own dice, so that a row looks
// the same on whichever page and at whichever hour it is read.

import { fifteenDigits } from './city/identity-numbers.ts';
import type { Dice } from './random.ts';
import { QUIRK_RATES } from './rates.ts';
import { compactDay, compactMonth, compactStamp, type Day, type Month, monthOf, type Second } from './shanghai-time.ts';
import type { Tally } from './tally.ts';

export type Row = Record<string, unknown>;
export type KeyCase = 'upper' | 'lower' | 'mixed';

const UNKNOWN_FIELDS = ['EXTEND1', 'SYNC_SIGN', 'CREAT_TIME'];

const fullWidth = (text: string): string => text.replace(/[\dX]/g, (plain) => String.fromCharCode(plain.charCodeAt(0) + 0xfee0));

/** Puts values on the wire the way real systems do, and counts what it did. */
export class Quirks {
  readonly #tally: Tally;

  constructor(tally: Tally) {
    this.#tally = tally;
  }

  #happens(dice: Dice, name: keyof typeof QUIRK_RATES): boolean {
    const happens = dice.chance(QUIRK_RATES[name]);
    if (happens) this.#tally.quirk(name);
    return happens;
  }

  idNumber(dice: Dice, idNumber: string): string {
    if (idNumber.endsWith('X') && this.#happens(dice, 'lowerCaseX')) return idNumber.toLowerCase();
    const short = fifteenDigits(idNumber);
    if (short !== undefined && this.#happens(dice, 'fifteenDigits')) return short;
    if (this.#happens(dice, 'fullWidthDigits')) return fullWidth(idNumber);
    return this.#happens(dice, 'surroundingSpaces') ? ` ${idNumber} ` : idNumber;
  }

  name(dice: Dice, name: string): string {
    return name.length === 2 && this.#happens(dice, 'spacedName') ? `${name.charAt(0)}　${name.charAt(1)}` : name;
  }

  /** Yuan, as a number or as text. */
  amount(dice: Dice, yuan: number): number | string {
    return this.#happens(dice, 'amountAsText') ? yuan.toFixed(2) : yuan;
  }

  /** A code, as text or as a whole number; only for codes without a leading zero. */
  code(dice: Dice, code: string): number | string {
    return this.#happens(dice, 'codeAsNumber') ? Number(code) : code;
  }

  date(dice: Dice, day: Day): number | string {
    return this.#number(dice, this.#happens(dice, 'monthForDate') ? compactMonth(monthOf(day)) : compactDay(day));
  }

  month(dice: Dice, month: Month): number | string {
    return this.#number(dice, compactMonth(month));
  }

  stamp(dice: Dice, second: Second): number | string {
    return this.#number(dice, compactStamp(second));
  }

  #number(dice: Dice, digits: string): number | string {
    return this.#happens(dice, 'dateAsNumber') ? Number(digits) : digits;
  }

  /** Leaves a field unstated: absent, empty or null. */
  unstated(dice: Dice, row: Row, field: string): void {
    const roll = dice.next();
    if (roll < 1 / 3) row[field] = '';
    else if (roll < 2 / 3) row[field] = null;
  }

  /** An unstated date of social security: 0 as well. */
  unstatedDate(dice: Dice, row: Row, field: string): void {
    if (dice.chance(0.4)) row[field] = dice.chance(0.5) ? 0 : '0';
    else this.unstated(dice, row, field);
  }

  unknownFields(dice: Dice, row: Row): void {
    if (this.#happens(dice, 'unknownField')) row[dice.pick(UNKNOWN_FIELDS)] = '1';
  }

  /** A list of one may arrive as the object itself. */
  oneOrList(dice: Dice, list: readonly Row[]): readonly Row[] | Row {
    const [only] = list;
    return list.length === 1 && only && this.#happens(dice, 'oneForList') ? only : list;
  }

  keyCase(dice: Dice): KeyCase {
    if (this.#happens(dice, 'lowerCasePage')) return 'lower';
    return this.#happens(dice, 'mixedCasePage') ? 'mixed' : 'upper';
  }

  /** How many of the rows asked for a page holds: at least one. */
  pageLength(dice: Dice, length: number): number {
    return this.#happens(dice, 'shortPage') ? Math.max(1, Math.floor(length * dice.within({ from: 0.5, to: 0.95 }))) : length;
  }

  /** How many rows of the page before are repeated. */
  repeatedRows(dice: Dice): number {
    return this.#happens(dice, 'repeatedRows') ? dice.whole({ from: 1, to: 3 }) : 0;
  }

  happens(dice: Dice, name: 'bareDeletion' | 'absentFromBatch' | 'brokenTwin' | 'brokenTwinOfAssisted'): boolean {
    return this.#happens(dice, name);
  }
}

/** An identity number as a JSON number: its last digits are lost. Undefined where it ends in X. */
export const asJsonNumber = (idNumber: string): number | undefined => (/^\d+$/.test(idNumber) ? Number(idNumber) : undefined);

/** The row with its keys in the page's case. */
export const recased = (row: Row, keyCase: KeyCase, dice: Dice): Row => {
  if (keyCase === 'upper') return row;
  return Object.fromEntries(
    Object.entries(row).map(([key, value]) => [keyCase === 'lower' || dice.chance(0.5) ? key.toLowerCase() : key, value]),
  );
};
