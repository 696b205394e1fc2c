/**
 * Something fetched once a Shanghai day (9001, 1901) and shared by all who want it, also while it is on its way. A failed fetch is not
 * kept. Who waits for another's fetch keeps a deadline of their own; and a fetch given up by its caller is not everybody's failure: the next
 * in line fetches. A fetch of the night may stall for longer than anybody waits on a phone: a live caller makes one of their own beside it, since
 * several sign-ins a day may be valid (`interfaces.md` §2).
 */
import { type Day, dayAt, instantOf } from '../../src/domain/period.ts';
import type { Call } from '../../src/upstream/connector.ts';
import { silenceFault } from '../../src/upstream/outages.ts';

export interface Daily<T> {
  readonly get: (call: Call) => Promise<T>;
  /** Drops a value that turned out to be no good, unless a newer one is there or on its way. */
  readonly forget: (value: T) => void;
}

interface Fetching<T> {
  readonly day: Day;
  readonly by: Call;
  readonly value: Promise<T>;
  fetched: T | null;
}

export const createDaily = <T>(
  operation: string,
  { now, fetch }: { readonly now: () => number; readonly fetch: (call: Call) => Promise<T> },
): Daily<T> => {
  let kept: Fetching<T> | null = null;
  const today = (): Day => dayAt(instantOf(now()));

  const start = (call: Call): Fetching<T> => {
    const fetching: Fetching<T> = { day: today(), by: call, value: fetch(call), fetched: null };
    kept = fetching;
    fetching.value.then(
      (value) => {
        fetching.fetched = value;
      },
      () => {
        if (kept === fetching) kept = null;
      },
    );
    return fetching;
  };

  const get = async (call: Call): Promise<T> => {
    const fetching = kept !== null && kept.day === today() && suits(kept, call) ? kept : start(call);
    if (fetching.by.signal === call.signal) return fetching.value;
    try {
      return await orGivenUp(fetching.value, call.signal, operation);
    } catch (thrown) {
      if (!fetching.by.signal.aborted || call.signal.aborted) throw thrown;
      return get(call);
    }
  };

  return {
    get,
    forget: (value) => {
      if (kept?.fetched === value) kept = null;
    },
  };
};

const suits = ({ by, fetched }: Fetching<unknown>, { priority }: Call): boolean =>
  fetched !== null || by.priority === 'live' || priority === 'night';

const orGivenUp = async <T>(value: Promise<T>, signal: AbortSignal, operation: string): Promise<T> => {
  const givenUp = Promise.withResolvers<never>();
  const giveUp = (): void => givenUp.reject(silenceFault('caller', { source: 'medical-insurance', operation }, undefined));
  signal.addEventListener('abort', giveUp, { once: true });
  if (signal.aborted) giveUp();
  try {
    return await Promise.race([value, givenUp.promise]);
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
};
