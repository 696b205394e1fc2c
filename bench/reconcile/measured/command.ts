/** A command in processes of its own, and what they cost from their start to their end. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { SECOND } from '../../../src/domain/period.ts';
import { closedAtLast } from '../../leaving.ts';
import { cpuOf } from './proc.ts';
import { type Sample, watch } from './watch.ts';

export interface Cost {
  readonly seconds: number;
  /** Of the command and everything it started. */
  readonly cpuSeconds: number;
  /** PostgreSQL's in the same time: every process of the cluster. */
  readonly databaseCpuSeconds: number;
  /** Most resident memory of its largest process, in bytes. */
  readonly peakBytes: number;
}

export interface Ran extends Cost {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Cumulative CPU, seen now and then. */
  readonly samples: readonly Sample[];
}

interface Command {
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** PostgreSQL's first process. */
  readonly postmaster: number;
}

/** A shell waits for it and says at its end what it cost: a process that is gone cannot be asked any more. */
const SHELL = '"$@"; code=$?; times >&3; exit $code';

/** `0m1.25s 0m0.50s`, twice: the shell's own, and what it waited for. */
const secondsIn = (times: string): number =>
  [...(times.split('\n')[1] ?? '').matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds),
    0,
  );

export const measure = async ({ args, environment, postmaster }: Command): Promise<Ran> => {
  const databaseBefore = await cpuOf(postmaster);
  const startedAt = performance.now();
  const child = spawn('/bin/sh', ['-c', SHELL, 'sh', process.execPath, ...args], {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    // A group of its own, to be ended as one.
    detached: true,
  });
  const ended = closedAtLast(() => {
    if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  });
  const said = ['', '', ''];
  for (const [at, stream] of [child.stdout, child.stderr, child.stdio[3]].entries())
    (stream as NodeJS.ReadableStream).setEncoding('utf8').on('data', (text: string) => {
      said[at] += text;
    });
  const seen = watch({ roots: [child.pid ?? 0], postmaster });
  const [code] = (await once(child, 'close')) as [number | null];
  const seconds = (performance.now() - startedAt) / SECOND;
  const { samples, peakBytes } = await seen();
  await ended();
  return {
    code,
    seconds,
    cpuSeconds: secondsIn(said[2] ?? ''),
    databaseCpuSeconds: (await cpuOf(postmaster)) - databaseBefore,
    peakBytes,
    stdout: said[0] ?? '',
    stderr: said[1] ?? '',
    samples,
  };
};
