/** Money in fen, as integers: sums of yuan in floating point drift, and a threshold must not. */
import type { Stated } from './period.ts';
import { plainForm } from './plain-form.ts';

declare const fen: unique symbol;
export type Fen = number & { readonly [fen]: true };

/** 1,000 yuan is `100000`. Halves round away from zero; fifteen digits, so that 1.005 is not the 1.00499… it is in binary. */
export const fenOf = (yuan: number): Fen => (Math.sign(yuan) * Math.round(Number(Math.abs(yuan * 100).toPrecision(15))) + 0) as Fen;
export const yuanOf = (amount: Fen): number => amount / 100;
export const sumOf = (amounts: readonly Fen[]): Fen => amounts.reduce((total, amount) => total + amount, 0) as Fen;

/** Databases drop the zero before a point, or what follows it (`.5`, `12.`); Java writes some numbers with an exponent (`1E+2`, `0E-8`). */
const NUMERIC = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i;

/** Beyond a million million yuan fen are no longer exact, and no person's. */
const LARGEST_YUAN = 1e12;
const amountOf = (yuan: number): Stated<Fen> =>
  Math.abs(yuan) <= LARGEST_YUAN ? { kind: 'stated', value: fenOf(yuan) } : { kind: 'impossible' };

/** An amount of yuan as the counterparts write it, a number or a numeric text (`interfaces.md`, "Common to all"); more than two decimals are rounded. */
export const readYuan = (value: unknown): Stated<Fen> => {
  if (value === undefined || value === null) return { kind: 'absent' };
  if (typeof value === 'number') return amountOf(value);
  if (typeof value !== 'string') return { kind: 'impossible' };
  const text = plainForm(value).trim().replaceAll(',', '');
  if (text === '') return { kind: 'absent' };
  return NUMERIC.test(text) ? amountOf(Number(text)) : { kind: 'impossible' };
};
