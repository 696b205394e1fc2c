/**
 * A figure about one district that counts one or two may single somebody out to whoever lives there: it is not told. Nor may it be worked out from the
 * rest of its column and the total, so where that could be done the next smallest is not told either. Figures of the whole city are told as they are.
 * It keeps a table that is passed on from telling; whoever may list cases sees each of them anyway, and every look is in the ledger. Pure.
 */
import { FIGURES, type Figure, type Figures } from './figures.ts';

/** Told from here on, and none at all. */
export const SMALLEST_TOLD = 3;

/** Null: not told, because it is one or two, or because one or two could be worked out from it. */
export type ToldCount = number | null;
export type ToldFigures = Readonly<Record<Figure, ToldCount>>;

const isTold = (count: number): boolean => count === 0 || count >= SMALLEST_TOLD;

/** Of parts whose sum is told: those that may be. */
export const toldParts = (parts: readonly number[]): readonly ToldCount[] => {
  const hidden = new Set(parts.flatMap((count, index) => (isTold(count) ? [] : [index])));
  // The smallest first, for the least to be lost; where there is none, it is left open who has none at all.
  const next = parts.map((count, index) => ({ count, index })).filter(({ count }) => isTold(count));
  next.sort((one, other) => (one.count || Infinity) - (other.count || Infinity));
  for (const { index } of next) {
    if (hidden.size === 0 || !canBeWorkedOut([...hidden].map((at) => parts[at] ?? 0))) break;
    hidden.add(index);
  }
  return parts.map((count, index) => (hidden.has(index) ? null : count));
};

/** One alone is what is missing from the total; several that are one each can only be that. */
const canBeWorkedOut = (hidden: readonly number[]): boolean => hidden.length === 1 || hidden.every((count) => count === 1);

/** Every column by itself. */
export const toldColumns = (rows: readonly Figures[]): readonly ToldFigures[] => {
  const columns = FIGURES.map((figure) => [figure, toldParts(rows.map((row) => row[figure]))] as const);
  return rows.map(
    (_, index) => Object.fromEntries(columns.map(([figure, told]) => [figure, told[index] ?? null])) as Record<Figure, ToldCount>,
  );
};

/** By itself, beside no total. */
export const toldAlone = (count: number): ToldCount => (isTold(count) ? count : null);
