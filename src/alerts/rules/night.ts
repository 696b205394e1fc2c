/** Nights: one that did not begin, one that does not end, and what those that ended left undone for reasons that nobody was told yet. */
import { epochOf, HOUR, MINUTE } from '../../domain/period.ts';
import type { AlertSettings } from '../settings.ts';
import type { IsTold, Signal } from '../signal.ts';
import type { FailedCause, RunSituation, Situation } from '../situation.ts';
import { isOfDrop } from './drop-asked.ts';

const NIGHT = 'night';
const NOBODYS = { subject: NIGHT, source: null, round: null, datasets: [] } as const;

/** Who begins no nights knows of none that is late, nor that one no longer is. */
export const nightLate = (
  { now, nightDue, nightBegan }: Situation,
  { graceMinutes }: AlertSettings['night-late'],
): readonly Signal[] | 'unsaid' => {
  if (nightDue === null) return 'unsaid';
  if (nightBegan) return [];
  const minutes = Math.floor((epochOf(now) - epochOf(nightDue)) / MINUTE);
  return minutes < graceMinutes
    ? [{ ...NOBODYS, standing: 'unsaid', value: null, threshold: null, facts: {} }]
    : [{ ...NOBODYS, standing: 'crossed', value: minutes, threshold: graceMinutes, facts: { due: nightDue } }];
};

/** One that waits for a source to open is long by plan. */
export const nightLong = ({ now, lastRun }: Situation, { hours }: AlertSettings['night-long']): readonly Signal[] => {
  if (lastRun?.status !== 'running') return [];
  const value = Math.floor((epochOf(now) - epochOf(lastRun.startedAt)) / HOUR);
  if (value < hours) return [];
  const { runId, date, waitsByPlan } = lastRun;
  return [{ ...NOBODYS, standing: waitsByPlan ? 'unsaid' : 'crossed', value, threshold: hours, facts: { run: runId, date, hours: value } }];
};

export const nightUnfinished = (situation: Situation, _: object, isTold: IsTold): readonly Signal[] => {
  const { lastRun, failed } = situation;
  if (lastRun === null) return [];
  const unexplained = failed.filter((cause) => !isExplained(cause, situation, isTold));
  const standing = standingOf(lastRun, { failed, unexplained });
  if (standing === null) return [];
  // A run of one source that is whole makes good what is of that source, and nothing else: what is told is the run that lacks the rest.
  const { runId, date, status } = lastRun.status === 'completed' ? { ...lastRun, ...unexplained[0], status: 'incomplete' } : lastRun;
  const jobs = sumOf(unexplained);
  const facts = { run: runId, date, status, jobs, allJobs: sumOf(failed) };
  const datasets = [...new Set(unexplained.flatMap((cause) => cause.datasets))];
  return [{ subject: NIGHT, source: null, standing, round: runId, value: jobs, threshold: null, facts, datasets }];
};

/** Null: there is nothing, or others tell of it. */
const standingOf = (
  { status }: RunSituation,
  { failed, unexplained }: Readonly<Record<'failed' | 'unexplained', readonly FailedCause[]>>,
): Signal['standing'] | null => {
  switch (status) {
    case 'running':
      return 'unsaid';
    case 'unbalanced':
      return 'over';
    case 'incomplete':
      return failed.length > 0 && unexplained.length === 0 ? null : 'over';
    case 'completed':
      return unexplained.length === 0 ? null : 'over';
  }
};

/** Told under the name of its source, of its cause, or as a drop. */
const isExplained = (cause: FailedCause, situation: Situation, isTold: IsTold): boolean =>
  (cause.source !== null && isTold('source-failing', cause.source)) ||
  isTold('failed-cause', cause.fingerprint) ||
  isOfDrop(cause, situation, isTold);

const sumOf = (causes: readonly FailedCause[]): number => causes.reduce((sum, { jobs }) => sum + jobs, 0);
