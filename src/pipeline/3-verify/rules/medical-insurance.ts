/** Medical insurance: is the member covered now? Medical insurance is the register itself; social security's medical participation supports it. */
import type { Dossier } from '../../2-normalise/types.ts';
import { isRunning } from '../current.ts';
import type { CheckRule } from '../rule.ts';
import { heard, type Saying, testify } from '../testimony.ts';

/** One insurance in force is enough, wherever it is (`psn_insu_stas`: only 1 is insured now); a status without meaning might be it. */
const registered = (dossier: Dossier): Saying => {
  const records = heard(dossier, 'person');
  const statuses = new Set(records.flatMap(({ content }) => content.insurances.map(({ status }) => status)));
  if (statuses.has('insured')) return { state: 'says-yes', records };
  if (statuses.has('unknown')) return { state: 'no-such-code', records };
  return statuses.has('not-insured') ? { state: 'says-otherwise', records } : { state: 'absent' };
};

/** Paying through an employer. An end here denies nothing: residents' insurance (390) is not social security's to know. */
const paying = (dossier: Dossier): Saying => {
  const records = heard(dossier, 'participation').filter(
    (record) => record.content.insurance === 'medical' && record.content.payment === 'paying' && isRunning(record, dossier.on),
  );
  return records.length > 0 ? { state: 'says-yes', records } : { state: 'absent' };
};

export const medicalInsurance: CheckRule = {
  conflict: 'medical-insurance-conflict',
  claims: {},
  statements: (dossier) => [
    testify(dossier, { check: 'medical-insurance', source: 'medical-insurance', datasets: ['person'] }, registered(dossier)),
    testify(dossier, { check: 'medical-insurance', source: 'social-security', datasets: ['participation'] }, paying(dossier)),
  ],
};
