/**
 * One quota for all processes together, kept in PostgreSQL. Every call takes a slot of its counterpart's whole rate, evenly spaced; a night's call
 * waits first for one of three quarters of it, so that a quarter is always there for whoever waits on a phone, who may take all that is free.
 */
import { SECOND } from '../domain/period.ts';
import { PUBLISHED_RATES, type Quota, type QuotaRate, type QuotaRates } from './quota.ts';

export interface SharedQuotaTools {
  /** Epoch ms. */
  readonly now: () => number;
  /** Reserves the lane's next slot; how long to wait for it. */
  readonly reserve: (lane: string, spacingMs: number) => Promise<number>;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Slots stand a little wider than the rate: so much may one be late, on its way or here, and no second holds more than it should. */
const ROOM_MS = 50;
/** Of every quota, unless its rate says otherwise. */
export const RESERVED_FOR_LIVE = 1 / 4;

/** Calls a second that the night has of a quota; null: its counterpart publishes none. */
export const nightRate = (key: string, rates: QuotaRates = PUBLISHED_RATES): number | null => {
  const published = rates[key];
  return published === undefined ? null : (SECOND / spacingOf(published)) * nightShare(published);
};

const spacingOf = ({ perSecond }: QuotaRate): number => (SECOND + ROOM_MS) / perSecond;
const nightShare = ({ reservedForLive = RESERVED_FOR_LIVE }: QuotaRate): number => 1 - reservedForLive;
/** A slot that passed by while this process was held up lapses, and the next is taken: but not for ever. */
const MOST_TRIES = 3;

export const sharedQuota = ({ now, reserve, sleep }: SharedQuotaTools, rates: QuotaRates = PUBLISHED_RATES): Quota => {
  const take = async (lane: string, spacingMs: number, signal: AbortSignal): Promise<void> => {
    for (let tries = 1; ; tries += 1) {
      const waitMs = await reserve(lane, spacingMs);
      if (waitMs <= 0) return;
      const from = now();
      await sleep(waitMs, signal);
      if (now() - from - waitMs <= ROOM_MS || tries === MOST_TRIES) return;
    }
  };
  return {
    take: async (key, priority, signal) => {
      const published = rates[key];
      if (published === undefined) return;
      const spacingMs = spacingOf(published);
      if (priority === 'night') await take(`${key}/night`, spacingMs / nightShare(published), signal);
      await take(key, spacingMs, signal);
    },
  };
};
