/** Social security contradicts itself: the participation says paying, and for months no contribution has arrived. An employer in arrears, or gone. */
import { addMonths, monthOf } from '../../../domain/period.ts';
import { isPaying } from '../current.ts';
import { employmentContributions, employmentParticipations, hasArrived, isNewSince, latest, mayHaveArrivedSince } from '../employment.ts';
import type { ContradictionRule } from '../rule.ts';
import { testify } from '../testimony.ts';

/** A single missing month is lag, and the running one is not due: beyond these nothing excuses it. */
const EXCUSED_MONTHS = 3;

export const payingWithoutContributions: ContradictionRule = (heard) => {
  const since = addMonths(monthOf(heard.on), -EXCUSED_MONTHS);
  const paying = employmentParticipations(heard).filter((record) => isPaying(record, heard.on) && !isNewSince(since, record));
  if (paying.length === 0 || mayHaveArrivedSince(since, heard)) return null;
  const due = employmentContributions(heard);
  const last = latest(due.filter(hasArrived)) ?? latest(due);
  if (last === null) return null;
  const witness = { check: 'employment-insurance', source: 'social-security' } as const;
  return {
    kind: 'employment-insurance-conflict',
    check: 'employment-insurance',
    statements: [
      testify(heard, { ...witness, datasets: ['participation'] }, { state: 'says-yes', records: paying }),
      testify(heard, { ...witness, datasets: ['contributions'] }, { state: 'says-otherwise', records: [last] }),
    ],
  };
};
