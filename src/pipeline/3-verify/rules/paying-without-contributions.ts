/** Social security contradicts itself: the participation says paying, and for months no contribution has arrived. An employer in arrears, or gone. */
import { employmentContributions, employmentParticipations, isNewIn, isPaying, lastArrived, mayHaveArrivedWithin } from '../employment.ts';
import type { ContradictionRule } from '../rule.ts';
import { isHeard, testify } from '../testimony.ts';

/** A single missing month is lag, and the running one is not due: beyond these nothing excuses it. */
const EXCUSED_MONTHS = 3;

export const payingWithoutContributions: ContradictionRule = (dossier) => {
  const paying = employmentParticipations(dossier).filter(
    (record) => isPaying(record, dossier) && !isNewIn(EXCUSED_MONTHS, record, dossier),
  );
  const latest = lastArrived(dossier) ?? employmentContributions(dossier)[0];
  const isKnownToPay = isHeard(dossier, 'contributions') && latest !== undefined;
  if (paying.length === 0 || !isKnownToPay || mayHaveArrivedWithin(EXCUSED_MONTHS, dossier)) return null;
  const witness = { check: 'employment-insurance', source: 'social-security' } as const;
  return {
    kind: 'employment-insurance-conflict',
    check: 'employment-insurance',
    statements: [
      testify(dossier, { ...witness, datasets: ['participation'] }, { state: 'says-yes', records: paying }),
      testify(dossier, { ...witness, datasets: ['contributions'] }, { state: 'says-otherwise', records: [latest] }),
    ],
  };
};
