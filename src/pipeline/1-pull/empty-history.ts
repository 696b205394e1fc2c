/** Whether a feed that says its whole history is empty is believed (`design.md`, promise 2). Pure. */
import type { Testimony } from '../../domain/sources.ts';

/** Of these a small city may truly have none; of everything else no city has none. */
const RARE: ReadonlySet<Testimony> = new Set(['death', 'unemployment', 'work-injury']);

export interface EmptyHistory {
  readonly dataset: Testimony;
  /** Asked once more. */
  readonly isEmpty: () => Promise<boolean>;
  /** Whether another feed of the same authority has any row. */
  readonly tellsOfOthers: () => Promise<boolean>;
}

/** The authority is not failing if it tells of other things before and after it says once more that of this there is nothing. */
export const isBelieved = async ({ dataset, isEmpty, tellsOfOthers }: EmptyHistory): Promise<boolean> =>
  RARE.has(dataset) && (await tellsOfOthers()) && (await isEmpty()) && (await tellsOfOthers());

/** Of a window read from its first row. */
export const isEmptyWindow = ({ rows, total }: { readonly rows: readonly unknown[]; readonly total: number | null }): boolean =>
  (total ?? rows.length) === 0;
