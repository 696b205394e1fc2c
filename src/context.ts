/**
 * The graph of one process, built once from its configuration: database, queue, vault, counterparts, log. Whatever is constructed is
 * constructed here; `overrides` lets a test put a clock or a counterpart in its place.
 */
import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { readDocumentCheck, readWhatRemains } from './application-schemas.ts';
import type { RedisAddress } from './config/redis-address.ts';
import type { Config } from './config.ts';
import { closers, orElse } from './context/closers.ts';
import { type Clients, dictionariesOf, openUpstream, type Upstream } from './context/counterparts.ts';
import { databaseOf } from './context/database.ts';
import { type Day, type Instant, instantOf } from './domain/period.ts';
import type { Authority } from './domain/sources.ts';
import { asFault } from './faults.ts';
import { openPostgresQueue } from './jobs/postgres-queue.ts';
import type { WorkQueue } from './jobs/queue.ts';
import { type Keys, openKeys } from './keys/open-keys.ts';
import { type Log, openLog } from './observe/log.ts';
import { createMetrics, type Metrics } from './observe/metrics.ts';
import { openTraces } from './observe/open-traces.ts';
import type { Traces } from './observe/traces.ts';
import { digestOfOwnCode } from './own-code.ts';
import type { WrittenBasis } from './pipeline/2-normalise/permission.ts';
import type { RuleSet } from './pipeline/4-screen/rule-set.ts';
import type { FaultsOf } from './pipeline/5-apply/document-check.ts';
import type { WhatRemains } from './pipeline/5-apply/what-remains.ts';
import { onlyOnce, rememberByKey } from './remember.ts';
import { type RuleSetOfNight, ruleSetsOfNights } from './rule-sets/of-night.ts';
import { ruleSetOfRun } from './rule-sets/stored.ts';
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
import { databaseFault } from './storage/database-faults.ts';
import { type AuditLedger, openLedger } from './storage/ledger.ts';
import type { Line } from './storage/line.ts';
import { migrate } from './storage/migrate.ts';
import { closeSession, openSession, useSession } from './storage/operators.ts';
import { settingOr } from './storage/settings.ts';
import { tokenKeyShelf } from './storage/token-keys.ts';
import type { AidSystemClient } from './upstream/aid-system.ts';
import type { AuthorityClient } from './upstream/connector.ts';

export interface Context {
  readonly config: Config;
  /** For whoever needs a connection of its own. */
  readonly line: Line;
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
  /** What a run is judged by. */
  readonly ruleSetOf: (run: { readonly ruleSet: string; readonly date: Day }) => Promise<RuleSet>;
  /** What the run of a date that is being opened is to be judged by. */
  readonly ruleSetOfNight: RuleSetOfNight;
  /** The last look at an application before it leaves. */
  readonly documentFaults: () => Promise<FaultsOf>;
  /** What worker and officers still have to supply, for whoever is shown an application. */
  readonly whatRemains: () => Promise<WhatRemains>;
  /** Of the code that judges. */
  readonly ownCode: () => Promise<string>;
  readonly dictionaryOf: ReturnType<typeof dictionariesOf>;
  readonly upstreamStates: Upstream['states'];
  readonly answeredAt: Upstream['answeredAt'];
  readonly log: Log;
  readonly metrics: Metrics;
  readonly traces: Traces;
  /** Wall clock. */
  readonly now: () => number;
  readonly clock: () => Instant;
  readonly random: () => number;
  readonly uuid: () => string;
  readonly close: () => Promise<void>;
}

export interface Overrides {
  readonly now?: () => number;
  readonly random?: () => number;
  /** In place of those that the configuration names. */
  readonly clients?: Clients;
}

export const openContext = async (config: Config, overrides: Overrides = {}): Promise<Context> => {
  const now = overrides.now ?? Date.now;
  const random = overrides.random ?? Math.random;
  const metrics = createMetrics(config.mode);
  const { log, close: closeLog } = await openLog(config.log, now, metrics.heard);
  const opened = closers((fault) => log.failed({ doing: 'close', fault }));
  opened.add(async () => closeLog());
  return orElse(async () => {
    const traces = await openTraces(config.traces, config.mode);
    opened.add(traces.close);
    const { line, pool, revive: reviveDatabase } = await databaseOf(config, log, opened);
    for (const name of await migrate(pool)) log.migrationApplied({ name });
    const queue = config.redis === null ? openPostgresQueue(line) : await redisQueue(config.redis, pool);
    opened.add(() => queue.close());
    const keys = await openKeys(config, {
      pool,
      line,
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
    const { clients, states, answeredAt } =
      overrides.clients === undefined
        ? openUpstream(config, { pool, log, metrics, traces, now, random, opened })
        : { clients: overrides.clients, states: () => ({}), answeredAt: () => null };
    return {
      config,
      line,
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
      traces,
      now,
      random,
      uuid: randomUUID,
      writtenBases: config.writtenBases,
      documentFaults: onlyOnce(readDocumentCheck),
      whatRemains: onlyOnce(readWhatRemains),
      ownCode: onlyOnce(digestOfOwnCode),
      ruleSetOf: rememberByKey(
        ({ ruleSet, date }) => `${ruleSet} ${date}`,
        (run) => ruleSetOfRun(pool, run),
      ),
      ruleSetOfNight: ruleSetsOfNights({ log, clock }),
      authorities: clients.authorities,
      // Asked for at the last moment: commands that only look do without counterparts.
      get aidSystem() {
        return clients.aidSystem;
      },
      dictionaryOf: dictionariesOf(clients),
      upstreamStates: states,
      answeredAt,
      clock,
      close: opened.close,
    };
  }, opened.close);
};

/** Loaded where there is one. */
const redisQueue = async (address: RedisAddress, pool: pg.Pool): Promise<WorkQueue> => {
  const { openRedisQueue } = await import('./jobs/redis-queue.ts');
  return openRedisQueue(address, await installationOf(pool));
};

/** What this installation is called where it shares a place with others. It says nothing of it. */
const installationOf = async (pool: pg.Pool): Promise<string> =>
  (await settingOr(pool, 'installation', () => Buffer.from(randomUUID()))).toString();

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
