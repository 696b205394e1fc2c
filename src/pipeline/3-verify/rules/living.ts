/**
 * Living: does anyone say the member died, and does anyone contradict it? Civil affairs' death register speaks first; contributions and benefit
 * paid for later months, and treatment received later, contradict it. Between them nobody but a person can decide.
 */
import type { Authority } from '../../../domain/sources.ts';
import type { Dossier } from '../../2-normalise/types.ts';
import type { CheckRule } from '../rule.ts';
import { paidFor, type SignOfLife, speaking, treated } from '../signs-of-life.ts';
import { type Saying, testify } from '../testimony.ts';
import type { Discrepancy, DiscrepancyKind, Finding } from '../types.ts';

/** A death stated once stays stated: it neither goes stale nor waits for the rest of the dataset. */
const registered = ({ records }: Dossier): Saying =>
  records.death.length > 0 ? { state: 'says-otherwise', records: records.death } : { state: 'absent' };

const alive = (signs: readonly SignOfLife[], dossier: Dossier): Saying => {
  const records = speaking(signs, dossier).map(({ record }) => record);
  return records.length > 0 ? { state: 'says-yes', records } : { state: 'not-stated' };
};

export const living: CheckRule = {
  conflict: null,
  claims: {},
  statements: (dossier) => [
    testify(dossier, { check: 'living', source: 'civil-affairs', datasets: ['death'] }, registered(dossier)),
    testify(dossier, { check: 'living', source: 'medical-insurance', datasets: ['settlement'] }, alive(treated(dossier), dossier)),
    testify(
      dossier,
      { check: 'living', source: 'social-security', datasets: ['contributions', 'unemployment'] },
      alive(paidFor(dossier), dossier),
    ),
  ],
};

/** The registered death and what one source says against it; null where it says nothing against it. */
export const contradictionOfDeath = (
  { verdict, statements }: Finding,
  { kind, by }: { readonly kind: DiscrepancyKind; readonly by: Authority },
): Discrepancy | null => {
  const contradicting = statements.filter(({ source, result }) => result === 'match' && source === by);
  if (verdict !== 'conflicting' || contradicting.length === 0) return null;
  return { kind, check: 'living', statements: [...statements.filter(({ result }) => result === 'mismatch'), ...contradicting] };
};
