/** Waiting that may be cut short. */
import { setTimeout as sleep } from 'node:timers/promises';

/** Resolves after `ms` milliseconds, or as soon as `signal` is aborted: whoever waits looks again either way. */
export const pause = async (ms: number, signal: AbortSignal, { ref = true }: { readonly ref?: boolean } = {}): Promise<void> => {
  try {
    await sleep(ms, undefined, { signal, ref });
  } catch (thrown) {
    if (!signal.aborted) throw thrown;
  }
};
