/** CPU and memory of processes, as `/proc` tells of them. */
import { readFile } from 'node:fs/promises';
import { systemCode } from '../../../src/security/home.ts';

/** Of `/proc/PID/stat`: hundredths of a second on every Linux that Node runs on. */
const TICKS = 100;

interface Stat {
  readonly pid: number;
  /** Seconds of the process. */
  readonly own: number;
  /** Seconds of its children that have ended and were waited for. */
  readonly ended: number;
}

/** Null: it has ended. */
const readOf = async (pid: number, file: string): Promise<string | null> => {
  try {
    return await readFile(`/proc/${pid}/${file}`, 'utf8');
  } catch (thrown) {
    if (ENDED.includes(systemCode(thrown) ?? '')) return null;
    throw thrown;
  }
};
const ENDED = ['ENOENT', 'ESRCH'];

/** Null: it has ended. */
const statOf = async (pid: number): Promise<Stat | null> => {
  const text = await readOf(pid, 'stat');
  if (text === null) return null;
  // The command may hold anything; what follows its last bracket does not.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const seconds = (at: number): number => Number(fields[at]) / TICKS;
  return { pid, own: seconds(11) + seconds(12), ended: seconds(13) + seconds(14) };
};

/** Started by the first thread of a process, as both Node and PostgreSQL do. */
const childrenOf = async (pid: number): Promise<readonly number[]> => {
  const text = await readOf(pid, `task/${pid}/children`);
  return (text ?? '').split(' ').filter(Boolean).map(Number);
};

/** A process and everything below it. */
const treeOf = async (root: number): Promise<readonly Stat[]> => {
  const [own, children] = await Promise.all([statOf(root), childrenOf(root)]);
  const below = await Promise.all(children.map(treeOf));
  return own === null ? [] : [own, ...below.flat()];
};

/** CPU seconds of a process, of those below it that live, and of those below it that have ended. */
export const cpuOf = async (root: number): Promise<number> => (await treeOf(root)).reduce((sum, { own, ended }) => sum + own + ended, 0);

const peakOf = async (pid: number): Promise<number> => {
  const text = await readOf(pid, 'status');
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(text ?? '')?.[1] ?? 0) * 1024;
};

/** The most memory each process of the tree has had resident, in bytes, by process id. */
export const peaksOf = async (root: number): Promise<ReadonlyMap<number, number>> => {
  const tree = await treeOf(root);
  const peaks = await Promise.all(tree.map(({ pid }) => peakOf(pid)));
  return new Map(tree.map(({ pid }, at) => [pid, peaks[at] ?? 0]));
};
