/** Reads how everything stands, for the rules: one place, so that whatever is known better one day is exchanged here. */
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Counterpart } from '../config.ts';
import type { Context } from '../context.ts';
import { dayAt, epochOf, type Instant, instantOf, MINUTE } from '../domain/period.ts';
import { type Dataset, SOURCES, type Source, sourceOf } from '../domain/sources.ts';
import {
  attemptsSince,
  dueWork,
  failedUnits,
  hasRunOf,
  isLockHeld,
  lastRun,
  openConcerns,
  openQuarantine,
  waitsFor,
} from '../storage/alert-readings.ts';
import type { Tx } from '../storage/database.ts';
import { lastComplete } from '../storage/readings.ts';
import { closedUntil } from '../upstream/closed-hours.ts';
import { attemptsOf, PLANNED_WAITS } from './attempts.ts';
import type { NightHours } from './night-hours.ts';
import { readEndings } from './read-endings.ts';
import type { AlertSettings } from './settings.ts';
import type { RunSituation, Situation, WaitingSituation } from './situation.ts';

type Surroundings = Pick<Context, 'config' | 'clock'>;

export const readSituation = async (tx: Tx, { config, clock }: Surroundings, nightDueAt: NightHours | null): Promise<Situation> => {
  const now = clock();
  const { settings } = config.alerts;
  const run = await readLastRun(tx);
  const due = run === null || nightDueAt === null ? null : nightDueAt(now);
  return {
    now,
    nightDue: due,
    nightBegan: due === null || (await hasRunOf(tx, dayAt(due))),
    lastRun: run,
    sources: await readSources(tx, { config, now }),
    datasets: await readDatasets(tx, config),
    quarantine: await openQuarantine(tx),
    waiting: await readWaiting(tx, now, settings['work-waiting']),
    free: await freeMegabytes(config),
    concerns: await openConcerns(tx),
    // Nobody counts correction requests yet.
    corrections: null,
    endings: await readEndings(tx, config, dayAt(now)),
  };
};

const readLastRun = async (tx: Tx): Promise<RunSituation | null> => {
  const run = await lastRun(tx);
  if (run === null || run.status === 'cancelled') return null;
  const { runId, date, status, startedAt } = run;
  const failed = await failedUnits(tx, runId);
  return { runId, date, status, startedAt, waitsByPlan: await waitsFor(tx, runId, PLANNED_WAITS), failed };
};

const counterpartsBySource = ({
  counterparts,
}: Context['config']): Readonly<Record<Source, Pick<Counterpart<unknown>, 'http'> | null>> => ({
  'civil-affairs': counterparts.civilAffairs,
  'medical-insurance': counterparts.medicalInsurance,
  'social-security': counterparts.socialSecurity,
  'aid-system': counterparts.aidSystem,
});

/** By plan a source is not answering in its closed hours. */
const readSources = async (
  tx: Tx,
  { config, now }: { readonly config: Context['config']; readonly now: Instant },
): Promise<Situation['sources']> => {
  const { bySource, withinMinutes } = config.alerts.settings['source-failing'];
  const minutesOf = (source: Source): number => bySource[source]?.withinMinutes ?? withinMinutes;
  const lookBacks = [...new Set(SOURCES.map(minutesOf))];
  const attempts = new Map<number, Awaited<ReturnType<typeof attemptsSince>>>();
  for (const minutes of lookBacks) attempts.set(minutes, await attemptsSince(tx, instantOf(epochOf(now) - minutes * MINUTE)));
  const counterparts = counterpartsBySource(config);
  return SOURCES.map((source) => {
    const closed = counterparts[source]?.http.closed;
    return {
      source,
      isPlanned: closed !== undefined && closedUntil(closed, now) !== null,
      ...attemptsOf(source, attempts.get(minutesOf(source)) ?? []),
    };
  });
};

const readDatasets = async (tx: Tx, config: Context['config']): Promise<Situation['datasets']> => {
  const counterparts = counterpartsBySource(config);
  return [...(await lastComplete(tx))].map(([dataset, { asOf }]: readonly [Dataset, { readonly asOf: Instant }]) => {
    const source = sourceOf(dataset);
    return { dataset, source, asOf, closed: counterparts[source]?.http.closed ?? null };
  });
};

const WORKER_LOCK = 'huzheng:worker';

const readWaiting = async (tx: Tx, now: Instant, { minutes }: AlertSettings['work-waiting']): Promise<WaitingSituation> => {
  const { units, since, hasMoved } = await dueWork(tx, { at: now, from: instantOf(epochOf(now) - minutes * MINUTE) });
  if (units === 0 || since === null || hasMoved) return { units: 0, minutes: 0, hasWorker: true };
  return { units, minutes: Math.floor((epochOf(now) - epochOf(since)) / MINUTE), hasWorker: await isLockHeld(tx, WORKER_LOCK) };
};

const MEGABYTE = 1024 * 1024;

/** Null: the database lies elsewhere, and what is written here is a log. */
const freeMegabytes = async ({ database, home }: Context['config']): Promise<number | null> => {
  if (database.kind === 'external') return null;
  // The folder of the server may be a link to another disk (`src/storage/embedded/place.ts`).
  const disks = await Promise.all([statfs(home), statfs(join(home, 'postgres'))]);
  return Math.min(...disks.map(({ bavail, bsize }) => Math.floor((bavail * bsize) / MEGABYTE)));
};
