/** The machine's own `redis-server`, one process a server, on a port and in a folder of its own. Where there is none the tests on Redis are left out. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Redis } from 'ioredis';
import { freePort } from '../support/free-port.ts';
import { onPath } from '../support/on-path.ts';

export const NAMES = ['redis-server', 'valkey-server'] as const;

/** Null: there is none on PATH. */
export const REDIS_SERVER: string | null = onPath(NAMES);

export interface RedisServer {
  readonly url: string;
  readonly port: number;
  readonly pid: () => number;
  /** Where it keeps what it is told to keep. */
  readonly folder: string;
  /** Whoever looks inside; closed with the server. */
  readonly client: Redis;
  /** `kill -9`. */
  readonly kill: () => Promise<void>;
  /** After `kill`: on the same port, with what it has kept. */
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Keeps nothing on disk unless `options` say so. */
export const startRedis = async (options: readonly string[] = []): Promise<RedisServer> => running(async () => ['--save', '', ...options]);

/** A Sentinel of its own judgement, watching a server under that name. */
export const startSentinel = (name: string, port: number): Promise<RedisServer> =>
  running(async (folder) => {
    const path = join(folder, 'sentinel.conf');
    await writeFile(path, `sentinel monitor ${name} 127.0.0.1 ${port} 1\n`);
    return [path, '--sentinel'];
  });

const running = async (options: (folder: string) => Promise<readonly string[]>): Promise<RedisServer> => {
  const folder = await mkdtemp(join(tmpdir(), 'huzheng-redis-'));
  const port = await freePort();
  const args = [...(await options(folder)), '--port', String(port), '--bind', '127.0.0.1', '--dir', folder];
  let server = await started(args);
  const client = new Redis(port, '127.0.0.1', { retryStrategy: () => 50, maxRetriesPerRequest: null });
  client.on('error', () => undefined);
  const kill = async (): Promise<void> => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, 'exit');
    server.kill('SIGKILL');
    await ended;
  };
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    pid: () => server.pid ?? 0,
    folder,
    client,
    kill,
    start: async () => {
      server = await started(args);
    },
    stop: async () => {
      client.disconnect();
      await kill();
      await rm(folder, { recursive: true });
    },
  };
};

const started = async (args: readonly string[]): Promise<ChildProcess> => {
  if (REDIS_SERVER === null) throw new Error(`none of ${NAMES.join(', ')} is on PATH`);
  const server = spawn(REDIS_SERVER, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  const lines = createInterface({ input: server.stdout });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  lines.on('line', (line) => {
    if (/ready to accept connections|Sentinel ID is/i.test(line)) resolve();
  });
  server.once('exit', () => reject(new Error('redis-server ended as it began')));
  server.once('error', reject);
  await promise;
  return server;
};
