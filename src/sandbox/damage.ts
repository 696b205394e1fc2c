// Broken rows, as `--faults …:badrecord` and the rare broken twin put them on the wire: a copy of a good row under
// another key, spoiled beyond doubt. The good row is always still to be had.

import { isIdNumber } from './city/identity-numbers.ts';
import { asJsonNumber, type Row } from './quirks.ts';
import type { Dice } from './random.ts';

export interface Anatomy {
  readonly key: string;
  readonly idNumber: string;
  /** A date that may be made impossible; none in rows without dates. */
  readonly date?: string;
}

/** The row's copy under a key of its own, its identity number a JSON number; undefined where the number ends in X. */
export const brokenTwin = (row: Row, { key, idNumber }: Anatomy, id: string): Row | undefined => {
  const number = asJsonNumber(id);
  return number === undefined ? undefined : { ...row, [key]: `${String(row[key])}9`, [idNumber]: number };
};

const without = (row: Row, field: string): Row => {
  const { [field]: _dropped, ...rest } = row;
  return rest;
};

const impossible = (value: unknown): string => (String(value).includes('-') ? '2026-02-30 25:61:00' : '20260231');

/** A copy of the row that no reader can accept. */
export const damaged = (row: Row, anatomy: Anatomy, dice: Dice): Row => {
  const { key, idNumber, date } = anatomy;
  const copy = { ...row, [key]: `${String(row[key])}0` };
  const id = row[idNumber];
  const way = dice.whole({ from: 0, to: 2 });
  if (way === 0 && typeof id === 'string' && isIdNumber(id)) {
    const number = asJsonNumber(id);
    if (number !== undefined) return { ...copy, [idNumber]: number };
  }
  return way === 1 && date !== undefined ? { ...copy, [date]: impossible(row[date]) } : without(copy, key);
};

/** The rows and, while there is room below `limit`, damaged copies of every seventh; good rows give way to none. */
export const withDamagedCopies = (rows: readonly Row[], anatomy: Anatomy, dice: Dice, limit: number): Row[] => {
  const copies = rows.filter((_, at) => at % 7 === 0).slice(0, Math.max(0, limit - rows.length));
  return [...copies.map((row) => damaged(row, anatomy, dice)), ...rows];
};
