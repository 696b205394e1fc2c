/** Processes that a bench starts, and ends at last. */
import { type ChildProcess, execFile } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { closedAtLast } from './leaving.ts';

/** As a supervisor ends it; answers its exit code. */
export const end = async (child: ChildProcess): Promise<number | null> => {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return child.exitCode;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  return ((await gone) as [number | null])[0];
};

/** The first line that it says; it is ended at last. */
export const announcedBy = async (child: ChildProcess, name: string): Promise<string> => {
  closedAtLast(() => end(child));
  if (child.stdout === null) throw new Error(`${name} has no output`);
  const first = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next();
  if (first.done === true) throw new Error(`${name} ended before it was ready`);
  return first.value;
};

const run = promisify(execFile);

interface Place {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

const MOST_PRINTED = 64 * 1024 * 1024;

/** A program to its end; what it printed. */
export const printed = async (program: string, args: readonly string[], place: Place = {}): Promise<string> => {
  const running = run(program, [...args], { ...place, maxBuffer: MOST_PRINTED });
  const gone = closedAtLast(() => end(running.child));
  try {
    return (await running).stdout;
  } finally {
    await gone();
  }
};
