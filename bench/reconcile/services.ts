/** Roles of Huzheng that stay: processes of their own, as a deployment has them. */
import { type ChildProcess, spawn } from 'node:child_process';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { end, printed } from '../children.ts';
import { closedAtLast } from '../leaving.ts';
import { LAUNCHER, LIFT_QUOTAS } from './nights.ts';

type Variables = Readonly<Record<string, string>>;

export interface Service {
  readonly pid: number;
  /** Rejects if it ended by itself. */
  readonly stop: () => Promise<void>;
}

/** Its log goes into a file of that folder, as to a supervisor: reading it would cost the bench. */
export const startService = async (
  role: 'work' | 'serve',
  { name, folder, variables }: { readonly name: string; readonly folder: string; readonly variables: Variables },
): Promise<Service> => {
  const log = await open(join(folder, `${name}.log`), 'a');
  const child = spawn(process.execPath, [LAUNCHER, role], {
    env: { NODE_OPTIONS: LIFT_QUOTAS, ...variables },
    stdio: ['ignore', log.fd, log.fd],
  });
  await log.close();
  return {
    pid: child.pid ?? 0,
    stop: closedAtLast(async () => {
      const isGone = hasEnded(child);
      await end(child);
      if (isGone) throw new Error(`${name} ended by itself: see ${join(folder, `${name}.log`)}`);
    }),
  };
};

const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null;

/** A command to its end; what it printed. 3, something is missing, is an answer. */
export const huzheng = async (args: readonly string[], variables: Variables): Promise<string> => {
  const environment = { NODE_OPTIONS: LIFT_QUOTAS, ...variables };
  try {
    return await printed(process.execPath, [LAUNCHER, ...args], { env: environment });
  } catch (thrown) {
    const { code, stdout } = thrown as { readonly code?: number; readonly stdout?: string };
    if (code !== 3 || stdout === undefined) throw thrown;
    return stdout;
  }
};
