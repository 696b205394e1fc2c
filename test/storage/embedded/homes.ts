/** Home folders and attaching processes for the tests of the embedded server; whatever they leave is cleared away. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { readConnection, urlOf } from '../../../src/storage/embedded/connection.ts';
import { SHARED_FOLDER } from '../../../src/storage/embedded/place.ts';
import { postmasterOf, stopPostmaster } from '../../../src/storage/embedded/postmaster.ts';
import { embeddedTools } from '../../support/database.ts';

const ATTACHER = fileURLToPath(new URL('./attacher.ts', import.meta.url));

/** A home that does not exist yet, in a folder others may pass through (mode 0711) or not (0700). */
export const newHome = async (mode: 0o711 | 0o700 = 0o711): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'huzheng-home-'));
  await chmod(folder, mode);
  return join(folder, 'home');
};

export const dataOf = async (home: string): Promise<string> => join(await realpath(join(home, 'postgres')), 'data');

export const isServerRunning = async (home: string): Promise<boolean> => (await postmasterOf(await dataOf(home))) !== null;

export const serverPid = async (home: string): Promise<number> => {
  const running = await postmasterOf(await dataOf(home));
  if (running === null) throw new Error('no server runs');
  return running.pid;
};

export const removeHome = async (home: string): Promise<void> => {
  const place = await realpath(join(home, 'postgres')).catch(() => null);
  if (place !== null) {
    await stopPostmaster(join(place, 'data'), embeddedTools);
    if (dirname(place) === SHARED_FOLDER) await rm(place, { recursive: true });
  }
  await rm(dirname(home), { recursive: true, force: true });
};

export interface Attacher {
  /** Its first line. */
  readonly said: { readonly state?: string; readonly url?: string; readonly refused?: string };
  readonly pid: number;
  readonly interrupt: () => Promise<{ readonly answersAfterInterrupt?: boolean }>;
  readonly kill: () => Promise<void>;
  readonly leave: () => Promise<void>;
}

/** As a terminal starts it: leader of a process group of its own. */
export const startAttacher = async (home: string): Promise<Attacher> => {
  const child = spawn(process.execPath, [ATTACHER, home], { stdio: ['pipe', 'pipe', 'inherit'], detached: true });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<object> => JSON.parse(String((await lines.next()).value)) as object;
  const pid = child.pid ?? 0;
  const said = (await next()) as Attacher['said'];
  return {
    said,
    pid,
    interrupt: async () => {
      process.kill(-pid, 'SIGINT');
      return next();
    },
    kill: () => ended(child, () => child.kill('SIGKILL')),
    leave: () => ended(child, () => child.stdin.end()),
  };
};

const ended = async (child: ChildProcess, act: () => void): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  act();
  await exit;
};

/** The way into the server of a home, as its processes find it. */
export const urlIn = async (home: string): Promise<string> => {
  const connection = await readConnection(home);
  if (connection === null) throw new Error('nobody has been here yet');
  return urlOf(connection);
};

export const query = async (url: string, text: string): Promise<unknown[]> => {
  const client = new pg.Client({ connectionString: url });
  // A killed server tells its clients as they leave; what was asked of it has failed by itself.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
};
