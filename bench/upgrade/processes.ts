/** Processes of one version or another of Huzheng, each from its own checkout. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, open, symlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { announcedBy, end, printed } from '../children.ts';
import { closedAtLast } from '../leaving.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** A version as git has it, in a folder of its own; with the packages of this one. */
export const checkOut = async (ref: string, folder: string): Promise<void> => {
  await mkdir(folder, { recursive: true });
  await printed('sh', ['-c', 'git archive "$1" | tar -x -C "$2"', 'sh', ref, folder]);
  await symlink(resolve('node_modules'), join(folder, 'node_modules'));
};

/** Runs a command to its end and answers what it wrote. */
export const command = (folder: string, args: readonly string[], environment: Environment): Promise<string> =>
  printed(process.execPath, ['bin/huzheng.js', ...args], { cwd: folder, env: environment });

/** One that says in its first line, as JSON, what others have to know of it. */
export const announced = async <T>(folder: string, args: readonly string[], environment: Environment): Promise<T> => {
  const child = spawn(process.execPath, ['bin/huzheng.js', ...args], {
    cwd: folder,
    env: environment,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return JSON.parse(await announcedBy(child, `huzheng ${args[0]}`)) as T;
};

/** Its log goes into a file, as to a supervisor. */
export const service = async (folder: string, args: readonly string[], environment: Environment & { readonly HUZHENG_HOME: string }) => {
  const log = await open(join(environment.HUZHENG_HOME, `${args[0]}-${environment['PORT'] ?? ''}.log`), 'w');
  const child = spawn(process.execPath, ['bin/huzheng.js', ...args], { cwd: folder, env: environment, stdio: ['ignore', log.fd, log.fd] });
  closedAtLast(() => end(child));
  await log.close();
  return child;
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
