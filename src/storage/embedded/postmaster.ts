/** The server process, as `postmaster.pid` in its data folder tells of it. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SECOND } from '../../domain/period.ts';
import { Fault } from '../../faults.ts';
import { homeFault, systemCode } from '../../security/home.ts';
import { commandOf, markOf } from './running.ts';
import { type EmbeddedTools, until } from './tools.ts';

export interface Postmaster {
  readonly pid: number;
  /** 0: not written yet. */
  readonly port: number;
}

const pidFileOf = (data: string): string => join(data, 'postmaster.pid');

const pidFile = async (data: string): Promise<readonly string[]> => {
  try {
    return (await readFile(pidFileOf(data), 'utf8')).split('\n');
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT') return [];
    throw thrown;
  }
};

/** The server that runs on this data; null: none, whatever a leftover file says. Line 1 is the pid, line 4 the port. */
export const postmasterOf = async (data: string): Promise<Postmaster | null> => {
  const lines = await pidFile(data);
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0) return null;
  const command = (await markOf(pid)) === null ? '' : await commandOf(pid);
  return command.includes('postgres') && command.includes(data) ? { pid, port: Number(lines[3] ?? 0) } : null;
};

/** Not a process id on any system we run on, and still a number to PostgreSQL. */
const NOBODY = 2_147_483_647;

/**
 * A dead server's pid may belong to another program of ours by now (after a restart of the machine or container), and PostgreSQL would
 * then refuse to start. The file stays, since its other lines let PostgreSQL see whether anything still uses the old shared memory; it is
 * written over in place (never shorter than it was), because a full disk would leave nothing of one that is emptied first.
 */
export const disownPid = async (data: string): Promise<void> => {
  const [pid, ...rest] = await pidFile(data);
  if (pid === undefined || Number(pid) === NOBODY) return;
  await writeFile(pidFileOf(data), [NOBODY, ...rest].join('\n'), { flag: 'r+' }).catch((thrown: unknown) => {
    throw homeFault(data, thrown);
  });
};

/** Fast shutdown; a server that does not come to an end is stopped at once, and recovers at its next start. */
export const stopPostmaster = async (data: string, tools: EmbeddedTools): Promise<void> => {
  const running = await postmasterOf(data);
  if (running === null) return;
  for (const [signal, withinMs] of [
    ['SIGINT', 20 * SECOND],
    ['SIGQUIT', 10 * SECOND],
  ] as const) {
    signalled(running.pid, signal);
    const gone = await until(tools, { withinMs, everyMs: 10 }, async () => ((await markOf(running.pid)) === null ? true : null));
    if (gone !== null) return;
  }
  throw new Fault('busy', {
    code: 'database-not-stopping',
    detail: `The embedded PostgreSQL (process ${running.pid}) does not stop; see server.log beside its data.`,
  });
};

const signalled = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(pid, signal);
  } catch (thrown) {
    if (systemCode(thrown) !== 'ESRCH') throw thrown;
  }
};
