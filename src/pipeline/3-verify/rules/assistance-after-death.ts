/** Dead by the register, and still on assistance after the month in which households are reassessed. */
import { addMonths, monthOf } from '../../../domain/period.ts';
import type { ContradictionRule } from '../rule.ts';
import { dayOfDeath } from '../signs-of-life.ts';

/** Assistance is recalculated from the month after a death. */
const MONTHS_TO_REASSESS = 1;

export const assistanceAfterDeath: ContradictionRule = (heard, findings) => {
  const diedOn = dayOfDeath(heard);
  if (diedOn === null || monthOf(heard.on) <= addMonths(monthOf(diedOn), MONTHS_TO_REASSESS)) return null;
  const dead = findings.living.statements.filter(({ result }) => result === 'mismatch');
  const assisted = findings['assistance-status'].statements.filter(({ result }) => result === 'match');
  return dead.length > 0 && assisted.length > 0
    ? { kind: 'assistance-after-death', check: 'living', statements: [...dead, ...assisted] }
    : null;
};
