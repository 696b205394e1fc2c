/** A clock that only moves when somebody sleeps, so that no test waits. */
export interface TestClock {
  readonly now: () => number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly advance: (ms: number) => void;
  /** What was slept, in order. */
  readonly slept: readonly number[];
}

export const testClock = (start = Date.parse('2026-11-23T02:00:00Z')): TestClock => {
  let at = start;
  const slept: number[] = [];
  return {
    now: () => at,
    sleep: async (ms, signal) => {
      signal.throwIfAborted();
      slept.push(ms);
      at += ms;
    },
    advance: (ms) => {
      at += ms;
    },
    slept,
  };
};
