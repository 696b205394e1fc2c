/** Dead by the register, and contributions or benefit are paid for later months: somebody has not been told, or the death is another person's. */
import type { ContradictionRule } from '../rule.ts';
import { contradictionOfDeath } from './living.ts';

export const payingAfterDeath: ContradictionRule = (_heard, { living }) =>
  contradictionOfDeath(living, { kind: 'paying-after-death', by: 'social-security' });
