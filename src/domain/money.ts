/** Money in fen, as integers: sums of yuan in floating point drift, and a threshold must not. */
import type { Stated } from './period.ts';

declare const fen: unique symbol;
export type Fen = number & { readonly [fen]: true };

/** 1,000 yuan is `100000`. */
export const fenOf = (yuan: number): Fen => Math.round(yuan * 100) as Fen;
export const yuanOf = (amount: Fen): number => amount / 100;
export const sumOf = (amounts: readonly Fen[]): Fen => amounts.reduce((total, amount) => total + amount, 0) as Fen;

/** An amount of yuan as the counterparts write it, a number or a numeric text (`interfaces.md`, "Common to all"); more than two decimals are rounded. */
export const readYuan = (value: unknown): Stated<Fen> => {
  if (value === undefined || value === null) return { kind: 'absent' };
  if (typeof value === 'number') return Number.isFinite(value) ? { kind: 'stated', value: fenOf(value) } : { kind: 'impossible' };
  if (typeof value !== 'string') return { kind: 'impossible' };
  const text = value.normalize('NFKC').trim().replaceAll(',', '');
  if (text === '') return { kind: 'absent' };
  return /^[+-]?\d+(\.\d+)?$/.test(text) ? { kind: 'stated', value: fenOf(Number(text)) } : { kind: 'impossible' };
};
