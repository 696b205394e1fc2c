/** Whether a figure that was looked at again and again stayed where it was. Pure. */

export interface Point {
  /** Seconds since the beginning. */
  readonly at: number;
  readonly value: number;
}

export interface Verdict {
  readonly name: string;
  readonly isFlat: boolean;
  /** Mean of the last two thirds. */
  readonly mean: number;
  readonly least: number;
  readonly most: number;
  /** By the straight line through the last two thirds, from their beginning to their end. */
  readonly rise: number;
  /** The most it may rise. */
  readonly tolerance: number;
}

/** `share` of the mean, but at least `least`, may be risen. */
export interface Tolerance {
  readonly share: number;
  readonly least: number;
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

const slopeOf = (points: readonly Point[]): number => {
  const [meanAt, meanValue] = [meanOf(points.map(({ at }) => at)), meanOf(points.map(({ value }) => value))];
  const spread = points.reduce((sum, { at }) => sum + (at - meanAt) ** 2, 0);
  return spread === 0 ? 0 : points.reduce((sum, { at, value }) => sum + (at - meanAt) * (value - meanValue), 0) / spread;
};

/** The first third is the time a process takes to come to rest. */
export const verdictOn = (name: string, points: readonly Point[], { share, least }: Tolerance): Verdict => {
  const rest = points.slice(Math.floor(points.length / 3));
  const values = rest.map(({ value }) => value);
  const mean = meanOf(values);
  const rise = slopeOf(rest) * ((rest.at(-1)?.at ?? 0) - (rest[0]?.at ?? 0));
  const tolerance = Math.max(mean * share, least);
  return { name, isFlat: rise <= tolerance, mean, least: Math.min(...values), most: Math.max(...values), rise, tolerance };
};
