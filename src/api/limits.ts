/**
 * How often one caller may ask, counted for all processes together. A process takes a share of a caller's minute from the database and spends it
 * from memory: the limit is never exceeded, and asking costs no round trip each.
 */
import { MINUTE, SECOND } from '../domain/period.ts';
import { Fault } from '../faults.ts';
import { actorOf, type Caller } from '../security/caller.ts';
import type { Counted } from './operation.ts';

export interface Lane {
  readonly lane: string;
  /** Milliseconds since 1970. */
  readonly windowStart: number;
  /** In one window. */
  readonly limit: number;
}

interface Whence {
  readonly address: string;
  readonly counted: Exclude<Counted, 'never' | 'by-route'>;
}

export interface RequestLimits {
  /** Throws `busy` with the time to wait. */
  readonly spend: (caller: Caller | null, from: Whence) => Promise<void>;
}

export interface SpendingTools {
  /** Takes up to `wanted` of what the lane has left; answers how many it got. */
  readonly take: (lane: Lane, wanted: number) => Promise<number>;
  readonly now: () => number;
}

export interface LimitTools extends SpendingTools {
  /** What a lane is called in the database: an address is personal. */
  readonly nameOf: (text: string) => string;
}

/** What may be spent of a lane in a minute. */
export type LaneLimit = Pick<Lane, 'lane' | 'limit'>;

/** A minute. A system may ask for a busy counter hall; a person clicks; a stranger knocks; secrets are not to be guessed. */
const ALLOWED = { client: 30_000, operator: 600, stranger: 120, 'sign-in': 20 } as const;
/** A process takes a hundredth of a lane at a time. */
const SHARES = 100;
/** Lanes held at once; the oldest is forgotten first, and with it a share of at most a hundredth. */
const MOST_LANES = 10_000;

interface Held {
  readonly windowStart: number;
  left: number;
  isSpent: boolean;
  taking: Promise<void> | null;
}

export const requestLimits = ({ take, nameOf, now }: LimitTools): RequestLimits => {
  const spend = spender({ take, now });
  return { spend: async (caller, from) => void (await spend(laneOf(caller, from, nameOf))) };
};

/** Spends one of a lane; answers since when the minute runs that it was taken from. Throws `busy` with the time to wait. */
export const spender = ({ take, now }: SpendingTools): ((of: LaneLimit) => Promise<number>) => {
  const held = new Map<string, Held>();
  const holding = (lane: string, windowStart: number): Held => {
    const found = held.get(lane);
    if (found?.windowStart === windowStart) return found;
    const fresh: Held = { windowStart, left: 0, isSpent: false, taking: null };
    held.delete(lane);
    held.set(lane, fresh);
    const [oldest] = held.keys();
    if (held.size > MOST_LANES && oldest !== undefined) held.delete(oldest);
    return fresh;
  };
  const refill = async (share: Held, lane: Lane): Promise<void> => {
    const granted = await take(lane, Math.max(1, Math.floor(lane.limit / SHARES)));
    share.left += granted;
    share.isSpent = granted === 0;
  };
  return async ({ lane, limit }) => {
    const windowStart = Math.floor(now() / MINUTE) * MINUTE;
    const share = holding(lane, windowStart);
    while (share.left <= 0 && !share.isSpent) {
      // Whoever waits for the same share waits for one answer.
      share.taking ??= refill(share, { lane, windowStart, limit }).finally(() => {
        share.taking = null;
      });
      await share.taking;
    }
    if (share.left <= 0) throw tooMany(windowStart + MINUTE - now());
    share.left -= 1;
    return windowStart;
  };
};

const laneOf = (caller: Caller | null, { address, counted }: Whence, nameOf: LimitTools['nameOf']): LaneLimit => {
  if (caller !== null) return { lane: actorOf(caller), limit: caller.kind === 'client' ? ALLOWED.client : ALLOWED.operator };
  const kind = counted === 'as-sign-in' ? 'sign-in' : 'stranger';
  return { lane: `${kind}/${nameOf(address)}`, limit: ALLOWED[kind] };
};

const tooMany = (waitMs: number): Fault =>
  new Fault('busy', {
    code: 'too-many-requests',
    detail: 'Too many requests in this minute; wait as long as retryAfterSeconds says.',
    retryAfterMs: Math.max(SECOND, waitMs),
  });
