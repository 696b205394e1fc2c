/** What an operator types: real processes, from their start to their last line. */
import { SECOND } from '../../src/domain/period.ts';
import type { ShownRetry } from '../../src/jobs/retry-shown.ts';
import { huzheng } from '../../test/journeys/huzheng.ts';
import type { FailedNight } from './night.ts';

export interface Typed {
  readonly command: string;
  readonly seconds: number;
  readonly lines: number;
  readonly stdout: string;
}

export const typed = async (args: readonly string[], { context, variables }: FailedNight): Promise<Typed> => {
  const startedAt = performance.now();
  const { code, stdout, stderr } = await huzheng(args, { home: context.config.home, environment: variables });
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
  const { stdout, ...rest } = await typed(['jobs', 'retry', ...which, '--why', WHY, '--json'], night);
  const { retry, runs } = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as {
    readonly retry: ShownRetry;
    readonly runs: readonly { readonly run: { readonly status: string }; readonly books: readonly { readonly balanced: boolean }[] }[];
  };
  const isBalanced = runs.every(({ books }) => books.every(({ balanced }) => balanced));
  return { ...rest, retry, runStatus: runs[0]?.run.status ?? 'none', isBalanced };
};
