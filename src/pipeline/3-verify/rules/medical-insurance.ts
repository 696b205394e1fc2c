/** Medical insurance: is the member covered now? Medical insurance is the register itself; social security's medical participation supports it. */
import type { PersonInsurance } from '../../../domain/canonical.ts';
import { isPaying } from '../current.ts';
import type { Heard } from '../hear.ts';
import type { CheckRule } from '../rule.ts';
import { type Saying, testify } from '../testimony.ts';

/** One insurance in force is enough, wherever it is (`psn_insu_stas`: only 1 is insured now); a status without meaning might be it. */
const registered = ({ records: { person: records } }: Heard): Saying => {
  const statuses = new Set(records.flatMap(({ content }) => content.insurances?.map(stateOf) ?? ['not-stated' as const]));
  if (statuses.has('insured')) return { state: 'says-yes', records };
  if (statuses.has('unknown')) return { state: 'no-such-code', records };
  if (statuses.has('not-insured')) return { state: 'says-otherwise', records };
  return { state: statuses.has('not-stated') ? 'not-stated' : 'absent' };
};

/** An insurance in force whose code has no meaning may only supplement one that is not (`domain.md` §1.7: 320, 391, 410 …). */
const stateOf = ({ type, status }: PersonInsurance): PersonInsurance['status'] =>
  type === 'unknown' && status === 'insured' ? 'unknown' : status;

/** Paying through an employer. An end here denies nothing: residents' insurance (390) is not social security's to know. */
const paying = ({ on, records: { participation } }: Heard): Saying => {
  const records = participation.filter((record) => record.content.insurance === 'medical' && isPaying(record, on));
  return records.length > 0 ? { state: 'says-yes', records } : { state: 'absent' };
};

export const medicalInsurance: CheckRule = {
  conflict: 'medical-insurance-conflict',
  claims: {},
  statements: (heard) => [
    testify(heard, { check: 'medical-insurance', source: 'medical-insurance', datasets: ['person'] }, registered(heard)),
    testify(heard, { check: 'medical-insurance', source: 'social-security', datasets: ['participation'] }, paying(heard)),
  ],
};
