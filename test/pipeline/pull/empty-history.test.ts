import { expect, it } from 'vitest';
import type { Testimony } from '../../../src/domain/sources.ts';
import { isBelieved } from '../../../src/pipeline/1-pull/empty-history.ts';

/** Answers one after the other, the last one again and again. */
const inTurn = (answers: readonly boolean[]) => {
  let asked = 0;
  return async (): Promise<boolean> => answers[Math.min(asked++, answers.length - 1)] ?? false;
};

const CASES: readonly {
  readonly given: string;
  readonly dataset: Testimony;
  readonly empty: boolean;
  readonly others: readonly boolean[];
  readonly want: boolean;
}[] = [
  { given: 'a small city without a death', dataset: 'death', empty: true, others: [true], want: true },
  { given: 'one that has a death after all', dataset: 'death', empty: false, others: [true], want: false },
  { given: 'an authority that tells of nothing', dataset: 'death', empty: true, others: [false], want: false },
  { given: 'one that stops telling meanwhile', dataset: 'death', empty: true, others: [true, false], want: false },
  { given: 'a city on no assistance at all', dataset: 'assistance', empty: true, others: [true], want: false },
  { given: 'a city where nobody works', dataset: 'participation', empty: true, others: [true], want: false },
];
it.each(CASES)('$given is believed: $want', async ({ dataset, empty, others, want }) => {
  expect(await isBelieved({ dataset, isEmpty: inTurn([empty]), tellsOfOthers: inTurn(others) })).toBe(want);
});
