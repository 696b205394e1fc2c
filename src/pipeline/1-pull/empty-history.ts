/** Whether a feed that says its whole history is empty is believed (`design.md`, promise 2). Pure. */
import type { Testimony } from '../../domain/sources.ts';

/** Of these a small city may well have none; that nobody works or is on assistance is heard several times before it is believed. */
const RARE: ReadonlySet<Testimony> = new Set(['death', 'unemployment', 'work-injury']);
const ATTEMPTS_BEFORE_BELIEF = 4;

export interface EmptyHistory {
  readonly dataset: Testimony;
  /** Which attempt at the reading this is, the first being 1: between attempts lies a growing pause. */
  readonly attempt: number;
  /** Whether rows of this dataset are kept from before: feeds keep all history, so an empty one contradicts them. */
  readonly isHeld: () => Promise<boolean>;
  /** Asked once more. */
  readonly isEmpty: () => Promise<boolean>;
  /** Whether another feed of the same authority has any row. */
  readonly tellsOfOthers: () => Promise<boolean>;
}

/** The authority is not failing if it tells of other things before and after it says once more that of this there is nothing. */
export const isBelieved = async ({ dataset, attempt, isHeld, isEmpty, tellsOfOthers }: EmptyHistory): Promise<boolean> =>
  (RARE.has(dataset) || attempt >= ATTEMPTS_BEFORE_BELIEF) &&
  !(await isHeld()) &&
  (await tellsOfOthers()) &&
  (await isEmpty()) &&
  (await tellsOfOthers());

/** Of a window read from its first row. */
export const isEmptyWindow = ({ rows, total }: { readonly rows: readonly unknown[]; readonly total: number | null }): boolean =>
  (total ?? rows.length) === 0;
