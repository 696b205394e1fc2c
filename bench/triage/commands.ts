/** What an operator types: real processes, from their start to their last line. */
import { SECOND } from '../../src/domain/period.ts';
import { type ShownRetry, shownRetry } from '../../src/jobs/retry-shown.ts';
import type { Summary } from '../../src/jobs/summary.ts';
import { listRetries } from '../../src/storage/retries.ts';
import { findRun } from '../../src/storage/runs.ts';
import { startHuzheng } from '../../test/journeys/huzheng.ts';
import { closedAtLast } from '../leaving.ts';
import type { FailedNight } from './night.ts';

export interface Typed {
  readonly command: string;
  readonly seconds: number;
  readonly lines: number;
  readonly stdout: string;
}

export const typed = async (args: readonly string[], { context, variables }: FailedNight): Promise<Typed> => {
  const startedAt = performance.now();
  const command = startHuzheng(args, { home: context.config.home, environment: variables });
  const gone = closedAtLast(command.kill);
  const { code, stdout, stderr } = await command.ended;
  await gone();
  const seconds = (performance.now() - startedAt) / SECOND;
  // 3: something still fails, which here is an answer.
  if (code !== 0 && code !== 3) throw new Error(`huzheng ${args.join(' ')}: ${code} ${stderr}`);
  return { command: `huzheng ${args.join(' ')}`, seconds, lines: stdout.trimEnd().split('\n').length, stdout };
};

export interface TypedRetry extends Omit<Typed, 'stdout'> {
  readonly retry: ShownRetry;
  readonly runStatus: string;
  readonly isBalanced: boolean;
}

const WHY = '对方系统已恢复';

/** Until the run that was opened for it is closed once more. */
export const typedRetry = async (which: readonly string[], night: FailedNight): Promise<TypedRetry> => {
  const { pool } = night.context;
  const { stdout: _, ...rest } = await typed(['jobs', 'retry', ...which, '--why', WHY], night);
  const [begun] = await listRetries(pool, { filter: null, after: null, limit: 1 });
  if (begun === undefined) throw new Error('no batch has begun');
  const run = await findRun(pool, night.run.runId);
  if (run === null) throw new Error('the run is gone');
  const { books } = run.summary as Summary;
  return { ...rest, retry: shownRetry(begun), runStatus: run.status, isBalanced: books.every(({ balanced }) => balanced) };
};
