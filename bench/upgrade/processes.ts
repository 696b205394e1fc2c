/** Processes of one version or another of Huzheng, each from its own checkout. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open, symlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

export type Environment = Readonly<Record<string, string | undefined>>;

/** A version as git has it, in a folder of its own; with the packages of this one. */
export const checkOut = async (ref: string, folder: string): Promise<void> => {
  await mkdir(folder, { recursive: true });
  await run('sh', ['-c', 'git archive "$1" | tar -x -C "$2"', 'sh', ref, folder]);
  await symlink(resolve('node_modules'), join(folder, 'node_modules'));
};

/** Runs a command to its end and answers what it wrote. */
export const command = async (folder: string, args: readonly string[], environment: Environment): Promise<string> => {
  const { stdout } = await run(process.execPath, ['bin/huzheng.js', ...args], {
    cwd: folder,
    env: environment,
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout;
};

/** One that says in its first line, as JSON, what others have to know of it. */
export const announced = async <T>(folder: string, args: readonly string[], environment: Environment) => {
  const child = spawn(process.execPath, ['bin/huzheng.js', ...args], {
    cwd: folder,
    env: environment,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return { child, said: JSON.parse(line) as T };
};

/** Its log goes into a file, as to a supervisor. */
export const service = async (folder: string, args: readonly string[], environment: Environment & { readonly HUZHENG_HOME: string }) => {
  const log = await open(join(environment.HUZHENG_HOME, `${args[0]}-${environment['PORT'] ?? ''}.log`), 'w');
  const child = spawn(process.execPath, ['bin/huzheng.js', ...args], { cwd: folder, env: environment, stdio: ['ignore', log.fd, log.fd] });
  await log.close();
  return child;
};

/** As a supervisor ends it; answers its exit code. */
export const end = async (child: ChildProcess): Promise<number | null> => {
  if (child.exitCode !== null) return child.exitCode;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  return ((await gone) as [number | null])[0];
};

export const untilReady = async (api: ChildProcess, port: number): Promise<void> => {
  while (!(await isReady(port))) {
    if (api.exitCode !== null) throw new Error(`the API on port ${port} ended before it was ready`);
    await sleep(100);
  }
};

const isReady = (port: number): Promise<boolean> =>
  fetch(`http://127.0.0.1:${port}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  );
