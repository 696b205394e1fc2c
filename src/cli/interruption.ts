/** Ctrl-C and SIGTERM: the first asks to leave in order, a second one leaves at once. */
import { INTERRUPTED } from './ending.ts';

export interface Interruption {
  readonly signal: AbortSignal;
  /** Resolves when asked to leave. */
  readonly asked: Promise<void>;
}

export const onInterruption = (): Interruption => {
  const controller = new AbortController();
  const asked = Promise.withResolvers<void>();
  const leave = (): void => {
    // biome-ignore lint: the only way to leave while something still hangs
    if (controller.signal.aborted) process.exit(INTERRUPTED);
    process.stderr.write('\nLeaving in order; the run can be resumed. Once more leaves at once.\n');
    controller.abort();
    asked.resolve();
  };
  process.on('SIGINT', leave);
  process.on('SIGTERM', leave);
  return { signal: controller.signal, asked: asked.promise };
};
