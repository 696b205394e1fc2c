/** What an attacker has learned, in bits: how far the answers narrow down what could be true. Pure. */

/** Of `hypotheses` equally likely ones, told apart into classes of these sizes: the expected information, log2 N − Σ (n/N) log2 n. */
export const learnedBits = (classes: readonly number[]): number => {
  const all = classes.reduce((sum, size) => sum + size, 0);
  return classes.reduce((sum, size) => sum - (size / all) * Math.log2(size / all), 0);
};

/** No strategy learns more: each answer is one of so many that can be told apart, and refusals say what the asker could count himself. */
export const boundBits = (answers: number, distinguishable: number): number => answers * Math.log2(Math.max(2, distinguishable));

/** Sizes of the classes that transcripts fall into. */
export const classesOf = (transcripts: readonly string[]): readonly number[] =>
  [...Map.groupBy(transcripts, (transcript) => transcript).values()].map((same) => same.length);
