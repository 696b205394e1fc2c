/**
 * Each counterpart as it stands now: whether it answers, by plan or not, what of its quota is used, what it said last, and how far behind what is
 * read from it. Made of what every process has handed in, and of the configuration of the one that is asked.
 */
import { aidSystem } from '../../connectors/aid-system/index.ts';
import { civilAffairs } from '../../connectors/civil-affairs/index.ts';
import { medicalInsurance } from '../../connectors/medical-insurance/index.ts';
import { socialSecurity } from '../../connectors/social-security/index.ts';
import type { Config } from '../config.ts';
import type { Context } from '../context.ts';
import { epochOf, HOUR, type Instant, instantOf, MINUTE, SECOND } from '../domain/period.ts';
import { type Dataset, SOURCES, type Source } from '../domain/sources.ts';
import { failedByDataset, type LastReading, lastReadings } from '../storage/dataset-standing.ts';
import { type Maintenance, plannedMaintenance } from '../storage/maintenance.ts';
import { lastComplete, type Watermark } from '../storage/readings.ts';
import { type SourcePause, sourcePauses } from '../storage/source-pauses.ts';
import { type CallSums, callSums, type StoredStanding, standingsOf } from '../storage/upstream-calls.ts';
import { together } from '../together.ts';
import type { BreakerState } from '../upstream/breaker.ts';
import type { CallFault } from '../upstream/call-tally.ts';
import { plannedUntil } from '../upstream/planned-closures.ts';
import { PUBLISHED_RATES, quotaKeyOf } from '../upstream/quota.ts';
import { RESERVED_FOR_LIVE } from '../upstream/shared-quota.ts';
import { type Because, type Health, healthOf, RECENT_MS } from './health.ts';

export interface SourceNow {
  readonly source: Source;
  readonly title: string;
  readonly host: string | null;
  readonly health: Health;
  readonly because: Because;
  readonly breaker: { readonly circuit: BreakerState['circuit']; readonly process: string; readonly at: Instant } | null;
  readonly paused: SourcePause | null;
  readonly closedHours: string | null;
  /** Under way, else the next. */
  readonly maintenance: Maintenance | null;
  readonly opensAt: Instant | null;
  readonly quota: { readonly perSecond: number; readonly reservedForLive: number; readonly callsLastMinute: number } | null;
  readonly calls: { readonly lastHour: number; readonly failedLastHour: number; readonly notSentLastHour: number };
  readonly lastError: (CallFault & { readonly at: Instant }) | null;
  readonly lastCalledAt: Instant | null;
  readonly lastAnsweredAt: Instant | null;
  readonly datasets: readonly DatasetNow[];
}

export interface DatasetNow {
  readonly dataset: Dataset;
  readonly state: 'never-read' | LastReading['state'];
  readonly asOf: Instant | null;
  readonly lagSeconds: number | null;
  readonly watermark: { readonly kind: 'window' | 'cursor'; readonly to: Instant | null } | null;
  readonly lastRun: string | null;
  readonly fetched: number | null;
  readonly failedJobs: number;
}

export const sourcesNow = async ({ config, pool, clock }: Pick<Context, 'config' | 'pool' | 'clock'>): Promise<readonly SourceNow[]> => {
  const now = clock();
  const minute = epochOf(now) - (epochOf(now) % MINUTE);
  // The minute under way is counted as well, except where a whole one is meant.
  const since = (ms: number) => ({ from: instantOf(epochOf(now) - ms), to: instantOf(minute + MINUTE) });
  const [standings, hour, recent, lastMinute, maintenance, pauses, complete, readings, failedJobs] = await together([
    standingsOf(pool),
    callSums(pool, since(HOUR)),
    callSums(pool, since(RECENT_MS)),
    callSums(pool, { from: instantOf(minute - MINUTE), to: instantOf(minute) }),
    plannedMaintenance(pool, now),
    sourcePauses(pool, now),
    lastComplete(pool),
    lastReadings(pool),
    failedByDataset(pool),
  ]);
  return SOURCES.map((source) =>
    sourceNow({
      source,
      now,
      http: counterpartOf(config.counterparts, source)?.http ?? null,
      standing: standings.get(source) ?? null,
      hour: hour.get(source) ?? NO_CALLS,
      recent: recent.get(source) ?? NO_CALLS,
      lastMinute: lastMinute.get(source) ?? NO_CALLS,
      maintenance: maintenance.filter((one) => one.source === source),
      paused: pauses.find((pause) => pause.source === source) ?? null,
      datasets: CONNECTORS[source].datasets.map((dataset) =>
        datasetNow({
          dataset,
          now,
          complete: complete.get(dataset) ?? null,
          reading: readings.get(dataset) ?? null,
          failedJobs: failedJobs.get(dataset) ?? 0,
        }),
      ),
    }),
  );
};

const NO_CALLS: CallSums = { sent: 0, failed: 0, notSent: 0 };

const CONNECTORS = {
  'civil-affairs': civilAffairs,
  'medical-insurance': medicalInsurance,
  'social-security': socialSecurity,
  'aid-system': aidSystem,
};

type Http = NonNullable<Config['counterparts']['civilAffairs']>['http'];

const counterpartOf = (counterparts: Config['counterparts'], source: Source): { readonly http: Http } | null => {
  switch (source) {
    case 'civil-affairs':
      return counterparts.civilAffairs;
    case 'medical-insurance':
      return counterparts.medicalInsurance;
    case 'social-security':
      return counterparts.socialSecurity;
    case 'aid-system':
      return counterparts.aidSystem;
  }
};

interface Known {
  readonly source: Source;
  readonly now: Instant;
  readonly http: Http | null;
  readonly standing: StoredStanding | null;
  readonly hour: CallSums;
  readonly recent: CallSums;
  readonly lastMinute: CallSums;
  readonly maintenance: readonly Maintenance[];
  readonly paused: SourcePause | null;
  readonly datasets: readonly DatasetNow[];
}

const sourceNow = ({ source, now, http, standing, hour, recent, lastMinute, maintenance, paused, datasets }: Known): SourceNow => {
  const planned = plannedUntil({ hours: http?.closed, announced: maintenance }, now);
  const { calledAt, answeredAt, failedAt } = standing ?? { calledAt: null, answeredAt: null, failedAt: null };
  const breaker = breakerOf(standing);
  return {
    source,
    title: CONNECTORS[source].title,
    host: http === null ? null : new URL(http.baseUrl).host,
    ...healthOf({ now, isPaused: paused !== null, closedBy: planned?.by ?? null, breaker, recent, answeredAt, failedAt }),
    breaker,
    paused,
    closedHours: http?.closed?.text ?? null,
    maintenance: maintenance[0] ?? null,
    opensAt: planned?.opensAt ?? null,
    quota: quotaOf(source, lastMinute),
    calls: { lastHour: hour.sent, failedLastHour: hour.failed, notSentLastHour: hour.notSent },
    lastError: lastErrorOf(standing),
    lastCalledAt: calledAt,
    lastAnsweredAt: answeredAt,
    datasets,
  };
};

const breakerOf = (standing: StoredStanding | null): SourceNow['breaker'] =>
  standing === null ? null : { circuit: standing.circuit, process: standing.circuitOf, at: standing.circuitAt };

const lastErrorOf = (standing: StoredStanding | null): SourceNow['lastError'] => {
  if (standing === null) return null;
  const { fault, failedAt } = standing;
  return fault === null || failedAt === null ? null : { ...fault, at: failedAt };
};

const quotaOf = (source: Source, { sent }: CallSums): SourceNow['quota'] => {
  const rate = PUBLISHED_RATES[quotaKeyOf(source)];
  if (rate === undefined) return null;
  const { perSecond, reservedForLive = RESERVED_FOR_LIVE } = rate;
  return { perSecond, reservedForLive: perSecond * reservedForLive, callsLastMinute: sent };
};

interface KnownOfDataset {
  readonly dataset: Dataset;
  readonly now: Instant;
  readonly complete: { readonly asOf: Instant; readonly watermark: Watermark } | null;
  readonly reading: LastReading | null;
  readonly failedJobs: number;
}

const datasetNow = ({ dataset, now, complete, reading, failedJobs }: KnownOfDataset): DatasetNow => ({
  dataset,
  state: reading?.state ?? 'never-read',
  asOf: complete?.asOf ?? null,
  // A reading of tonight may end after the moment it is asked about.
  lagSeconds: complete === null ? null : Math.max(0, Math.round((epochOf(now) - epochOf(complete.asOf)) / SECOND)),
  watermark: shownWatermark(complete?.watermark ?? null),
  lastRun: reading?.runId ?? null,
  fetched: reading?.fetched ?? null,
  failedJobs,
});

/** A cursor is the authority's own and says nothing to anybody. */
const shownWatermark = (watermark: Watermark): DatasetNow['watermark'] => {
  if (watermark === null) return null;
  return 'to' in watermark ? { kind: 'window', to: watermark.to } : { kind: 'cursor', to: null };
};
