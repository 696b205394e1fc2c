// The synthetic city and its four counterparts over real HTTP, strictly to interfaces.md. It shares no code with the
// connectors and imports nothing of `src/` outside this folder.

import { randomUUID } from 'node:crypto';
import { type Announced, decideAndTell } from './aid-system/announcements.ts';
import { type Application, type ApplicationStatus, Applications } from './aid-system/applications.ts';
import { deliverCallback } from './aid-system/callbacks.ts';
import { aidSystem } from './aid-system/gateway.ts';
import { buildCity } from './city/city.ts';
import { civilAffairs } from './civil-affairs/gateway.ts';
import { type Clock, wallClock } from './clock.ts';
import { credentialsOf, credentialVariables } from './credentials.ts';
import { FaultSchedule, type FaultWindow } from './faults.ts';
import type { Counterpart } from './http/exchange.ts';
import { type Served, serve } from './http/server.ts';
import { medicalInsurance } from './medical-insurance/gateway.ts';
import { type PublishedTestPerson, publishedTestPersons } from './published.ts';
import { Quirks } from './quirks.ts';
import { ALLOWANCES } from './rates.ts';
import { epochMsOf } from './shanghai-time.ts';
import { socialSecurity } from './social-security/gateway.ts';
import type { Surroundings } from './surroundings.ts';
import { type SandboxCounts, type SourceId, Tally, type Violation } from './tally.ts';
import { type Judged, judge, type TruthReport } from './truth.ts';

export type { Announced } from './aid-system/announcements.ts';
export type { FaultWindow } from './faults.ts';
export type { SandboxCounts, Violation } from './tally.ts';
export type { Judged, TruthReport } from './truth.ts';

export interface SandboxOptions {
  /** Roster size; the city is larger. */
  readonly members: number;
  readonly seed: number;
  /** `yyyy-MM-dd`, the night's date D: everything in the city happened before D 00:00 Asia/Shanghai. */
  readonly date: string;
  readonly faults?: readonly FaultWindow[];
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Civil affairs +0, medical insurance +1, social security +2, aid system +3; absent or 0: any free ports. */
  readonly portBase?: number;
  /** Where the aid system keeps accepted applications, so that a restarted sandbox still knows them. */
  readonly stateFile?: string;
  /** Medical insurance on the wire; default `none`. */
  readonly crypto?: 'none' | 'sm';
  /** False: social security's dictionary has no AAC148, and the field carries something else. Default true. */
  readonly hardshipDictionary?: boolean;
  /** Some of the members are test persons, of whom it is told what to expect. Default false. */
  readonly testPersons?: boolean;
  /** How much a caller may do before it has to sign in again or wait; default `usual`. */
  readonly allowances?: keyof typeof ALLOWANCES;
  /** No answer is sent sooner after its question; default 0. */
  readonly answersInMs?: number;
  /** For tests; default the wall clock. */
  readonly clock?: Clock;
}

/** What a worker decides about an application, and where to announce it. */
export interface Decision {
  readonly applicationId: string;
  readonly status: ApplicationStatus;
  readonly reasonCode?: string;
  /** Where callbacks are taken; absent: nobody is told. */
  readonly callbackUrl?: string;
}

export interface Decided {
  readonly eventId: string;
  /** Whether the callback was answered 2xx; false where none was sent. */
  readonly taken: boolean;
}

export interface Sandbox {
  /** Every variable of interfaces.md that points a client at this sandbox. */
  readonly environment: Record<string, string>;
  readonly counts: () => SandboxCounts;
  /** Where a caller did not keep to interfaces.md; without personal data. */
  readonly violations: () => readonly Violation[];
  /** Compares what was flagged with the truth, which never leaves the sandbox. */
  readonly judge: (flagged: readonly Judged[]) => TruthReport;
  /** Applications the aid system holds, as they stand. */
  readonly applications: () => readonly Application[];
  /** Decides as a worker would. Throws RangeError if the status cannot follow. */
  readonly decide: (decision: Decision) => Promise<Decided>;
  /** Workers and the union decide by the truth about a share of what waits, and tell whoever takes callbacks at that address. */
  readonly decideAll: (callbackUrl: string) => Promise<Announced>;
  /** Empty unless asked for. */
  readonly testPersons: readonly PublishedTestPerson[];
  readonly close: () => Promise<void>;
}

const BASE_URL_VARIABLES = {
  'civil-affairs': 'CIVIL_AFFAIRS_BASE_URL',
  'medical-insurance': 'MEDICAL_INSURANCE_BASE_URL',
  'social-security': 'SOCIAL_SECURITY_BASE_URL',
  'aid-system': 'AID_SYSTEM_BASE_URL',
} as const satisfies Record<SourceId, string>;

interface Planned {
  readonly counterpart: Counterpart;
  readonly expectedCalls: number;
}

const surround = (options: SandboxOptions): Surroundings => {
  const tally = new Tally();
  return {
    city: buildCity(options),
    credentials: credentialsOf(options.seed, options.crypto ?? 'none'),
    clock: options.clock ?? wallClock,
    quirks: new Quirks(tally),
    tally,
    allowances: ALLOWANCES[options.allowances ?? 'usual'],
    hardshipDictionary: options.hardshipDictionary ?? true,
  };
};

/** Starts all four, in the order of their ports; if one cannot listen, none is left listening. */
const serveAll = async (planned: readonly Planned[], options: SandboxOptions, { tally, clock }: Surroundings): Promise<Served[]> => {
  const { portBase = 0, host = '127.0.0.1', faults = [], answersInMs = 0 } = options;
  const started = await Promise.allSettled(
    planned.map(({ counterpart, expectedCalls }, at) => {
      const schedule = new FaultSchedule(faults, counterpart.source, expectedCalls);
      return serve({ counterpart, schedule, tally, clock, host, port: portBase === 0 ? 0 : portBase + at, answersInMs });
    }),
  );
  const served = started.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  const failed = started.find((outcome) => outcome.status === 'rejected');
  if (!failed) return served;
  await Promise.all(served.map(({ close }) => close()));
  throw failed.reason;
};

const announcer =
  (applications: Applications, { credentials, clock }: Surroundings) =>
  async ({ applicationId, status, reasonCode, callbackUrl }: Decision): Promise<Decided> => {
    const decidedAt = new Date(clock.now()).toISOString();
    const { version } = applications.decide(applicationId, { status, reasonCode, decidedAt });
    const event = { eventId: randomUUID(), applicationId, version, status, reasonCode, decidedAt };
    const secret = credentials.aidSystem.callbackSecret;
    const taken = callbackUrl !== undefined && (await deliverCallback({ url: callbackUrl, secret, event, nowMs: clock.now }));
    return { eventId: event.eventId, taken };
  };

/** Builds the city and serves it. Rejects with RangeError for unusable options, with the system's error (EADDRINUSE) for a port in use. */
export const startSandbox = async (options: SandboxOptions): Promise<Sandbox> => {
  const surroundings = surround(options);
  const { city, credentials, tally } = surroundings;
  const applications = new Applications({ stateFile: options.stateFile, nowMs: epochMsOf(city.end) });
  const planned = [
    civilAffairs(surroundings),
    medicalInsurance(surroundings),
    socialSecurity(surroundings),
    aidSystem(surroundings, applications),
  ];
  const closing = new AbortController();
  const served = await serveAll(planned, options, surroundings);
  const bySource = <T>(of: (plan: Planned, at: number) => T) =>
    Object.fromEntries(planned.map((plan, at) => [plan.counterpart.source, of(plan, at)])) as Record<SourceId, T>;
  const expectedCalls = bySource(({ expectedCalls: calls }) => calls);
  const urls = bySource((_, at) => served[at]?.url ?? '');
  return {
    environment: {
      ...Object.fromEntries(Object.entries(BASE_URL_VARIABLES).map(([source, name]) => [name, urls[source as SourceId]])),
      ...credentialVariables(credentials),
    },
    counts: () => tally.counts(expectedCalls),
    violations: () => tally.violations(),
    judge: (flagged) => judge(city, flagged),
    testPersons: publishedTestPersons(city),
    applications: () => applications.list(),
    decide: announcer(applications, surroundings),
    decideAll: (url) => decideAndTell(applications, surroundings, { url, signal: closing.signal }),
    close: async () => {
      closing.abort();
      await Promise.all(served.map(({ close }) => close()));
    },
  };
};
