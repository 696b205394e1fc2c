// Sandboxes for tests: closed after the file, and a clock that moves only when told.

import { afterAll } from 'vitest';
import type { Clock } from '../../src/sandbox/clock.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.ts';

/** A date whose quarter began ten weeks before. */
export const DATE = '2026-03-14';
/** Noon of that date in Shanghai. */
export const NOON = Date.parse(`${DATE}T12:00:00+08:00`);

export interface TestClock extends Clock {
  readonly advance: (ms: number) => void;
  /** Milliseconds stalls were asked to last; they end at once. */
  readonly waited: readonly number[];
}

export const testClock = (start = NOON): TestClock => {
  let now = start;
  const waited: number[] = [];
  return {
    now: () => now,
    wait: async (ms) => {
      waited.push(ms);
    },
    advance: (ms) => {
      now += ms;
    },
    waited,
  };
};

/** Starts sandboxes that are closed when the file is done. Two hundred members, seed 7, on DATE, unless told otherwise. */
export const sandboxes = (): ((options?: Partial<SandboxOptions>) => Promise<Sandbox>) => {
  const running: Sandbox[] = [];
  afterAll(async () => {
    await Promise.all(running.map((sandbox) => sandbox.close()));
  });
  return async (options = {}) => {
    const sandbox = await startSandbox({ members: 200, seed: 7, date: DATE, ...options });
    running.push(sandbox);
    return sandbox;
  };
};
