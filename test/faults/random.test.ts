/** A few nights of the long series (`scripts/random-faults.ts`): mishaps drawn from seeds, none out of balance. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { toDay } from '../../src/domain/period.ts';
import { planOf, planText } from '../support/faults/plan.ts';
import { openSeries, type Series } from '../support/faults/series.ts';

const LONG_MS = 180_000;
const SEEDS = [1, 2, 3, 4, 5];

let series: Series;
beforeAll(async () => {
  series = await openSeries({ members: 200, seed: 7, date: toDay('2025-11-22') });
}, LONG_MS);
afterAll(() => series.close());

it.each(SEEDS)('a night with the mishaps of seed %i comes to what an undisturbed one comes to', { timeout: LONG_MS }, async (seed) => {
  const plan = planOf(seed);
  expect((await series.play(plan)).complaints, planText(plan)).toEqual([]);
});
