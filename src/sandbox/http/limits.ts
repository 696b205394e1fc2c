// Guards every counterpart needs: clock skew, nonces that are good once, and a rate.

/** interfaces.md: clock skew up to 180 s is accepted. */
const SKEW_MS = 180_000;

export const withinSkew = (claimedMs: number, nowMs: number): boolean => Math.abs(claimedMs - nowMs) <= SKEW_MS;

/** Remembers nonces for a while. */
export class Nonces {
  readonly #seen = new Map<string, number>();
  readonly #keepMs: number;

  constructor(keepMs: number) {
    this.#keepMs = keepMs;
  }

  /** False if the nonce was used within the time they are kept. */
  use(nonce: string, nowMs: number): boolean {
    for (const [old, usedAt] of this.#seen) {
      if (usedAt > nowMs - this.#keepMs) break;
      this.#seen.delete(old);
    }
    if (this.#seen.has(nonce)) return false;
    this.#seen.set(nonce, nowMs);
    return true;
  }
}

/** A bucket that holds one second's calls and fills steadily. */
export class CallRate {
  readonly #perSecond: number;
  #left: number;
  #at: number | null = null;

  constructor(perSecond: number) {
    this.#perSecond = perSecond;
    this.#left = perSecond;
  }

  take(nowMs: number): boolean {
    const elapsed = this.#at === null ? 0 : Math.max(0, nowMs - this.#at);
    this.#left = Math.min(this.#perSecond, this.#left + (elapsed / 1000) * this.#perSecond);
    this.#at = nowMs;
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}
