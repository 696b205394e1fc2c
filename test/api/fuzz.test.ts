import { randomInt } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fuzz } from '../support/fuzz/fuzz.ts';

/** `npm run bench -- fuzz` asks a hundred thousand. */
const INPUTS = 3_000;

describe('bad and odd requests', () => {
  it('of every kind are answered by the contract: no error of ours, no crash, and nothing of a person comes back or is in the log', async () => {
    const seed = randomInt(1_000_000_000);
    const { faults, answered, problems } = await fuzz({ inputs: INPUTS, seed });
    expect(faults, `seed ${seed}`).toEqual([]);
    expect(Object.keys(answered).length, `seed ${seed}: operations that were answered at all`).toBeGreaterThan(10);
    expect(Object.keys(problems).length).toBeGreaterThan(12);
  }, 180_000);
});
