/** Dead by the register, and treated afterwards by a hospital: one of the two holds another person's record. */
import type { ContradictionRule } from '../rule.ts';

export const livingConflict: ContradictionRule = (_dossier, findingOf) => {
  const { verdict, statements } = findingOf('living');
  const contradicting = statements.filter(({ source, result }) => result === 'mismatch' || (result === 'match' && source === 'medical-insurance'));
  return verdict === 'conflicting' && contradicting.length > 1 ? { kind: 'living-conflict', check: 'living', statements: contradicting } : null;
};
