/** The machine's own `redis-server`, one process a server, on a port and in a folder of its own. Where there is none the tests on Redis are left out. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { Redis } from 'ioredis';

export const NAMES = ['redis-server', 'valkey-server'] as const;

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** Null: there is none on PATH. */
export const REDIS_SERVER: string | null =
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .flatMap((folder) => NAMES.map((name) => join(folder, name)))
    .find(isExecutable) ?? null;

export interface RedisServer {
  readonly url: string;
  readonly port: number;
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
export const startRedis = async (options: readonly string[] = []): Promise<RedisServer> => {
  const folder = await mkdtemp(join(tmpdir(), 'huzheng-redis-'));
  const port = await freePort();
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '', ...options];
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
    if (/ready to accept connections/i.test(line)) resolve();
  });
  server.once('exit', () => reject(new Error('redis-server ended as it began')));
  server.once('error', reject);
  await promise;
  return server;
};

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
};
