/**
 * Keeps our calls within what a counterpart allows, so that its 429 stays an exception. A quarter of each quota is kept for live calls
 * (`design.md`, "Quota"). This one counts within the process; `Quota` is also implemented on PostgreSQL, for several.
 */
import { SECOND } from '../domain/period.ts';

export type Priority = 'night' | 'live';

export interface Quota {
  /** Resolves when the call may be made; rejects with the signal's reason when it aborts first. */
  readonly take: (key: string, priority: Priority, signal: AbortSignal) => Promise<void>;
}

export interface QuotaRate {
  readonly perSecond: number;
  /** Share that night calls never use. */
  readonly reservedForLive?: number;
}

/** By quota key (`quotaKeyOf`); a key that is not in it is not limited by us. */
export type QuotaRates = Readonly<Record<string, QuotaRate>>;

export interface QuotaTools {
  readonly now: () => number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** What the interface documents state (`interfaces.md` §2); the others state none, and are learned from their own answers. */
export const PUBLISHED_RATES: QuotaRates = { 'medical-insurance': { perSecond: 20 } };

/** One bucket a counterpart, or a finer one where an exchange names it. */
export const quotaKeyOf = (source: string, finer?: string): string => (finer === undefined ? source : `${source}:${finer}`);

/** Calls bunch on their way: what left within a second and a little may arrive within a second. */
const WINDOW_MS = SECOND + 50;

/**
 * At most `perSecond` calls in any second, which a token bucket would not give (its burst comes on top of its rate): each call takes the
 * first free slot of its lane, and a slot is free again a window later. Night calls have a lane of their own; live calls take whichever
 * of both is free earlier.
 */
export const createProcessQuota = (rates: QuotaRates, { now, sleep }: QuotaTools): Quota => {
  const lanesByKey = new Map(Object.entries(rates).map(([key, rate]) => [key, lanesOf(rate)]));
  return {
    take: async (key, priority, signal) => {
      signal.throwIfAborted();
      const lanes = lanesByKey.get(key);
      if (lanes === undefined) return;
      const waitMs = reserve(priority === 'night' ? [lanes.night] : [lanes.live, lanes.night], now()) - now();
      if (waitMs > 0) await sleep(waitMs, signal);
    },
  };
};

/** When each of the last calls of this lane was let go, oldest first; as many as the lane has slots. */
type Lane = number[];

const lanesOf = ({ perSecond, reservedForLive = 1 / 4 }: QuotaRate): { readonly night: Lane; readonly live: Lane } => {
  if (perSecond < 2) throw new RangeError('a quota of less than two calls a second cannot be shared');
  const live = Math.min(Math.max(1, Math.floor(perSecond * reservedForLive)), perSecond - 1);
  const unused = (slots: number): Lane => Array.from({ length: slots }, () => Number.NEGATIVE_INFINITY);
  return { night: unused(Math.floor(perSecond) - live), live: unused(live) };
};

/** Takes the earliest slot of these lanes, and says when it is. */
const reserve = (lanes: readonly Lane[], now: number): number => {
  const free = (lane: Lane): number => Math.max(now, (lane[0] ?? now) + WINDOW_MS);
  const lane = lanes.reduce((best, other) => (free(other) < free(best) ? other : best));
  const at = free(lane);
  lane.shift();
  lane.push(at);
  return at;
};
