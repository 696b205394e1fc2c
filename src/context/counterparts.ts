/** The four counterparts, built from their settings and connected on first use. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleepFor } from 'node:timers/promises';
import type pg from 'pg';
import { aidSystem } from '../../connectors/aid-system/index.ts';
import { civilAffairs } from '../../connectors/civil-affairs/index.ts';
import { medicalInsurance } from '../../connectors/medical-insurance/index.ts';
import { socialSecurity } from '../../connectors/social-security/index.ts';
import type { Config, Counterpart } from '../config.ts';
import { type Day, type Instant, instantOf, SECOND } from '../domain/period.ts';
import { type Authority, type Source, sourceOf, type Testimony } from '../domain/sources.ts';
import { Fault } from '../faults.ts';
import type { Log } from '../observe/log.ts';
import type { Metrics } from '../observe/metrics.ts';
import type { Traces } from '../observe/traces.ts';
import { rememberByKey, rememberFor } from '../remember.ts';
import { databaseFault } from '../storage/database-faults.ts';
import { plannedMaintenance } from '../storage/maintenance.ts';
import { reserveSlot } from '../storage/quota.ts';
import { sourcePauses } from '../storage/source-pauses.ts';
import { begun } from '../together.ts';
import type { AidSystemClient } from '../upstream/aid-system.ts';
import { createCallTally } from '../upstream/call-tally.ts';
import {
  type AuthorityClient,
  type Call,
  type Connector,
  type ConnectorTools,
  type Dictionary,
  NO_DICTIONARY,
} from '../upstream/connector.ts';
import { createUpstreamHttp, type UpstreamClient } from '../upstream/http.ts';
import type { UpstreamEvent } from '../upstream/settings.ts';
import { sharedQuota } from '../upstream/shared-quota.ts';
import { loadTransport } from '../upstream/transport.ts';
import type { Closers } from './closers.ts';
import { handingIn, nameOfProcess } from './handing-in.ts';

/** The four counterparts, ready to be asked. */
export interface Clients {
  readonly authorities: Readonly<Record<Authority, AuthorityClient>>;
  readonly aidSystem: AidSystemClient;
}

interface UpstreamParts {
  readonly pool: pg.Pool;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly traces: Traces;
  readonly now: () => number;
  readonly random: () => number;
  readonly opened: Closers;
}

export interface Upstream {
  readonly clients: Clients;
  readonly states: () => Readonly<Partial<Record<Source, ReturnType<UpstreamClient['state']>>>>;
  /** As far as it counts for whoever waits for this operation; null: it has not answered this process yet. */
  readonly answeredAt: (asked: { readonly source: string; readonly operation: string }) => Instant | null;
}

/** Often enough for whoever has just planned a closure, seldom enough to cost no call anything. */
const ANNOUNCED_FOR_MS = SECOND;
/** So soon every process knows that somebody has paused a source. */
const PAUSED_FOR_MS = SECOND;

export const openUpstream = (config: Config, { pool, log, metrics, traces, now, random, opened }: UpstreamParts): Upstream => {
  const { counterparts } = config;
  // Nobody who waits for a first answer waits for this too.
  if (config.mode !== 'tool' && config.mode !== 'migrate') void begun(loadTransport());
  const tally = createCallTally(now);
  const planned = rememberFor(ANNOUNCED_FOR_MS, now, () =>
    plannedMaintenance(pool, instantOf(now())).catch((thrown: unknown) => {
      throw databaseFault(thrown);
    }),
  );
  const paused = rememberFor(PAUSED_FOR_MS, now, () =>
    sourcePauses(pool, instantOf(now())).catch((thrown: unknown) => {
      throw databaseFault(thrown);
    }),
  );
  const quota = sharedQuota({
    now,
    reserve: (lane, spacingMs) =>
      reserveSlot(pool, lane, spacingMs).catch((thrown: unknown) => {
        throw databaseFault(thrown);
      }),
    sleep: async (ms, signal) => void (await sleepFor(ms, undefined, { signal })),
  });
  const https = new Map<Source, UpstreamClient>();
  const connect = <S, C>(connector: Connector<S, C>, counterpart: Counterpart<S> | null): (() => C) => {
    if (counterpart === null)
      return () => {
        throw notConfigured(connector.source);
      };
    const http = createUpstreamHttp(
      { source: connector.source, ...counterpart.http },
      {
        now,
        random,
        quota,
        pauseOf: async (source) => (await paused()).find((pause) => pause.source === source) ?? null,
        announced: async (source) => (await planned()).filter((closure) => closure.source === source),
        sleep: async (ms, signal) => void (await sleepFor(ms, undefined, { signal })),
        observe: (event) => {
          log.upstreamCalled(event);
          metrics.upstreamCalled(event);
          tally.add(event);
          traces.past('call', { ...event, ...spanTimes(event, now()) });
        },
      },
    );
    https.set(connector.source, http);
    opened.add(async () => http.close());
    const tools: ConnectorTools = { http, now, uuid: randomUUID };
    const client = connector.connect(counterpart.settings, tools);
    return () => client;
  };
  const civil = connect(civilAffairs, counterparts.civilAffairs);
  const medical = connect(medicalInsurance, counterparts.medicalInsurance);
  const social = connect(socialSecurity, counterparts.socialSecurity);
  const aid = connect(aidSystem, counterparts.aidSystem);
  const clients: Clients = {
    authorities: {
      get 'civil-affairs'() {
        return civil();
      },
      get 'medical-insurance'() {
        return medical();
      },
      get 'social-security'() {
        return social();
      },
    },
    get aidSystem() {
      return aid();
    },
  };
  const states: Upstream['states'] = () => Object.fromEntries([...https].map(([source, http]) => [source, http.state()]));
  const circuitsNow = () => ({ circuits: states(), at: instantOf(now()) });
  opened.add(handingIn({ pool, log, tally, circuitsNow, process: nameOfProcess(config) }));
  const answeredAt: Upstream['answeredAt'] = ({ source, operation }) => {
    const [, http] = [...https].find(([name]) => name === source) ?? [];
    const at = http?.answeredAt(operation) ?? null;
    return at === null ? null : instantOf(at);
  };
  return { clients, states, answeredAt };
};

/** An authority's code tables, asked for once a day and process; not for a dataset that is read by none of them: it does not wait for what it does not need. */
export const dictionariesOf = ({
  authorities,
}: Pick<Clients, 'authorities'>): ((dataset: Testimony, date: Day, call: Call) => Promise<Dictionary>) => {
  const dictionaries = rememberByKey(
    ({ source, date }: { source: Authority; date: Day; call: Call }) => `${source} ${date}`,
    ({ source, call }) => authorities[source].dictionary(call),
  );
  return async (dataset, date, call) => {
    const source = sourceOf(dataset) as Authority;
    const reader = authorities[source].readers.find((one) => one.dataset === dataset);
    const labels = reader === undefined || reader.kind === 'window' ? [] : (reader.labelledBy ?? []);
    return labels.length === 0 ? NO_DICTIONARY : dictionaries({ source, date, call });
  };
};

/** It is over; whoever is told of it is within what asked. */
const spanTimes = ({ outcome, durationMs }: UpstreamEvent, now: number) => ({
  startedAt: now - durationMs,
  endedAt: now,
  ...(outcome !== 'answered' && { fault: outcome }),
});

const notConfigured = (source: Source): Fault =>
  new Fault('invalid', { code: 'counterpart-missing', detail: `${source} has no base URL; set its variables (README, "Configuration").` });
