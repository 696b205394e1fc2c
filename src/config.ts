/**
 * Configuration: `readEnv` takes from the environment all there is to take, `configOf` makes of it, purely, either a `Config` or one
 * fault that names everything wrong at once. `schemas/config.json` says what each variable is and must be.
 */
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import { validate as isCron } from 'node-cron';
import schema from '../schemas/config.json' with { type: 'json' };
import { parseCompactDay } from './domain/period.ts';
import { Fault } from './faults.ts';
import { type LogSettings, logFileOf } from './observe/log.ts';
import type { LogLevel } from './observe/events.ts';
import type { WrittenBasis } from './pipeline/2-normalise/permission.ts';
import { readKey } from './security/keys.ts';
import { type ClosedHours, parseClosedHours } from './upstream/closed-hours.ts';

export type Mode = 'start' | 'serve' | 'work' | 'reconcile' | 'migrate' | 'tool';

export interface Config {
  readonly mode: Mode;
  readonly home: string;
  readonly database: { readonly kind: 'external'; readonly url: string } | { readonly kind: 'embedded' };
  /** Null: the queue lives in PostgreSQL. */
  readonly redisUrl: string | null;
  /** `kept`: generated on first use and kept in that file (`keptKey`). */
  readonly masterKey: { readonly kind: 'given'; readonly key: Buffer } | { readonly kind: 'kept'; readonly path: string };
  readonly http: { readonly host: string; readonly port: number };
  readonly cron: string;
  readonly ruleSet: string;
  readonly writtenBases: readonly WrittenBasis[];
  readonly catchUpDays: number;
  readonly log: LogSettings;
  readonly counterparts: Counterparts;
  /** For a person to read once, at start. */
  readonly warnings: readonly string[];
}

/** Null: no base URL; only where the mode does without. */
export interface Counterparts {
  readonly civilAffairs: Counterpart<{ readonly rid: string; readonly appkey: string; readonly accessKey: string }> | null;
  readonly medicalInsurance: Counterpart<MedicalInsuranceVariables> | null;
  readonly socialSecurity: Counterpart<{ readonly clientId: string; readonly key: string }> | null;
  readonly aidSystem: Counterpart<{ readonly clientId: string; readonly clientSecret: string; readonly callbackSecret: string | null; readonly inbound: { readonly clientId: string; readonly clientSecret: string } | null }> | null;
}

export interface Counterpart<Settings> {
  /** For its HTTP client. */
  readonly http: { readonly baseUrl: string; readonly proxyUrl: string | undefined; readonly caPem: string | undefined; readonly closed: ClosedHours | undefined };
  /** For its connector. */
  readonly settings: Settings;
}

interface MedicalInsuranceVariables {
  readonly paasid: string;
  readonly token: string;
  readonly fixmedinsCode: string;
  readonly fixmedinsName: string;
  readonly admdvs: string;
  readonly recerSysCode: string;
  readonly opterNo: string;
  readonly opterName: string;
  readonly crypto: { readonly kind: 'none' } | { readonly kind: 'sm'; readonly appId: string; readonly appSecret: string; readonly sm2PrivateKey: string; readonly sm2PeerPublicKey: string };
}

type Variable = keyof typeof schema.properties;
type Variables = { readonly [V in Variable]?: string };
/** As it comes: also what is not ours. */
export type RawEnvironment = Readonly<Record<string, string | undefined>>;

export interface Environment {
  readonly variables: Variables;
  /** Content of the files that variables name; null: it cannot be read. */
  readonly files: Variables & { readonly [V in Variable]?: string | null };
  readonly folder: string;
  readonly warnings: readonly string[];
}
