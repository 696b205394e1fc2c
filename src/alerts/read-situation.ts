/** Reads how everything stands, for the rules: one place, so that whatever is known better one day is exchanged here. */
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Counterpart } from '../config.ts';
import type { Context } from '../context.ts';
import { DAY, type Day, dayAt, epochOf, type Instant, instantOf, MINUTE } from '../domain/period.ts';
import { SOURCES, type Source, sourceOf } from '../domain/sources.ts';
import { percentEnded } from '../pipeline/2-normalise/most-ended.ts';
import {
  type CallsByOutcome,
  callsSince,
  dueWork,
  failedCauses,
  lastRun,
  openConcerns,
  openQuarantine,
  overdueCorrections,
  waitsFor,
} from '../storage/alert-readings.ts';
import { isWorkerAbout } from '../storage/attendance.ts';
import type { Tx } from '../storage/database.ts';
import { standingDrops } from '../storage/drops.ts';
import { plannedMaintenance } from '../storage/maintenance.ts';
import { lastComplete } from '../storage/readings.ts';
import { hasNightOf } from '../storage/runs.ts';
import { sourcePauses } from '../storage/source-pauses.ts';
import { findCity } from '../storage/synthetic-city.ts';
import { CLOSED_HOURS, type PlannedClosures, plannedUntil } from '../upstream/planned-closures.ts';
import { SOURCE_PAUSED } from '../upstream/source-pauses.ts';
import { callsOf } from './calls.ts';
import type { NightHours } from './night-hours.ts';
import { readEndings } from './read-endings.ts';
import type { AlertSettings } from './settings.ts';
import type { RunSituation, Situation, WaitingSituation } from './situation.ts';

type Surroundings = Pick<Context, 'config' | 'clock'>;

export const readSituation = async (tx: Tx, { config, clock }: Surroundings, nightDueAt: NightHours | null): Promise<Situation> => {
  const now = clock();
  const { settings } = config.alerts;
  const run = await readLastRun(tx);
  const closures = await readClosures(tx, config, now);
  const due = run === null || nightDueAt === null ? null : nightDueAt(now);
  return {
    now,
    nightDue: due,
    nightBegan: due === null || (await hasNightOf(tx, dayAt(due))),
    lastRun: run,
    failed: await failedCauses(tx),
    sources: await readSources(tx, { now, settings: settings['source-failing'], closures }),
    datasets: (await standsInThePast(tx, dayAt(now))) ? [] : await readDatasets(tx, closures),
    drops: await readDrops(tx),
    quarantine: await openQuarantine(tx),
    waiting: await readWaiting(tx, now, settings['work-waiting']),
    free: await freeMegabytes(config),
    concerns: await openConcerns(tx),
    corrections: await overdueCorrections(tx, dayAt(now)),
    endings: await readEndings(tx, config, dayAt(now)),
  };
};

const readLastRun = async (tx: Tx): Promise<RunSituation | null> => {
  const run = await lastRun(tx);
  if (run === null || run.status === 'cancelled') return null;
  const { runId, date, status, startedAt } = run;
  const waitsByPlan = await waitsFor(tx, runId, [CLOSED_HOURS, SOURCE_PAUSED]);
  return { runId, date, status, startedAt, waitsByPlan };
};

type Closures = ReadonlyMap<Source, PlannedClosures>;

/** Longer than any dataset is behind before anybody is told. */
const REMEMBERED = 30 * DAY;

const readClosures = async (tx: Tx, { counterparts }: Context['config'], now: Instant): Promise<Closures> => {
  const announced = await plannedMaintenance(tx, instantOf(epochOf(now) - REMEMBERED));
  const http: Readonly<Record<Source, Counterpart<unknown>['http'] | undefined>> = {
    'civil-affairs': counterparts.civilAffairs?.http,
    'medical-insurance': counterparts.medicalInsurance?.http,
    'social-security': counterparts.socialSecurity?.http,
    'aid-system': counterparts.aidSystem?.http,
  };
  return new Map(
    SOURCES.map((source) => [source, { hours: http[source]?.closed, announced: announced.filter((one) => one.source === source) }]),
  );
};

interface Asking {
  readonly now: Instant;
  readonly settings: AlertSettings['source-failing'];
  readonly closures: Closures;
}

const readSources = async (tx: Tx, { now, settings, closures }: Asking): Promise<Situation['sources']> => {
  const paused = new Set((await sourcePauses(tx, now)).map(({ source }) => source));
  const minutesOf = (source: Source): number => settings.bySource[source]?.withinMinutes ?? settings.withinMinutes;
  const calls = new Map<number, readonly CallsByOutcome[]>();
  for (const minutes of new Set(SOURCES.map(minutesOf)))
    calls.set(minutes, await callsSince(tx, instantOf(epochOf(now) - minutes * MINUTE)));
  return SOURCES.map((source) => ({
    source,
    isPlanned: paused.has(source) || isClosed(closures.get(source), now),
    ...callsOf(source, calls.get(minutesOf(source)) ?? []),
  }));
};

const isClosed = (closures: PlannedClosures | undefined, now: Instant): boolean =>
  closures !== undefined && plannedUntil(closures, now) !== null;

const readDrops = async (tx: Tx): Promise<Situation['drops']> =>
  (await standingDrops(tx)).map(({ accepted, ...drop }) => ({ ...drop, percent: percentEnded(drop), isAccepted: accepted !== null }));

/** Nothing happens in a synthetic city after its day: however long ago that is, its data is behind nothing. */
const standsInThePast = async (tx: Tx, today: Day): Promise<boolean> => {
  const city = await findCity(tx);
  return city !== null && city.date < today;
};

const OPEN: PlannedClosures = { hours: undefined, announced: [] };

const readDatasets = async (tx: Tx, closures: Closures): Promise<Situation['datasets']> =>
  [...(await lastComplete(tx))].map(([dataset, { asOf }]) => {
    const source = sourceOf(dataset);
    return { dataset, source, asOf, closures: closures.get(source) ?? OPEN };
  });

const readWaiting = async (tx: Tx, now: Instant, { minutes }: AlertSettings['work-waiting']): Promise<WaitingSituation> => {
  const { units, since, hasMoved } = await dueWork(tx, { at: now, from: instantOf(epochOf(now) - minutes * MINUTE) });
  if (units === 0 || since === null || hasMoved) return { units: 0, minutes: 0, hasWorker: true };
  return { units, minutes: Math.floor((epochOf(now) - epochOf(since)) / MINUTE), hasWorker: await isWorkerAbout(tx) };
};

const MEGABYTE = 1024 * 1024;

/** Null: the database lies elsewhere, and what is written here is a log. */
const freeMegabytes = async ({ database, home }: Context['config']): Promise<number | null> => {
  if (database.kind === 'external') return null;
  // The folder of the server may be a link to another disk (`src/storage/embedded/place.ts`).
  const disks = await Promise.all([statfs(home), statfs(join(home, 'postgres'))]);
  return Math.min(...disks.map(({ bavail, bsize }) => Math.floor((bavail * bsize) / MEGABYTE)));
};
