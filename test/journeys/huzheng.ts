/** The real command in real processes: started, listened to, interrupted, killed; and what runs in a home folder. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { dataOf } from '../storage/embedded/homes.ts';

const LAUNCHER = fileURLToPath(new URL('../../bin/huzheng.js', import.meta.url));

export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Command {
  readonly pid: number;
  /** What it has said so far, on both streams. */
  readonly lines: () => readonly string[];
  /** The first line, on either stream, that matches; rejects if the command ends without it. */
  readonly says: (pattern: RegExp) => Promise<string>;
  /** Resolves when it has ended and nobody it started still holds its output. */
  readonly ended: Promise<Ending>;
  /** Ctrl-C, or another signal: to it and to everything in its process group, as a terminal sends it. */
  readonly interrupt: (signal?: 'SIGINT' | 'SIGTERM' | 'SIGHUP') => void;
  /** `kill -9` of this one process; whatever it started has to notice by itself, and is waited for. */
  readonly kill: () => Promise<Ending>;
}

export interface Surroundings {
  /** `HUZHENG_HOME`. */
  readonly home: string;
  /** Variables besides; nothing of the developer's own environment is passed on. */
  readonly environment?: Readonly<Record<string, string>>;
  /** What it reads on standard input. */
  readonly input?: string;
  /** Of a user, where the test runs as root. */
  readonly uid?: number;
  /** The folder it works in; default: that of the tests. */
  readonly folder?: string;
}

/** Starts `huzheng`, as a terminal would: leader of a process group of its own. */
export const startHuzheng = (args: readonly string[], { home, environment = {}, input = '', uid, folder }: Surroundings): Command => {
  const { PATH } = process.env;
  const child = spawn(process.execPath, [LAUNCHER, ...args], {
    env: { PATH, HUZHENG_HOME: home, ...environment },
    stdio: 'pipe',
    detached: true,
    ...(uid === undefined ? {} : { uid }),
    ...(folder === undefined ? {} : { cwd: folder }),
  });
  const pid = child.pid ?? 0;
  const heard = listenTo(child);
  // What does not read its input closes it under us.
  child.stdin.on('error', () => undefined).end(input);
  return {
    pid,
    ...heard,
    interrupt: (signal = 'SIGINT') => void process.kill(-pid, signal),
    kill: () => {
      child.kill('SIGKILL');
      return heard.ended;
    },
  };
};

const listenTo = (child: ChildProcessWithoutNullStreams): Pick<Command, 'lines' | 'says' | 'ended'> => {
  const said = { stdout: '', stderr: '' };
  const lines: string[] = [];
  const waiting = new Set<(line: string) => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (chunk: string) => {
      said[name] += chunk;
    });
    createInterface({ input: child[name] }).on('line', (line) => {
      lines.push(line);
      for (const hear of waiting) hear(line);
    });
  }
  const ended = once(child, 'close').then(([code, signal]) => ({
    code: code as number | null,
    signal: signal as NodeJS.Signals | null,
    ...said,
  }));
  const says = (pattern: RegExp): Promise<string> => {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const hear = (line: string): void => {
      if (pattern.test(line)) resolve(line);
    };
    waiting.add(hear);
    for (const line of lines) hear(line);
    void ended.then(({ stderr }) => reject(new Error(`it ended without saying ${pattern}: ${stderr.slice(-2_000)}`)));
    return promise.finally(() => waiting.delete(hear));
  };
  return { lines: () => lines, says, ended };
};

/** Runs `huzheng` to its end. */
export const huzheng = (args: readonly string[], surroundings: Surroundings): Promise<Ending> => startHuzheng(args, surroundings).ended;

/** Command lines of every process that belongs to a home: by its environment, or by the data folder it works on. */
export const processesOf = async (home: string): Promise<readonly string[]> => (await runningFor(home)).map(({ command }) => command);

/** The process of these that was started like that. */
export const pidOf = async (home: string, of: string): Promise<number> => {
  const found = (await runningFor(home)).find(({ command }) => command.includes(of));
  if (found === undefined) throw new Error(`nothing runs ${of} for ${home}`);
  return found.pid;
};

const runningFor = async (home: string): Promise<readonly { readonly pid: number; readonly command: string }[]> => {
  const data = await dataOf(home).catch(() => null);
  const found = [];
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const [command, environment] = await Promise.all(
      ['cmdline', 'environ'].map((name) => readFile(join('/proc', pid, name), 'utf8').catch(() => '')),
    );
    const ours =
      environment?.split('\0').includes(`HUZHENG_HOME=${home}`) === true || (data !== null && command?.split('\0').includes(data) === true);
    if (ours) found.push({ pid: Number(pid), command: (command ?? '').replaceAll('\0', ' ').trim() });
  }
  return found;
};
