/** Ctrl-C, SIGTERM and a closed terminal: the first asks to leave in order, another one leaves at once. */
import { SECOND } from '../domain/period.ts';
import { INTERRUPTED } from './ending.ts';

export interface Interruption {
  readonly signal: AbortSignal;
  /** Resolves when asked to leave. */
  readonly asked: Promise<void>;
}

/** All that is needed of it by whoever only ends early. */
export type Leaving = Pick<Interruption, 'signal'>;

/** Within this time a second signal is the same Ctrl-C told twice: the terminal tells every process, and npm passes it on besides. */
const SAME_SIGNAL = SECOND;

export const onInterruption = (): Interruption => {
  const controller = new AbortController();
  const asked = Promise.withResolvers<void>();
  let askedAt = 0;
  const leave = (): void => {
    if (controller.signal.aborted && Date.now() - askedAt > SAME_SIGNAL) process.exit(INTERRUPTED);
    if (controller.signal.aborted) return;
    askedAt = Date.now();
    process.stderr.write('\nLeaving in order. Once more leaves at once.\n');
    controller.abort();
    asked.resolve();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, leave);
  return { signal: controller.signal, asked: asked.promise };
};
