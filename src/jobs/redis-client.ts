/**
 * Connections to Redis or Valkey. Two kinds, because a queue is used in two ways: who hands over wants to know at once that it is away, and has its
 * rows; who works waits until it is back.
 */
import { Cluster, type ClusterOptions, Redis, type RedisOptions } from 'ioredis';
import type { RedisAddress, RedisHost } from '../config/redis-address.ts';
import { SECOND } from '../domain/period.ts';

export type RedisClient = Redis | Cluster;

/** `handing-over`: every command fails at once while the server is away. `working`: every command waits for it. */
export type Patience = 'handing-over' | 'working';

const CONNECT_WITHIN = 5 * SECOND;
const AGAIN_AFTER_AT_MOST = SECOND;
/** An answer that stays out this long is none: the connection is given up. Longer than a worker waits for a job in one go (10 s). */
const SILENT: Readonly<Record<Patience, number>> = { 'handing-over': 5 * SECOND, working: 20 * SECOND };

const retryAfter = (times: number): number => Math.min(times * 100, AGAIN_AFTER_AT_MOST);
const notAgain = (): null => null;

const optionsFor = ({ username, password, tls }: RedisAddress, patience: Patience) =>
  ({
    ...(username === null ? {} : { username }),
    ...(password === null ? {} : { password }),
    ...(tls ? { tls: {} } : {}),
    // What BullMQ is tested with.
    protocol: 2,
    connectTimeout: CONNECT_WITHIN,
    socketTimeout: SILENT[patience],
    maxRetriesPerRequest: patience === 'working' ? null : 0,
    // After a fail-over the old master may still answer, and refuses to write: the next connection finds the new one.
    reconnectOnError: (error: Error) => (error.message.startsWith('READONLY') ? 2 : false),
  }) as const satisfies RedisOptions;

/** Of one server, or of the master that Sentinels name. */
export const serverOptions = (address: Extract<RedisAddress, { kind: 'server' | 'sentinel' }>, patience: Patience) => {
  const common = {
    ...optionsFor(address, patience),
    enableOfflineQueue: patience === 'working',
    retryStrategy: retryAfter,
    db: address.db,
  } satisfies RedisOptions;
  if (address.kind === 'server') return { ...common, host: address.host, port: address.port };
  const { username, password } = address.sentinelSecret;
  return {
    ...common,
    sentinels: address.sentinels.map(hostAndPort),
    name: address.master,
    ...(username === null ? {} : { sentinelUsername: username }),
    ...(password === null ? {} : { sentinelPassword: password }),
    enableTLSForSentinelMode: address.tls,
    sentinelRetryStrategy: retryAfter,
    sentinelCommandTimeout: CONNECT_WITHIN,
  } satisfies RedisOptions;
};

export const clusterOptions = (address: Extract<RedisAddress, { kind: 'cluster' }>, patience: Patience) =>
  ({
    enableOfflineQueue: patience === 'working',
    clusterRetryStrategy: retryAfter,
    slotsRefreshTimeout: CONNECT_WITHIN,
    redisOptions: optionsFor(address, patience),
  }) satisfies ClusterOptions;

export interface RedisConnection {
  readonly client: RedisClient;
  /** Ends it, and what was made of it, also while they look for a server that is away; what waits for an answer is told that there will be none. */
  readonly giveUp: () => void;
}

export const openRedis = (address: RedisAddress, patience: Patience): RedisConnection => {
  const client =
    address.kind === 'cluster'
      ? new Cluster(address.nodes.map(hostAndPort), clusterOptions(address, patience))
      : new Redis(serverOptions(address, patience));
  const all = [client];
  const made = client.duplicate.bind(client) as (...given: readonly unknown[]) => typeof client;
  Object.assign(client, {
    duplicate: (...given: readonly unknown[]) => {
      const one = made(...given);
      all.push(one);
      return one;
    },
  });
  // Connection troubles surface at the next call, which reports them; a listener keeps Node from ending the process meanwhile.
  client.on('error', () => undefined);
  return { client, giveUp: () => all.forEach(end) };
};

/** Whoever was told to go while it looked for its server is left without an end (taskforcesh/bullmq #4585): it looks once more, and not again. */
const end = (client: RedisClient): void => {
  Object.assign(client.options, client instanceof Cluster ? { clusterRetryStrategy: notAgain } : { retryStrategy: notAgain });
  // That it finds nobody is what it is told for.
  if (client.status === 'reconnecting') client.connect().catch(() => undefined);
  else client.disconnect();
};

const hostAndPort = ({ host, port }: RedisHost): { host: string; port: number } => ({ host, port });
