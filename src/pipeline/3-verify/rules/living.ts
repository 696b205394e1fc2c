/**
 * Living: does anyone say the member died, and does anyone contradict it? Civil affairs' death register speaks first; contributions and benefit
 * paid for later months, and treatment received later, contradict it. Between them nobody but a person can decide.
 */
import type { Authority } from '../../../domain/sources.ts';
import type { Heard } from '../hear.ts';
import type { CheckRule } from '../rule.ts';
import { deathsOf, paidFor, type SignOfLife, speaking, treated } from '../signs-of-life.ts';
import { type Saying, testify } from '../testimony.ts';
import type { Discrepancy, DiscrepancyKind, Finding } from '../types.ts';

/** A death under another's name says nothing of this person's life: that it stands under their number is for `identity` to hold against it (`domain.md` §8.4). */
const registered = (heard: Heard): Saying => {
  const records = deathsOf(heard);
  if (records.length > 0) return { state: 'says-otherwise', records };
  return { state: heard.records.death.length > 0 ? 'not-stated' : 'absent' };
};

const alive = (signs: readonly SignOfLife[], heard: Heard): Saying => {
  const records = speaking(signs, heard).map(({ record }) => record);
  return records.length > 0 ? { state: 'says-yes', records } : { state: 'not-stated' };
};

export const living: CheckRule = {
  conflict: null,
  claims: {},
  statements: (heard) => [
    testify(heard, { check: 'living', source: 'civil-affairs', datasets: ['death'] }, registered(heard)),
    testify(heard, { check: 'living', source: 'medical-insurance', datasets: ['settlement'] }, alive(treated(heard), heard)),
    testify(
      heard,
      { check: 'living', source: 'social-security', datasets: ['contributions', 'unemployment'] },
      alive(paidFor(heard), heard),
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
