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
  readonly attempt?: number;
  readonly held?: boolean;
  readonly empty?: boolean;
  readonly others?: readonly boolean[];
  readonly want: boolean;
}[] = [
  { given: 'a small city without a death', dataset: 'death', want: true },
  { given: 'one that has a death after all', dataset: 'death', empty: false, want: false },
  { given: 'one that told of deaths before', dataset: 'death', held: true, want: false },
  { given: 'an authority that tells of nothing', dataset: 'death', others: [false], want: false },
  { given: 'one that stops telling meanwhile', dataset: 'death', others: [true, false], want: false },
  { given: 'a city on no assistance, heard the third time,', dataset: 'assistance', attempt: 3, want: false },
  { given: 'a city on no assistance, heard the fourth time,', dataset: 'assistance', attempt: 4, want: true },
  { given: 'a city where nobody works, told by nothing else,', dataset: 'participation', attempt: 4, others: [false], want: false },
  { given: 'a city where nobody works any more', dataset: 'participation', attempt: 9, held: true, want: false },
];
it.each(CASES)('$given is believed: $want', async ({ dataset, attempt = 1, held = false, empty = true, others = [true], want }) => {
  const asked = { isHeld: async () => held, isEmpty: inTurn([empty]), tellsOfOthers: inTurn(others) };
  expect(await isBelieved({ dataset, attempt, ...asked })).toBe(want);
});
