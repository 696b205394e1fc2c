/** Dead by the register, and treated afterwards by a hospital: one of the two holds another person's record. */
import type { ContradictionRule } from '../rule.ts';
import { contradictionOfDeath } from './living.ts';

export const livingConflict: ContradictionRule = (_heard, { living }) =>
  contradictionOfDeath(living, { kind: 'living-conflict', by: 'medical-insurance' });
