/** What a benchmark prints. */
export interface Figures {
  readonly name: string;
  /** Seconds of the thing measured and of its floor, medians over the rounds. */
  readonly seconds: number;
  readonly floorSeconds: number;
  readonly ratio: number;
  readonly rounds: number;
  /** Within its bound; left out: it has none. */
  readonly isGood?: boolean;
}

export const secondsOf = (act: () => void): number => {
  const startedAt = process.hrtime.bigint();
  act();
  return Number(process.hrtime.bigint() - startedAt) / 1e9;
};

export const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** What was tried, for a person and as figures. */
export interface Report {
  readonly text: string;
  /** To the floor; where there is none, of what was found to the most it may be. What may be compared between machines. */
  readonly ratio: number;
  readonly figures: object;
  readonly isGood: boolean;
}

/** Of a measurement: it has a floor. */
export const reportOf = (figures: Figures): Report => {
  const { name, seconds, floorSeconds, ratio, rounds, isGood = true } = figures;
  const text = `${name}: ${seconds.toFixed(3)} s, floor ${floorSeconds.toFixed(3)} s, ratio ${ratio.toFixed(2)} (medians of ${rounds})`;
  return { text, ratio, figures, isGood };
};
