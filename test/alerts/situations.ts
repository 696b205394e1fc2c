/** Situations to judge: an ordinary morning, and what is different in each. */

import type { AlertSettings } from '../../src/alerts/settings.ts';
import type { DropSituation, FailedCause, RunSituation, Situation, SourceSituation } from '../../src/alerts/situation.ts';
import { readAlertSettings } from '../../src/config/alert-settings.ts';
import type { Day, Instant } from '../../src/domain/period.ts';
import { type Dataset, SOURCES, type Source } from '../../src/domain/sources.ts';
import type { ClosedHours } from '../../src/upstream/closed-hours.ts';

/** 08:30 of Tuesday, 24 November, in Shanghai. */
export const MORNING = '2026-11-24T00:30:00.000Z' as Instant;
const NIGHT = '2026-11-23T17:00:00.000Z' as Instant;

export const settingsWith = (file: object = {}): AlertSettings => {
  const read = readAlertSettings(JSON.stringify(file));
  if ('wrong' in read) throw new Error(read.wrong);
  return read.content;
};

export const aRun = (besides: Partial<RunSituation> = {}): RunSituation => ({
  runId: 'run-2026-11-24',
  date: '2026-11-24' as Day,
  status: 'completed',
  startedAt: NIGHT,
  waitsByPlan: false,
  ...besides,
});

export const aCause = (source: Source | null, jobs: number, besides: Partial<FailedCause> = {}): FailedCause => ({
  fingerprint: `${source ?? 'ours'}-1`,
  source,
  code: 'unavailable',
  jobs,
  datasets: [],
  runId: 'run-2026-11-24',
  date: '2026-11-24' as Day,
  ...besides,
});

export const aSource = (source: Source, besides: Partial<SourceSituation> = {}): SourceSituation => ({
  source,
  isPlanned: false,
  ended: 0,
  failed: 0,
  answersAgain: false,
  code: null,
  ...besides,
});

/** Of 1,200 records 900 would end. */
export const aDrop = (dataset: Dataset, besides: Partial<DropSituation> = {}): DropSituation => ({
  dataset,
  runId: 'run-2026-11-24',
  date: '2026-11-24' as Day,
  wouldEnd: 900,
  held: 1200,
  percent: 75,
  isAccepted: false,
  ...besides,
});

export const aDataset = (dataset: Dataset, source: Source, asOf: string, closed?: ClosedHours) => ({
  dataset,
  source,
  asOf: asOf as Instant,
  closures: { hours: closed, announced: [] },
});

/** The night is over and whole, nothing waits. */
export const calm = (besides: Partial<Situation> = {}): Situation => ({
  now: MORNING,
  nightDue: NIGHT,
  nightBegan: true,
  lastRun: aRun(),
  failed: [],
  sources: SOURCES.map((source) => aSource(source)),
  datasets: [],
  drops: [],
  quarantine: [],
  waiting: { units: 0, minutes: 0, hasWorker: true },
  free: null,
  concerns: { open: 0, newestOn: null },
  corrections: { overdue: 0, newestOn: null },
  endings: [],
  ...besides,
});
