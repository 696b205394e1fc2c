/**
 * Keeps our calls within what a counterpart allows, so that its 429 stays an exception. A quarter of each quota is kept for live calls
 * (`design.md`, "Quota"); the one of all processes together stands in PostgreSQL.
 */

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

/** What the interface documents state (`interfaces.md` §2); the others state none, and are learned from their own answers. */
export const PUBLISHED_RATES: QuotaRates = { 'medical-insurance': { perSecond: 20 } };

/** One bucket a counterpart, or a finer one where an exchange names it. */
export const quotaKeyOf = (source: string, finer?: string): string => (finer === undefined ? source : `${source}:${finer}`);
