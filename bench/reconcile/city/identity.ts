/**
 * Identity numbers that lead back to whom they belong to: the counterparts look nobody up in a table, however large the city. County codes were
 * never assigned, as in the sandbox, so that no number is anybody's.
 */
import { compactDay, type Day, dayOf } from '../../../src/sandbox/shanghai-time.ts';

const COUNTIES = ['440398', '440399', '430198', '420198', '360198', '452298', '510198', '410198'];
const FIRST_BIRTH: Day = dayOf(1968, 1, 1);
const DAYS = 11_900;
const ORDERS = 990;
const NUMBERS = COUNTIES.length * DAYS * ORDERS;
/** Coprime to the numbers there are, and so that neighbours share nothing. */
const STEP = 40_000_003;

const inverseOf = (step: number): number => {
  let [remainder, next, factor, nextFactor] = [NUMBERS, step, 0, 1];
  while (next !== 0) {
    const quotient = Math.floor(remainder / next);
    [remainder, next] = [next, remainder - quotient * next];
    [factor, nextFactor] = [nextFactor, factor - quotient * nextFactor];
  }
  if (remainder !== 1) throw new RangeError('the step has to be coprime to the numbers there are');
  return (factor + NUMBERS) % NUMBERS;
};
const BACK = inverseOf(STEP);

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const checked = (seventeen: string): string => {
  let sum = 0;
  for (let at = 0; at < 17; at += 1) sum += (WEIGHTS[at] ?? 0) * (seventeen.charCodeAt(at) - 48);
  return seventeen + '10X98765432'.charAt(sum % 11);
};

/** `yyyyMMdd` of every birthday there is. */
const BIRTHDAYS = Array.from({ length: DAYS }, (_, at) => compactDay(FIRST_BIRTH + at));

export interface Identity {
  readonly idNumber: string;
  /** `yyyyMMdd` */
  readonly birth: string;
  readonly isMale: boolean;
}

/** Of the person with this ordinal, which is less than ninety million. */
export const identityOf = (ordinal: number): Identity => {
  const place = (ordinal * STEP) % NUMBERS;
  const order = place % ORDERS;
  const birth = BIRTHDAYS[Math.floor(place / ORDERS) % DAYS] ?? '';
  const county = COUNTIES[Math.floor(place / ORDERS / DAYS)] ?? '';
  return { idNumber: checked(`${county}${birth}${String(order).padStart(3, '0')}`), birth, isMale: order % 2 === 1 };
};

/** The ordinal; -1 where no number of ours is written so. */
export const ordinalOf = (idNumber: string): number => {
  const county = COUNTIES.indexOf(idNumber.slice(0, 6));
  const birth = idNumber.slice(6, 14);
  const day = dayOf(Number(birth.slice(0, 4)), Number(birth.slice(4, 6)), Number(birth.slice(6))) - FIRST_BIRTH;
  const order = Number(idNumber.slice(14, 17));
  if (county < 0 || !(day >= 0 && day < DAYS) || !(order < ORDERS)) return -1;
  return (((county * DAYS + day) * ORDERS + order) * BACK) % NUMBERS;
};
