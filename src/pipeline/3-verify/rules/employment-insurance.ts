/**
 * Employment insurance: is the member covered by pension, unemployment or work-injury insurance now? Registered as paying and contributions arriving
 * is a yes; registered, and nothing arrived lately, is less. Social security alone can tell.
 */
import type { Dossier } from '../../2-normalise/types.ts';
import { isRunning } from '../current.ts';
import { employmentParticipations, isNewIn, isPaying, lastArrived, mayHaveArrivedWithin } from '../employment.ts';
import { isRecent, RECENT_MONTHS } from '../freshness.ts';
import type { CheckRule } from '../rule.ts';
import { isHeard, type Saying, testify } from '../testimony.ts';

const covered = (dossier: Dossier): Saying => {
  const participations = employmentParticipations(dossier);
  if (participations.length === 0) return { state: 'absent' };
  const running = participations.filter((record) => isRunning(record, dossier.on));
  if (running.length === 0) return { state: 'says-otherwise', records: participations };
  const last = lastArrived(dossier);
  if (last !== undefined && isRecent(last.content.month, dossier.on)) return { state: 'says-yes', records: [...running, last] };
  const paying = running.filter((record) => isPaying(record, dossier));
  if (paying.length === 0) return { state: 'no-such-code', records: running };
  const isOwing =
    isHeard(dossier, 'contributions') &&
    !mayHaveArrivedWithin(RECENT_MONTHS, dossier) &&
    !paying.some((record) => isNewIn(RECENT_MONTHS, record, dossier));
  return { state: isOwing ? 'says-nearly' : 'says-yes', records: paying };
};

export const employmentInsurance: CheckRule = {
  conflict: null,
  claims: {},
  statements: (dossier) => [
    testify(dossier, { check: 'employment-insurance', source: 'social-security', datasets: ['participation'] }, covered(dossier)),
  ],
};
