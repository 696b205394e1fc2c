/** What a benchmark prints. */
export interface Figures {
  readonly name: string;
  /** Seconds of the thing measured and of its floor, medians over the rounds. */
  readonly seconds: number;
  readonly floorSeconds: number;
  readonly ratio: number;
  readonly rounds: number;
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
  readonly figures: object;
  readonly isGood: boolean;
}
