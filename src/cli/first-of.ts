/** The beginning of a list, and whether there is more of it: whoever reads a list that was cut takes it for whole unless it says so. */

export interface Beginning<T> {
  readonly items: readonly T[];
  readonly more: boolean;
}

/** Of one more than the limit, as it was asked for. */
export const firstOf = <T>(found: readonly T[], limit: number): Beginning<T> => ({
  items: found.slice(0, limit),
  more: found.length > limit,
});

/** Below the list, on a line of its own. */
export const moreText = ({ more }: Pick<Beginning<unknown>, 'more'>): string =>
  more ? 'There are more: --limit N, or ask for fewer.\n' : '';
