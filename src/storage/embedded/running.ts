/** Which process is which: a process id alone is soon somebody else's. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const asked = promisify(execFile);

/** A mark that no other process, before or after, shares with this one; null: no such process, or one already dead. */
export const markOf = async (pid: number): Promise<string | null> =>
  process.platform === 'linux' ? linuxMark(pid) : psSays(pid, 'lstart=');

/** The command line of a running process; empty where there is none. */
export const commandOf = async (pid: number): Promise<string> => {
  if (process.platform !== 'linux') return (await psSays(pid, 'command=')) ?? '';
  return (await content(`/proc/${pid}/cmdline`)).replaceAll('\0', ' ');
};

/** Start time in ticks since boot, and the boot it counts from (proc(5)). */
const linuxMark = async (pid: number): Promise<string | null> => {
  const stat = await content(`/proc/${pid}/stat`);
  // The second field is the program's name in parentheses, and may itself hold spaces and parentheses.
  const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const startedAt = rest[18];
  if (stat === '' || state === 'Z' || state === 'X' || startedAt === undefined) return null;
  return `${(await content('/proc/sys/kernel/random/boot_id')).trim()}/${startedAt}`;
};

const content = async (path: string): Promise<string> => {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return ''; // The process went, between two looks: that is the answer.
  }
};

const psSays = async (pid: number, column: string): Promise<string | null> => {
  try {
    const { stdout } = await asked('ps', ['-ww', '-p', String(pid), '-o', column]);
    return stdout.trim() || null;
  } catch {
    return null; // `ps` ends with 1 where there is no such process.
  }
};
