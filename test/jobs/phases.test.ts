import { describe, expect, it } from 'vitest';
import { FIRST_PHASE, LAST_PHASE, PHASES, phaseOfStep } from '../../src/jobs/phases.ts';
import { checkRegistry, STEPS, stepNamed } from '../../src/jobs/registry.ts';
import type { Tx } from '../../src/storage/database.ts';

const OF_THE_AGENDA = ['screening', 'applications'];
const namesOf = (steps: readonly { readonly name: string }[]): readonly string[] => steps.map(({ name }) => name).toSorted();

describe('the order of a night', () => {
  it('knows every step there is, each in one phase: otherwise a night would never end', () => {
    expect(PHASES.flatMap(({ steps }) => steps).toSorted()).toEqual(namesOf(STEPS));
    expect(() => checkRegistry()).not.toThrow();
  });

  it('opens each phase with steps of its own, and one with nobody to look at with none', async () => {
    const nobody = { query: async () => ({ rows: [{ people: 0 }] }) } as unknown as Tx;
    for (const { name, steps, opens } of PHASES) {
      const opening = new Set((await opens(nobody, 'run-2026-11-22')).map(({ step }) => step));
      expect(opening.size, name).toBe(OF_THE_AGENDA.includes(name) ? 0 : 1);
      expect(steps, name).toEqual(expect.arrayContaining([...opening]));
    }
  });

  it('begins with the roster and ends with the books', () => {
    expect([PHASES[0], PHASES.at(-1)]).toMatchObject([{ name: FIRST_PHASE }, { name: LAST_PHASE, steps: ['close'] }]);
  });

  it('reads before it verifies, verifies before it screens, screens before it applies, and deletes last what is too old', () => {
    const order = ['roster', 'permit', 'plan-readings', 'verify', 'screen', 'apply', 'retention', 'close'].map(phaseOfStep);
    expect(order).toEqual(PHASES.map(({ name }) => name));
  });

  it('has no place for a step it does not know', () => {
    expect(phaseOfStep('dance')).toBeNull();
    expect(() => stepNamed('dance')).toThrow(expect.objectContaining({ code: 'step-unknown' }));
  });
});
