/** What a benchmark prints. */
export interface Figures {
  readonly name: string;
  /** Seconds of the thing measured and of its floor, medians over the rounds. */
  readonly seconds: number;
  readonly floorSeconds: number;
  readonly ratio: number;
  readonly rounds: number;
}
