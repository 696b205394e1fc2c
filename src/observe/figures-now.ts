/** Asks the database for what `/metrics` tells of the whole installation: a few counts, each by an index of just what it counts. */
import type { Context } from '../context.ts';
import { epochOf, type Instant, instantOf, MINUTE, SECOND } from '../domain/period.ts';
import { phasesOf } from '../jobs/night-spans.ts';
import { secondsAtWork } from '../jobs/seconds-at-work.ts';
import { type SourceNow, sourcesNow } from '../sources/sources-now.ts';
import { alertCounts } from '../storage/alert-messages.ts';
import {
  applicationCounts,
  failedByCode,
  lastCompletedAt,
  ledgerStanding,
  openCases,
  openQuarantine,
  openRetries,
  openWork,
  queueStanding,
  workOfRun,
} from '../storage/figures.ts';
import { openDiscrepancyCounts } from '../storage/findings.ts';
import { readingsOf } from '../storage/readings.ts';
import { listRuns, type Run } from '../storage/runs.ts';
import { type CallSums, callSums } from '../storage/upstream-calls.ts';
import { together } from '../together.ts';
import type { Figures, SourceFigures } from './figures.ts';

/** Whole ones: of the minute under way not every process has told. */
const CALLS_OF_MS = 5 * MINUTE;

export const figuresNow = async (context: Pick<Context, 'config' | 'pool' | 'clock'>): Promise<Figures> => {
  const { pool, clock } = context;
  const now = clock();
  const minute = epochOf(now) - (epochOf(now) % MINUTE);
  const [
    [run = null],
    completedAt,
    jobs,
    queue,
    ledger,
    failed,
    retries,
    sources,
    calls,
    quarantine,
    discrepancies,
    cases,
    applications,
    alerts,
  ] = await together([
    listRuns(pool, { before: null, limit: 1 }),
    lastCompletedAt(pool),
    openWork(pool),
    queueStanding(pool),
    ledgerStanding(pool),
    failedByCode(pool),
    openRetries(pool),
    sourcesNow(context),
    callSums(pool, { from: instantOf(minute - CALLS_OF_MS), to: instantOf(minute) }),
    openQuarantine(pool),
    openDiscrepancyCounts(pool),
    openCases(pool),
    applicationCounts(pool),
    alertCounts(pool),
  ]);
  return {
    run: run === null ? null : await runFigures(run, { pool, now }),
    completedAgeSeconds: completedAt === null ? null : seconds(completedAt, now),
    jobs,
    queue,
    ledger,
    failed,
    retries,
    sources: sources.map((source) => sourceFigures(source, calls.get(source.source))),
    quarantine,
    discrepancies,
    cases,
    applications,
    alerts,
  };
};

const runFigures = async (
  run: Run,
  { pool, now }: Pick<Context, 'pool'> & { readonly now: Instant },
): Promise<NonNullable<Figures['run']>> => {
  const [work, books] = await together([workOfRun(pool, run.runId), readingsOf(pool, run.runId)]);
  const { status, startedAt, finishedAt } = run;
  const ended = finishedAt ?? now;
  const phases = phasesOf(run, epochOf(ended)).map((one) => ({ phase: one.phase, tookSeconds: (one.endedAt - one.startedAt) / SECOND }));
  return { status, ageSeconds: seconds(startedAt, now), tookSeconds: secondsAtWork(run, ended), work, books, phases };
};

const sourceFigures = ({ source, health, paused, datasets }: SourceNow, calls: CallSums | undefined): SourceFigures => {
  const { sent, failed, notSent } = calls ?? { sent: 0, failed: 0, notSent: 0 };
  return {
    source,
    health,
    isPaused: paused !== null,
    calls: { answered: sent - failed, failed, notSent },
    lags: new Map(datasets.flatMap(({ dataset, lagSeconds }) => (lagSeconds === null ? [] : [[dataset, lagSeconds] as const]))),
  };
};

const seconds = (from: Instant, to: Instant): number => Math.max(0, Math.round((epochOf(to) - epochOf(from)) / SECOND));
