/**
 * Employment insurance: is the member covered by pension, unemployment or work-injury insurance now? Registered as paying and contributions arriving
 * is a yes; registered, and nothing arrived lately, is less. Social security alone can tell, and an insurance whose code has no meaning denies nothing.
 */
import { isPaying, isRunning } from '../current.ts';
import {
  employmentContributions,
  employmentParticipations,
  hasArrived,
  isNewSince,
  latest,
  mayHaveArrivedSince,
  unnamedRunning,
} from '../employment.ts';
import { recentSince } from '../freshness.ts';
import type { Heard } from '../hear.ts';
import type { CheckRule } from '../rule.ts';
import { type Saying, testify } from '../testimony.ts';

/** Contributions are heard, none has arrived lately, and none is excused. */
const isOwing = (paying: ReturnType<typeof employmentParticipations>, heard: Heard): boolean => {
  const since = recentSince(heard.on);
  const isExcused = mayHaveArrivedSince(since, heard) || paying.some((record) => isNewSince(since, record));
  return heard.hearings.contributions.state === 'heard' && !isExcused;
};

const covered = (heard: Heard): Saying => {
  const participations = employmentParticipations(heard);
  const running = participations.filter((record) => isRunning(record, heard.on));
  if (running.length === 0) {
    const unnamed = unnamedRunning(heard);
    if (unnamed.length > 0) return { state: 'no-such-code', records: unnamed };
    return participations.length === 0 ? { state: 'absent' } : { state: 'says-otherwise', records: participations };
  }
  const last = latest(employmentContributions(heard).filter(hasArrived));
  if (last !== null && last.content.month >= recentSince(heard.on)) return { state: 'says-yes', records: [...running, last] };
  const paying = running.filter((record) => isPaying(record, heard.on));
  if (paying.length === 0) return { state: 'no-such-code', records: running };
  return { state: isOwing(paying, heard) ? 'says-nearly' : 'says-yes', records: paying };
};

export const employmentInsurance: CheckRule = {
  conflict: null,
  claims: {},
  statements: (heard) => [
    testify(heard, { check: 'employment-insurance', source: 'social-security', datasets: ['participation'] }, covered(heard)),
  ],
};
