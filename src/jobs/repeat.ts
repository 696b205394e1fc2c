/** Runs an action again and again, never twice at once: every so often, and at once when poked. */
import type { Log } from '../observe/log.ts';
import { databaseFault } from '../storage/database-faults.ts';

export interface Repeated {
  readonly poke: () => void;
  readonly stop: () => Promise<void>;
}

export const repeat = (
  act: () => Promise<unknown>,
  { doing, everyMs, log }: { readonly doing: string; readonly everyMs: number; readonly log: Pick<Log, 'failed'> },
): Repeated => {
  let running: Promise<void> | null = null;
  let again = false;
  let stopped = false;
  const tell = (thrown: unknown): void => {
    const fault = databaseFault(thrown);
    // The log would say the first of them alone.
    if (fault instanceof AggregateError) for (const one of fault.errors) tell(one);
    else log.failed({ doing, fault });
  };
  const run = async (): Promise<void> => {
    do {
      again = false;
      await act().catch(tell);
    } while (again && !stopped);
    running = null;
  };
  const poke = (): void => {
    if (stopped) return;
    if (running === null) running = run();
    else again = true;
  };
  const timer = setInterval(poke, everyMs);
  return {
    poke,
    stop: async () => {
      stopped = true;
      clearInterval(timer);
      await running;
    },
  };
};
