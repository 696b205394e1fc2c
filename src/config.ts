/**
 * Configuration: `readEnv` takes from outside all there is to take, `configOf` makes of it, purely, either a `Config` or one fault that
 * names everything wrong at once. `schemas/config.json` says what each variable is and must be.
 */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DEFAULTS, readAlertSettings } from './config/alert-settings.ts';
import { type AlertConfig, alertsOf } from './config/alerts.ts';
import { type Counterparts, counterpartsOf, type Settings } from './config/counterparts.ts';
import type { Read } from './config/json-file.ts';
import { misspeltWarnings } from './config/misspelt.ts';
import { type RedisAddress, readRedisAddress } from './config/redis-address.ts';
import { readRetention, SHIPPED } from './config/retention.ts';
import { isSecure, openToTheNetwork, type TlsSettings, tlsOf } from './config/tls.ts';
import { tracesOf } from './config/traces.ts';
import {
  COUNTERPART_ADDRESSES,
  checked,
  FILE_VARIABLES,
  fileComplaint,
  readWrittenBases,
  VARIABLES,
  type Variable,
  type Variables,
} from './config/variables.ts';
import { SECOND } from './domain/period.ts';
import { Fault } from './faults.ts';
import type { LogLevel } from './observe/events.ts';
import { type LogSettings, logFileOf } from './observe/log.ts';
import type { TraceSettings } from './observe/traces.ts';
import type { WrittenBasis } from './pipeline/2-normalise/permission.ts';
import type { SuiteName } from './security/crypto-suite.ts';
import type { RetentionRules } from './security/erasure/rules.ts';
import { readKey } from './security/keys.ts';
import type { ProviderSettings } from './security/sign-in/identity-provider.ts';

export type { Counterpart } from './config/counterparts.ts';

/** The command that is run, where it makes a difference to what must be set; `tool`: any that only looks at what is stored. */
export type Mode =
  | 'start'
  | 'serve'
  | 'work'
  | 'schedule'
  | 'reconcile'
  | 'jobs retry'
  | 'quarantine replay'
  | 'connectors check'
  | 'verify --live'
  | 'migrate'
  | 'tool';

export interface Config {
  readonly mode: Mode;
  readonly home: string;
  readonly database: { readonly kind: 'external'; readonly url: string } | { readonly kind: 'embedded' };
  /** Null: the queue is in the database. */
  readonly redis: RedisAddress | null;
  /** `kept`: generated on first use and kept in that file (`keptKey`). `previous`: what it replaces, while keys are rotated. */
  readonly masterKey:
    | { readonly kind: 'given'; readonly key: Buffer; readonly previous: Buffer | null }
    | { readonly kind: 'kept'; readonly path: string };
  readonly crypto: SuiteName;
  readonly http: { readonly host: string; readonly port: number; readonly tls: TlsSettings | null; readonly isSecure: boolean };
  /** Where `work` and `schedule` are asked how they are; null: nowhere. */
  readonly probes: { readonly host: string; readonly port: number } | null;
  readonly signIn: {
    readonly provider: ProviderSettings | null;
    /** Where the local administrator's password is kept; only on the embedded default. */
    readonly localPassword: string | null;
  };
  readonly cron: string;
  readonly ruleSet: string;
  readonly writtenBases: readonly WrittenBasis[];
  readonly retention: RetentionRules;
  readonly alerts: AlertConfig;
  readonly catchUpDays: number;
  /** Of a dataset, or of the roster: beyond this share nothing more ends in a night before a person has accepted it. */
  readonly mostEndedPercent: number;
  /** Of how many members one operator may be shown name and number on a day. */
  readonly revealsPerDay: number;
  /** Within which a live question is answered. */
  readonly liveDeadlineMs: number;
  readonly log: LogSettings;
  /** Null: nothing is traced. */
  readonly traces: TraceSettings | null;
  readonly counterparts: Counterparts;
  /** For a person to read once, at start. */
  readonly warnings: readonly string[];
}

/** An environment as it comes, with what is not ours. */
export type RawEnvironment = Readonly<Record<string, string | undefined>>;

export interface Environment {
  readonly variables: Variables;
  /** Content of each file a variable names; null: it cannot be read. */
  readonly files: { readonly [V in Variable]?: string | null };
  /** What relative paths are relative to. */
  readonly folder: string;
  readonly warnings: readonly string[];
}

/** This process's environment: the one place that looks at it. */
export const processEnvironment = (): RawEnvironment => process.env;

/** Reads and checks the configuration; throws one `invalid` fault that names everything wrong. */
export const readConfig = (env: RawEnvironment, { mode }: { readonly mode: Mode }): Config => configOf(readEnv(env), mode);

/** Ours of the environment, trimmed, an empty one absent, and the files they name. */
export const readEnv = (env: RawEnvironment): Environment => {
  const stated = VARIABLES.map((variable) => [variable, env[variable]?.trim() ?? ''] as const).filter(([, value]) => value !== '');
  const files = stated
    .filter(([variable]) => FILE_VARIABLES.includes(variable))
    .map(([variable, path]) => [variable, contentOf(path)] as const);
  return {
    variables: Object.fromEntries(stated),
    files: Object.fromEntries(files),
    folder: process.cwd(),
    warnings: misspeltWarnings(Object.keys(env)),
  };
};

const contentOf = (path: string): string | null => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
};

/** Modes that talk to the counterparts; `start` brings the sandbox, the others only look at what is stored. */
const NEEDS_COUNTERPARTS: readonly Mode[] = [
  'serve',
  'work',
  'schedule',
  'reconcile',
  'jobs retry',
  'quarantine replay',
  'connectors check',
  'verify --live',
];
/** Modes that `--sandbox` brings the counterparts of. */
const MAY_BRING_SANDBOX: readonly Mode[] = ['reconcile', 'jobs retry', 'quarantine replay'];
/** Those that only look are not worth a trace. */
const TRACED: readonly Mode[] = ['start', ...NEEDS_COUNTERPARTS];
/** Who listens anyway answers there. */
const PROBED: readonly Mode[] = ['work', 'schedule'];
const LISTENS: readonly Mode[] = ['start', 'serve'];
/** Their supervisor collects what they write. */
const LOGS_TO_STDERR: readonly Mode[] = ['serve', 'work', 'schedule'];

export const configOf = (environment: Environment, mode: Mode): Config => {
  const { values, complaints } = checked(environment.variables, NEEDS_COUNTERPARTS.includes(mode) ? mode : null);
  const lines = [...complaints, ...fileComplaints(environment)];
  if (lines.length > 0) throw unusable([...lines, ...sandboxHint(values, mode)]);
  const settings = settingsOf(values, environment);
  const home = resolve(environment.folder, settings.need('HUZHENG_HOME'));
  const url = settings.maybe('DATABASE_URL');
  const host = settings.need('HOST');
  const tls = tlsOf(settings);
  const probePort = settings.maybe('HUZHENG_PROBE_PORT');
  return {
    mode,
    home,
    database: url === null ? { kind: 'embedded' } : { kind: 'external', url },
    redis: redisOf(settings),
    masterKey: masterKeyOf(settings, home),
    crypto: settings.need('HUZHENG_CRYPTO') as SuiteName,
    http: { host, port: Number(settings.need('PORT')), tls, isSecure: isSecure(settings) },
    probes: PROBED.includes(mode) && probePort !== null ? { host, port: Number(probePort) } : null,
    signIn: {
      provider: providerOf(settings),
      localPassword: url === null && settings.maybe('HUZHENG_OIDC_ISSUER') === null ? join(home, 'admin-password') : null,
    },
    cron: settings.need('HUZHENG_CRON'),
    ruleSet: settings.maybe('HUZHENG_RULESET') ?? 'sandbox-city',
    writtenBases: fileOf('HUZHENG_WRITTEN_BASES', environment, { read: readWrittenBases, otherwise: [] }),
    retention: fileOf('HUZHENG_RETENTION', environment, { read: readRetention, otherwise: SHIPPED }),
    alerts: alertsOf(settings, fileOf('HUZHENG_ALERTS', environment, { read: readAlertSettings, otherwise: DEFAULTS })),
    catchUpDays: Number(settings.need('HUZHENG_CATCH_UP_DAYS')),
    mostEndedPercent: Number(settings.need('HUZHENG_MOST_ENDED_PERCENT')),
    revealsPerDay: Number(settings.need('HUZHENG_REVEALS_PER_DAY')),
    liveDeadlineMs: Number(settings.need('HUZHENG_LIVE_DEADLINE')) * SECOND,
    log: {
      level: settings.need('HUZHENG_LOG_LEVEL') as LogLevel,
      to: LOGS_TO_STDERR.includes(mode) ? 'stderr' : { file: logFileOf(home) },
    },
    traces: TRACED.includes(mode) ? tracesOf(settings) : null,
    counterparts: counterpartsOf(settings),
    warnings: [...environment.warnings, ...(LISTENS.includes(mode) ? openToTheNetwork(host, tls) : [])],
  };
};

/** Whoever has set up nothing has most likely tried `npm start`, whose counterparts are gone with it. */
const sandboxHint = (values: Variables, mode: Mode): readonly string[] =>
  MAY_BRING_SANDBOX.includes(mode) && COUNTERPART_ADDRESSES.every((address) => values[address] === undefined)
    ? [`With the synthetic city of \`npm start\` no counterpart's variable is needed: \`huzheng ${mode} --sandbox\`.`]
    : [];

const unusable = (lines: readonly string[]): Fault =>
  new Fault('invalid', {
    code: 'configuration',
    detail: lines.length === 1 ? lines.join('') : ['The configuration cannot be used:', ...lines].join('\n  '),
  });

const fileComplaints = ({ files }: Environment): readonly string[] =>
  FILE_VARIABLES.flatMap((variable) => {
    const text = files[variable];
    return text === undefined ? [] : fileComplaint(variable, text);
  });

interface File<T> {
  readonly read: (text: string) => Read<T>;
  /** What holds where no file is named. */
  readonly otherwise: T;
}

const fileOf = <T>(variable: Variable, { files }: Environment, { read, otherwise }: File<T>): T => {
  const text = files[variable] ?? null;
  if (text === null) return otherwise;
  const found = read(text);
  if ('content' in found) return found.content;
  throw new Fault('bug', { code: 'file-unchecked', detail: found.wrong });
};

const settingsOf = (values: Variables, { files }: Environment): Settings => ({
  maybe: (variable) => values[variable] ?? null,
  need: (variable) => {
    const value = values[variable];
    if (value === undefined)
      throw new Fault('bug', {
        code: 'unchecked-variable',
        detail: `${variable} is read, but the schema neither requires it nor gives it a default.`,
      });
    return value;
  },
  file: (variable) => files[variable] ?? undefined,
});

const redisOf = ({ maybe }: Settings): RedisAddress | null => {
  const url = maybe('REDIS_URL');
  if (url === null) return null;
  const address = readRedisAddress(url);
  if ('wrong' in address) throw new Fault('bug', { code: 'redis-unchecked', detail: address.wrong });
  return address;
};

const masterKeyOf = ({ maybe }: Settings, home: string): Config['masterKey'] => {
  const key = readKey(maybe('HUZHENG_KEY') ?? '');
  return key === null
    ? { kind: 'kept', path: join(home, 'key') }
    : { kind: 'given', key, previous: readKey(maybe('HUZHENG_KEY_PREVIOUS') ?? '') };
};

const providerOf = ({ maybe, need }: Settings): ProviderSettings | null => {
  const issuer = maybe('HUZHENG_OIDC_ISSUER');
  return issuer === null
    ? null
    : {
        issuer,
        clientId: need('HUZHENG_OIDC_CLIENT_ID'),
        clientSecret: need('HUZHENG_OIDC_CLIENT_SECRET'),
        secondFactor: maybe('HUZHENG_OIDC_SECOND_FACTOR'),
        publicUrl: need('HUZHENG_PUBLIC_URL'),
      };
};
