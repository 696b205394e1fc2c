/** Dead by the register, and contributions or benefit are paid for later months: somebody has not been told, or the wrong person was buried on paper. */
import type { ContradictionRule } from '../rule.ts';

export const payingAfterDeath: ContradictionRule = (_dossier, findingOf) => {
  const { verdict, statements } = findingOf('living');
  const contradicting = statements.filter(({ source, result }) => result === 'mismatch' || (result === 'match' && source === 'social-security'));
  return verdict === 'conflicting' && contradicting.length > 1 ? { kind: 'paying-after-death', check: 'living', statements: contradicting } : null;
};
