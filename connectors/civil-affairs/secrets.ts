/**
 * The secret of each service: fetched once for however many callers want it at a time, kept until shortly before it ends. A secret
 * belongs to one (`rid`, `sid`), and a new one does not revoke the old (`interfaces.md` §1), so nobody has to wait for others to finish.
 */
import { MINUTE } from '../../src/domain/period.ts';
import { asFault } from '../../src/faults.ts';
import type { Call } from '../../src/upstream/connector.ts';
import { silenceFault } from '../../src/upstream/outages.ts';

export interface Secret {
  readonly key: Buffer;
  /** Epoch ms, on the bureau's clock; infinite where it does not say. */
  readonly endsAt: number;
}

export interface Secrets {
  readonly of: (sid: string, call: Call) => Promise<Secret>;
  /** The bureau calls this secret expired. One fetched meanwhile by another caller stays. */
  readonly forget: (sid: string, expired: Secret) => void;
}

interface Kept {
  readonly secret: Secret;
  readonly usableUntil: number;
}

export const createSecrets = (fetch: (sid: string, call: Call) => Promise<Secret>, now: () => number): Secrets => {
  const kept = new Map<string, Kept>();
  const fetching = new Map<string, Promise<Secret>>();

  const fetchOnce = (sid: string, call: Call): Promise<Secret> => {
    const running = fetch(sid, call)
      .then((secret) => {
        kept.set(sid, { secret, usableUntil: secret.endsAt - marginMs(secret, now()) });
        return secret;
      })
      .finally(() => fetching.delete(sid));
    fetching.set(sid, running);
    return running;
  };

  const of = async (sid: string, call: Call): Promise<Secret> => {
    const known = kept.get(sid);
    if (known !== undefined && now() < known.usableUntil) return known.secret;
    const others = fetching.get(sid);
    if (others === undefined) return fetchOnce(sid, call);
    try {
      return await within(call.signal, others);
    } catch (thrown) {
      // The caller who fetched gave up; this one has not.
      if (asFault(thrown).code === 'deadline-passed' && !call.signal.aborted) return of(sid, call);
      throw thrown;
    }
  };

  return {
    of,
    forget: (sid, expired) => {
      if (kept.get(sid)?.secret === expired) kept.delete(sid);
    },
  };
};

/** A minute early, or a tenth of a life that is short. */
const marginMs = ({ endsAt }: Secret, now: number): number => Math.max(0, Math.min(MINUTE, (endsAt - now) / 10));

/** A live caller does not wait for a night's fetch longer than its own patience. */
const within = async <T>(signal: AbortSignal, awaited: Promise<T>): Promise<T> => {
  const { promise: gaveUp, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => reject(silenceFault('caller', { source: 'civil-affairs', operation: 'secret' }, undefined));
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    return await Promise.race([awaited, gaveUp]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
};
