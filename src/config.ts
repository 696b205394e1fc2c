/**
 * Configuration: `readEnv` takes from outside all there is to take, `configOf` makes of it, purely, either a `Config` or one fault that
 * names everything wrong at once. `schemas/config.json` says what each variable is and must be.
 */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { misspeltWarnings } from './config/misspelt.ts';
import {
  checked,
  FILE_VARIABLES,
  isCertificate,
  readWrittenBases,
  unreadableLine,
  VARIABLES,
  type Variable,
  type Variables,
} from './config/variables.ts';
import { Fault } from './faults.ts';
import type { LogLevel } from './observe/events.ts';
import { type LogSettings, logFileOf } from './observe/log.ts';
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

/** Null: no base URL, which only some modes do without. */
export interface Counterparts {
  readonly civilAffairs: Counterpart<{ readonly rid: string; readonly appkey: string; readonly accessKey: string }> | null;
  readonly medicalInsurance: Counterpart<MedicalInsuranceSettings> | null;
  readonly socialSecurity: Counterpart<{ readonly clientId: string; readonly key: string }> | null;
  readonly aidSystem: Counterpart<AidSystemSettings> | null;
}

/** `http` for its HTTP client, `settings` for its connector. */
export interface Counterpart<Settings> {
  readonly http: {
    readonly baseUrl: string;
    readonly proxyUrl: string | undefined;
    readonly caPem: string | undefined;
    readonly closed: ClosedHours | undefined;
  };
  readonly settings: Settings;
}

interface MedicalInsuranceSettings {
  readonly paasid: string;
  readonly token: string;
  readonly fixmedinsCode: string;
  readonly fixmedinsName: string;
  readonly admdvs: string;
  readonly recerSysCode: string;
  readonly opterNo: string;
  readonly opterName: string;
  readonly crypto:
    | { readonly kind: 'none' }
    | {
        readonly kind: 'sm';
        readonly appId: string;
        readonly appSecret: string;
        readonly sm2PrivateKey: string;
        readonly sm2PeerPublicKey: string;
      };
}

interface AidSystemSettings {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Null: its callbacks are refused. */
  readonly callbackSecret: string | null;
  /** Null: it has no client at our token endpoint. */
  readonly inbound: { readonly clientId: string; readonly clientSecret: string } | null;
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
const NEEDS_COUNTERPARTS: readonly Mode[] = ['serve', 'work', 'reconcile'];
/** Their supervisor collects what they write. */
const LOGS_TO_STDERR: readonly Mode[] = ['serve', 'work'];

export const configOf = (environment: Environment, mode: Mode): Config => {
  const { values, complaints } = checked(environment.variables, NEEDS_COUNTERPARTS.includes(mode) ? mode : null);
  const lines = [...complaints, ...fileComplaints(environment)];
  if (lines.length > 0) throw unusable(lines);
  const settings = settingsOf(values, environment);
  const home = resolve(environment.folder, settings.need('HUZHENG_HOME'));
  const url = settings.maybe('DATABASE_URL');
  return {
    mode,
    home,
    database: url === null ? { kind: 'embedded' } : { kind: 'external', url },
    redisUrl: settings.maybe('REDIS_URL'),
    masterKey: masterKeyOf(settings, home),
    http: { host: settings.need('HOST'), port: Number(settings.need('PORT')) },
    cron: settings.need('HUZHENG_CRON'),
    ruleSet: settings.maybe('HUZHENG_RULESET') ?? 'sandbox-city',
    writtenBases: basesOf(environment),
    catchUpDays: Number(settings.need('HUZHENG_CATCH_UP_DAYS')),
    log: {
      level: settings.need('HUZHENG_LOG_LEVEL') as LogLevel,
      to: LOGS_TO_STDERR.includes(mode) ? 'stderr' : { file: logFileOf(home) },
    },
    counterparts: counterpartsOf(settings),
    warnings: environment.warnings,
  };
};

const unusable = (lines: readonly string[]): Fault =>
  new Fault('invalid', {
    code: 'configuration',
    detail: lines.length === 1 ? lines.join('') : ['The configuration cannot be used:', ...lines].join('\n  '),
  });

const fileComplaints = ({ files }: Environment): readonly string[] =>
  FILE_VARIABLES.flatMap((variable) => {
    const text = files[variable];
    if (text === undefined) return [];
    if (text === null) return [unreadableLine(variable)];
    if (variable !== 'HUZHENG_WRITTEN_BASES') return isCertificate(text) ? [] : [unreadableLine(variable)];
    const read = readWrittenBases(text);
    return 'wrong' in read ? [read.wrong] : [];
  });

const basesOf = ({ files }: Environment): readonly WrittenBasis[] => {
  const read = readWrittenBases(files.HUZHENG_WRITTEN_BASES ?? '[]');
  return 'bases' in read ? read.bases : [];
};

interface Settings {
  readonly maybe: (variable: Variable) => string | null;
  readonly need: (variable: Variable) => string;
  readonly file: (variable: Variable) => string | undefined;
}

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

const masterKeyOf = ({ maybe }: Settings, home: string): Config['masterKey'] => {
  const key = readKey(maybe('HUZHENG_KEY') ?? '');
  return key === null ? { kind: 'kept', path: join(home, 'key') } : { kind: 'given', key };
};

const counterpartsOf = (settings: Settings): Counterparts => {
  const { need, maybe } = settings;
  return {
    civilAffairs: counterpart(settings, 'CIVIL_AFFAIRS', () => ({
      rid: need('CIVIL_AFFAIRS_RID'),
      appkey: need('CIVIL_AFFAIRS_APPKEY'),
      accessKey: need('CIVIL_AFFAIRS_ACCESS_KEY'),
    })),
    medicalInsurance: counterpart(settings, 'MEDICAL_INSURANCE', () => medicalInsuranceOf(settings)),
    socialSecurity: counterpart(settings, 'SOCIAL_SECURITY', () => ({
      clientId: need('SOCIAL_SECURITY_CLIENT_ID'),
      key: need('SOCIAL_SECURITY_KEY'),
    })),
    aidSystem: counterpart(settings, 'AID_SYSTEM', () => ({
      clientId: need('AID_SYSTEM_CLIENT_ID'),
      clientSecret: need('AID_SYSTEM_CLIENT_SECRET'),
      callbackSecret: maybe('AID_SYSTEM_CALLBACK_SECRET'),
      inbound:
        maybe('AID_SYSTEM_INBOUND_CLIENT_ID') === null
          ? null
          : { clientId: need('AID_SYSTEM_INBOUND_CLIENT_ID'), clientSecret: need('AID_SYSTEM_INBOUND_CLIENT_SECRET') },
    })),
  };
};

type Prefix = 'CIVIL_AFFAIRS' | 'MEDICAL_INSURANCE' | 'SOCIAL_SECURITY' | 'AID_SYSTEM';

const counterpart = <S>({ maybe, file }: Settings, prefix: Prefix, settings: () => S): Counterpart<S> | null => {
  const baseUrl = maybe(`${prefix}_BASE_URL`);
  const closed = maybe(`${prefix}_CLOSED`);
  if (baseUrl === null) return null;
  return {
    http: {
      baseUrl,
      proxyUrl: maybe(`${prefix}_PROXY_URL`) ?? undefined,
      caPem: file(`${prefix}_CA_FILE`),
      closed: closed === null ? undefined : parseClosedHours(closed),
    },
    settings: settings(),
  };
};

const medicalInsuranceOf = ({ need }: Settings): MedicalInsuranceSettings => ({
  paasid: need('MEDICAL_INSURANCE_PAASID'),
  token: need('MEDICAL_INSURANCE_TOKEN'),
  fixmedinsCode: need('MEDICAL_INSURANCE_FIXMEDINS_CODE'),
  fixmedinsName: need('MEDICAL_INSURANCE_FIXMEDINS_NAME'),
  admdvs: need('MEDICAL_INSURANCE_ADMDVS'),
  recerSysCode: need('MEDICAL_INSURANCE_RECER_SYS_CODE'),
  opterNo: need('MEDICAL_INSURANCE_OPTER_NO'),
  opterName: need('MEDICAL_INSURANCE_OPTER_NAME'),
  crypto: need('MEDICAL_INSURANCE_CRYPTO') === 'sm' ? nationalCryptographyOf(need) : { kind: 'none' },
});

const nationalCryptographyOf = (need: Settings['need']): MedicalInsuranceSettings['crypto'] => ({
  kind: 'sm',
  appId: need('MEDICAL_INSURANCE_APP_ID'),
  appSecret: need('MEDICAL_INSURANCE_APP_SECRET'),
  sm2PrivateKey: need('MEDICAL_INSURANCE_SM2_PRIVATE_KEY'),
  sm2PeerPublicKey: need('MEDICAL_INSURANCE_SM2_PEER_PUBLIC_KEY'),
});
