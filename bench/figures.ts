/** What a benchmark prints. */
export interface Figures {
  readonly name: string;
  /** Seconds of the thing measured and of its floor, medians over the rounds. */
  readonly seconds: number;
  readonly floorSeconds: number;
  readonly ratio: number;
  readonly rounds: number;
}

/** What was tried, for a person and as figures. */
export interface Report {
  readonly text: string;
  readonly figures: object;
  readonly isGood: boolean;
}
