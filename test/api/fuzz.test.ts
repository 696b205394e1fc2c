import { randomInt } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fuzz } from '../support/fuzz/fuzz.ts';
import { NAMES, NUMBERS, plantedIn } from '../support/fuzz/planted.ts';

/** `npm run bench -- fuzz` asks a hundred thousand. */
const INPUTS = 2_000;

describe('bad and odd requests', () => {
  it('of every kind are answered by the contract: no error of ours, no crash, and nothing of a person comes back or is in the log', async () => {
    const seed = randomInt(1_000_000_000);
    const { faults, answered, problems } = await fuzz({ inputs: INPUTS, seed });
    expect(faults, `seed ${seed}`).toEqual([]);
    expect(Object.keys(answered).length, `seed ${seed}: operations that were answered at all`).toBeGreaterThan(10);
    expect(Object.keys(problems).length).toBeGreaterThan(12);
  }, 180_000);
});

describe('what was planted', () => {
  const [number = ''] = NUMBERS;
  const [name = ''] = NAMES;
  const escapedName = [...name].map((character) => `\\u${character.charCodeAt(0).toString(16)}`).join('');
  const fullWidth = [...number].map((digit) => String.fromCodePoint((digit.codePointAt(0) ?? 0) + 0xfee0)).join('');
  it.each([number, `x=${encodeURIComponent(name)}`, escapedName, fullWidth, Buffer.from(name).toString('latin1')])(
    'is found again as %s',
    (text) => {
      expect(plantedIn(`{"detail":"${text}"}`)).toHaveLength(1);
    },
  );
});
