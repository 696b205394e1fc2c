/** Where one night takes place: a database of its own, a city with its four counterparts, and a wire to each of them that can be cut. */
import { copyFile, mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SOURCES, type Source } from '../../../src/domain/sources.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../../src/sandbox/sandbox.ts';
import type { RedisServer } from '../../redis/redis-server.ts';
import type { Cluster } from './cluster.ts';
import { type GoBetween, standBefore } from './nonsense.ts';
import type { Line } from './plan.ts';
import { layWire, type Wire } from './wire.ts';

const CLOCK = fileURLToPath(new URL('./shifted-clock.ts', import.meta.url));
const BASE_URLS = {
  'civil-affairs': 'CIVIL_AFFAIRS_BASE_URL',
  'medical-insurance': 'MEDICAL_INSURANCE_BASE_URL',
  'social-security': 'SOCIAL_SECURITY_BASE_URL',
  'aid-system': 'AID_SYSTEM_BASE_URL',
} as const satisfies Record<Source, string>;

export interface Place {
  readonly cluster: Cluster;
  readonly database: string;
  readonly home: string;
  readonly sandbox: Sandbox;
  readonly goBetween: Readonly<Record<Source, GoBetween>>;
  readonly wires: Readonly<Record<Line, Wire>>;
  /** Null: the queue is in the database. */
  readonly redis: RedisServer | null;
  /** Calls that the counterparts received so far. */
  readonly calls: () => number;
  /** For a process of ours; its wall clock is that of the file. */
  readonly environment: (clock?: Clock) => Readonly<Record<string, string>>;
  /** Past every wire, and with the right time. */
  readonly own: Readonly<Record<string, string>>;
  readonly setClock: (clock: Clock, offsetMs: number) => Promise<void>;
  /** For nights that follow on it. Nobody may be there any more. */
  readonly keep: (folder: string) => Promise<Kept>;
  readonly close: () => Promise<void>;
}

/** All of the night's, or that of whoever only knows the hour. */
export type Clock = 'everyone' | 'hour';

interface Grounds {
  readonly cluster: Cluster;
  readonly database: string;
  readonly home: string;
  /** The night before: its database, and what the aid system had been given. */
  readonly after: Kept | null;
  readonly redis: RedisServer | null;
}

export interface Kept {
  readonly database: string;
  readonly applications: string;
}

/** Where the aid system keeps what it was given. */
const STATE = 'applications.jsonl';

export const openPlace = async ({ cluster, database, home, after, redis }: Grounds, options: SandboxOptions): Promise<Place> => {
  const stateFile = join(home, STATE);
  await mkdir(home, { recursive: true });
  if (after !== null) await copyFile(after.applications, stateFile);
  await cluster.create(database, after?.database);
  const sandbox = await startSandbox({ ...options, stateFile });
  const goBetween = await bySource((source) => standBefore(source, sandbox.environment[BASE_URLS[source]] ?? ''));
  const toDatabase = await layWire(cluster.port);
  const wires = {
    ...(await bySource((source) => layWire(() => goBetween[source].port))),
    database: toDatabase,
    queue: redis === null ? toDatabase : await layWire(() => redis.port),
  };
  // Its name is kept with the database: what an earlier night left there would be found again.
  await redis?.client.flushall();
  const through = Object.fromEntries(SOURCES.map((source) => [BASE_URLS[source], `http://127.0.0.1:${wires[source].port}`]));
  const own = {
    DATABASE_URL: cluster.urlOf(database),
    HUZHENG_HOME: home,
    HUZHENG_KEY: Buffer.alloc(32, 7).toString('base64'),
    HUZHENG_RULESET: 'sandbox-city',
    PORT: '0',
    ...sandbox.environment,
  };
  const fileOf = (clock: Clock): string => join(home, `clock-of-${clock}`);
  const setClock: Place['setClock'] = async (clock, offsetMs) => {
    await writeFile(`${fileOf(clock)}.new`, String(offsetMs));
    await rename(`${fileOf(clock)}.new`, fileOf(clock));
  };
  await setClock('everyone', 0);
  return {
    cluster,
    database,
    home,
    sandbox,
    goBetween,
    wires,
    redis,
    calls: () => SOURCES.reduce((sum, source) => sum + goBetween[source].calls(), 0),
    own,
    environment: (clock = 'everyone') => ({
      ...own,
      ...through,
      DATABASE_URL: Object.assign(new URL(own.DATABASE_URL), { port: String(wires.database.port) }).href,
      ...(redis === null ? {} : { REDIS_URL: `redis://127.0.0.1:${wires.queue.port}` }),
      NODE_OPTIONS: `--import=${CLOCK}`,
      SHIFTED_CLOCK: fileOf(clock),
    }),
    setClock,
    keep: async (folder) => {
      const kept = { database: `after_${database}`, applications: join(folder, STATE) };
      await copyFile(stateFile, kept.applications);
      await cluster.create(kept.database, database);
      return kept;
    },
    close: async () => {
      for (const wire of new Set(Object.values(wires))) await wire.close();
      for (const source of SOURCES) await goBetween[source].close();
      await sandbox.close();
      await cluster.drop(database);
    },
  };
};

const bySource = async <T>(make: (source: Source) => Promise<T>): Promise<Readonly<Record<Source, T>>> => {
  const made = await Promise.all(SOURCES.map(async (source) => [source, await make(source)] as const));
  return Object.fromEntries(made) as Record<Source, T>;
};
