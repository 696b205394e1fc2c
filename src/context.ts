/**
 * The graph of one process, built once from its configuration: database, queue, vault, counterparts, log. Whatever is constructed is
 * constructed here; `overrides` lets a test put a clock or a counterpart in its place.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleepFor } from 'node:timers/promises';
import type pg from 'pg';
import { aidSystem } from '../connectors/aid-system/index.ts';
import { civilAffairs } from '../connectors/civil-affairs/index.ts';
import { medicalInsurance } from '../connectors/medical-insurance/index.ts';
import { socialSecurity } from '../connectors/social-security/index.ts';
import { readDocumentCheck } from './application-schemas.ts';
import type { Config, Counterpart } from './config.ts';
import { type Day, type Instant, instantOf } from './domain/period.ts';
import { type Authority, type Source, sourceOf, type Testimony } from './domain/sources.ts';
import { asFault, Fault } from './faults.ts';
import { openPostgresQueue } from './jobs/bullmq.ts';
import type { WorkQueue } from './jobs/queue.ts';
import { type Keys, openKeys } from './keys/open-keys.ts';
import { type Log, openLog } from './observe/log.ts';
import { createMetrics, type Metrics } from './observe/metrics.ts';
import type { WrittenBasis } from './pipeline/2-normalise/permission.ts';
import type { RuleSet } from './pipeline/4-screen/rule-set.ts';
import type { FaultsOf } from './pipeline/5-apply/document-check.ts';
import { onlyOnce, rememberByKey } from './remember.ts';
import { readRuleSet } from './rule-sets.ts';
import type { LookupKey } from './security/digest.ts';
import { type LedgerKeys, openLedgerKeys } from './security/ledger/keys.ts';
import type { RecordVault } from './security/record-vault.ts';
import { clients } from './security/sign-in/clients.ts';
import { identityProvider } from './security/sign-in/identity-provider.ts';
import { localAccount } from './security/sign-in/local-account.ts';
import { sessions } from './security/sign-in/sessions.ts';
import { type SignIn, signIn } from './security/sign-in/sign-in.ts';
import { tokenKeys } from './security/sign-in/token-keys.ts';
import { tokens } from './security/sign-in/tokens.ts';
import { findClient } from './storage/clients.ts';
import { openPool } from './storage/database.ts';
import { databaseFault } from './storage/database-faults.ts';
import { attachEmbedded } from './storage/embedded/attach.ts';
import { type AuditLedger, openLedger } from './storage/ledger.ts';
import { migrate } from './storage/migrate.ts';
import { closeSession, openSession, useSession } from './storage/operators.ts';
import { reserveSlot } from './storage/quota.ts';
import { tokenKeyShelf } from './storage/token-keys.ts';
import type { AidSystemClient } from './upstream/aid-system.ts';
import type { AuthorityClient, Call, Connector, ConnectorTools, Dictionary } from './upstream/connector.ts';
import { createUpstreamHttp, type UpstreamClient } from './upstream/http.ts';
import { sharedQuota } from './upstream/shared-quota.ts';

export interface Context {
  readonly config: Config;
  readonly databaseUrl: string;
  /** Starts the embedded server again where it is gone. False: the database is not ours to start. */
  readonly reviveDatabase: () => Promise<boolean>;
  readonly pool: pg.Pool;
  readonly queue: WorkQueue;
  readonly vault: RecordVault;
  readonly lookup: LookupKey;
  readonly signIn: SignIn;
  readonly ledger: AuditLedger;
  /** What the two above stand on, for those who keep keys of their own or change them. */
  readonly keys: Keys;
  readonly authorities: Readonly<Record<Authority, AuthorityClient>>;
  readonly aidSystem: AidSystemClient;
  readonly writtenBases: readonly WrittenBasis[];
  readonly ruleSetOf: (on: { readonly ruleSet: string; readonly date: Day }) => Promise<RuleSet>;
  /** The last look at an application before it leaves. */
  readonly documentFaults: () => Promise<FaultsOf>;
  /** An authority's code tables, asked for once a day and process. */
  readonly dictionaryOf: (dataset: Testimony, date: Day, call: Call) => Promise<Dictionary>;
  readonly upstreamStates: () => Readonly<Partial<Record<Source, ReturnType<UpstreamClient['state']>>>>;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Wall clock. */
  readonly now: () => number;
  readonly clock: () => Instant;
  readonly random: () => number;
  readonly uuid: () => string;
  readonly close: () => Promise<void>;
}

/** The four counterparts, ready to be asked. */
export interface Clients {
  readonly authorities: Readonly<Record<Authority, AuthorityClient>>;
  readonly aidSystem: AidSystemClient;
}

export interface Overrides {
  readonly now?: () => number;
  readonly random?: () => number;
  /** In place of those that the configuration names. */
  readonly clients?: Clients;
}

const POOL_SIZE = 16;

export const openContext = async (config: Config, overrides: Overrides = {}): Promise<Context> => {
  const now = overrides.now ?? Date.now;
  const random = overrides.random ?? Math.random;
  const opened = closers();
  try {
    const { log, close: closeLog } = await openLog(config.log, now);
    opened.add(async () => closeLog());
    const { url: databaseUrl, pool, revive: reviveDatabase } = await databaseOf(config, log, opened);
    for (const name of await migrate(pool)) log.migrationApplied({ name });
    const queue = openPostgresQueue(databaseUrl);
    opened.add(() => queue.close());
    const keys = await openKeys(config, {
      pool,
      databaseUrl,
      notTaken: (thrown) => log.vaultKeysNotTaken({ code: asFault(databaseFault(thrown)).code }),
    });
    opened.add(keys.close);
    const clock = (): Instant => instantOf(now());
    const ledger = openLedger(pool, {
      suite: keys.suite,
      keys: await ledgerKeysOf(keys),
      clock,
      signed: log.ledgerSigned,
      leftUnsigned: (fault) => log.failed({ doing: 'ledger-checkpoint', fault: databaseFault(fault) }),
    });
    opened.add(() => ledger.close());
    const metrics = createMetrics();
    const { clients, states } =
      overrides.clients === undefined
        ? openUpstream(config, { pool, log, metrics, now, random, opened })
        : { clients: overrides.clients, states: () => ({}) };
    return {
      config,
      databaseUrl,
      reviveDatabase,
      pool,
      queue,
      vault: keys.records,
      lookup: keys.lookup,
      keys,
      signIn: openSignIn(config, { pool, keys, now }),
      ledger,
      log,
      metrics,
      now,
      random,
      uuid: randomUUID,
      writtenBases: config.writtenBases,
      documentFaults: onlyOnce(readDocumentCheck),
      ruleSetOf: rememberByKey(
        ({ ruleSet, date }) => `${ruleSet} ${date}`,
        ({ ruleSet, date }) => readRuleSet(ruleSet, date),
      ),
      authorities: clients.authorities,
      // Asked for at the last moment: commands that only look do without counterparts.
      get aidSystem() {
        return clients.aidSystem;
      },
      dictionaryOf: dictionariesOf(clients),
      upstreamStates: states,
      clock,
      close: opened.close,
    };
  } catch (thrown) {
    await opened.close();
    throw thrown;
  }
};

/** What was opened, closed in reverse; one that fails to close does not keep the others open. */
const closers = () => {
  const closing: (() => Promise<void>)[] = [];
  return {
    add: (close: () => Promise<void>) => void closing.push(close),
    close: async (): Promise<void> => {
      const failures: unknown[] = [];
      for (const close of closing.splice(0).reverse()) await close().catch((thrown: unknown) => failures.push(thrown));
      if (failures.length > 0) throw failures[0];
    },
  };
};
type Closers = ReturnType<typeof closers>;

interface Address {
  readonly url: string;
  readonly revive: () => Promise<boolean>;
}

const databaseOf = async (config: Config, log: Log, opened: Closers): Promise<Address & { readonly pool: pg.Pool }> => {
  const address = await addressOf(config, log, opened);
  const pool = openPool(address.url, POOL_SIZE);
  opened.add(() => pool.end());
  return { ...address, pool };
};

const addressOf = async (config: Config, log: Log, opened: Closers): Promise<Address> => {
  if (config.database.kind === 'external') return { url: config.database.url, revive: async () => false };
  const attach = async (): Promise<string> => {
    const embedded = await attachEmbedded(config.home, { now: Date.now, sleep: (ms) => sleepFor(ms), randomBytes });
    opened.add(() => embedded.detach());
    log.databaseAttached({ state: embedded.state });
    return embedded.url;
  };
  const url = await attach();
  const revive = async (): Promise<boolean> => {
    if ((await attach()) !== url) throw movedAway();
    return true;
  };
  return { url, revive };
};

const movedAway = (): Fault =>
  new Fault('busy', {
    code: 'database-moved',
    detail:
      'The embedded database was gone and had to be started on another port. Nothing that was saved is lost; the same command goes on.',
  });

/** Only the database, brought to this version. */
export const openDatabase = async (
  config: Config,
): Promise<{ readonly pool: pg.Pool; readonly applied: readonly string[]; readonly close: () => Promise<void> }> => {
  const opened = closers();
  try {
    const { log, close: closeLog } = await openLog(config.log, Date.now);
    opened.add(async () => closeLog());
    const { pool } = await databaseOf(config, log, opened);
    return { pool, applied: await migrate(pool), close: opened.close };
  } catch (thrown) {
    await opened.close();
    throw thrown;
  }
};

/** Systems by their registration here, or the aid system by its own (`interfaces.md` §4). */
const openSignIn = ({ counterparts, signIn: settings }: Config, { pool, keys, now }: Pick<Context, 'pool' | 'keys' | 'now'>): SignIn => {
  const ofTokens = tokenKeys({ shelf: tokenKeyShelf(pool), wrapping: keys.wrapping, now, uuid: randomUUID });
  const configured = counterparts.aidSystem?.settings.inbound ?? null;
  return signIn({
    tokenKeys: ofTokens,
    tokens: tokens(ofTokens, { now, uuid: randomUUID }),
    clients: clients({ find: (clientId) => findClient(pool, clientId), lookup: keys.lookup, now, configured }),
    sessions: sessions(
      { open: (session) => openSession(pool, session), use: (at) => useSession(pool, at), close: (digest) => closeSession(pool, digest) },
      now,
    ),
    provider: settings.provider === null ? null : identityProvider(settings.provider),
    local: settings.localPassword === null ? null : localAccount(settings.localPassword),
  });
};

const ledgerKeysOf = async ({ suite, wrapped }: Keys): Promise<LedgerKeys> =>
  openLedgerKeys(suite, { subjects: await wrapped('ledger'), signing: await wrapped('ledger-signing', suite.newSigningKey) });

interface UpstreamParts {
  readonly pool: pg.Pool;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly now: () => number;
  readonly random: () => number;
  readonly opened: Closers;
}

interface Upstream {
  readonly clients: Clients;
  readonly states: Context['upstreamStates'];
}

const openUpstream = ({ counterparts }: Config, { pool, log, metrics, now, random, opened }: UpstreamParts): Upstream => {
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
        sleep: async (ms, signal) => void (await sleepFor(ms, undefined, { signal })),
        observe: (event) => {
          log.upstreamCalled(event);
          metrics.upstreamCalled(event);
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
  return { clients, states: () => Object.fromEntries([...https].map(([source, http]) => [source, http.state()])) };
};

const dictionariesOf = ({ authorities }: Clients): Context['dictionaryOf'] => {
  const dictionaries = rememberByKey(
    ({ source, date }: { source: Authority; date: Day; call: Call }) => `${source} ${date}`,
    ({ source, call }) => authorities[source].dictionary(call),
  );
  return (dataset, date, call) => dictionaries({ source: sourceOf(dataset) as Authority, date, call });
};

const notConfigured = (source: Source): Fault =>
  new Fault('invalid', { code: 'counterpart-missing', detail: `${source} has no base URL; set its variables (README, "Configuration").` });
