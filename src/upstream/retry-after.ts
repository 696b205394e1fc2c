/** How long to wait before asking again: what the other side wished for, or a growing, jittered pause of our own. Pure. */
import { DAY, SECOND } from '../domain/period.ts';

/**
 * `Retry-After` in both forms (RFC 9110 §10.2.3), as milliseconds from now; null where it is missing or unreadable. A date is measured
 * against the answer's own `Date`, since the counterpart's clock may be off by minutes; more than a day is taken as a day.
 */
export const retryAfterMs = (headers: Readonly<Record<string, string>>, now: number): number | null => {
  const stated = headers['retry-after']?.trim() ?? '';
  if (/^\d+$/.test(stated)) return Math.min(Number(stated) * SECOND, DAY);
  const at = httpDate(stated);
  if (at === null) return null;
  return Math.min(Math.max(at - (httpDate(headers['date'] ?? '') ?? now), 0), DAY);
};

/** All three forms of an HTTP date begin with a weekday; `Date.parse` alone would take `-5` for a date. All are GMT, though one does not say so. */
const httpDate = (text: string): number | null => {
  const at = /^[A-Z][a-z]{2,8}\b/.test(text) ? Date.parse(/GMT$/i.test(text) ? text : `${text} GMT`) : Number.NaN;
  return Number.isNaN(at) ? null : at;
};

export interface Backoff {
  readonly firstWaitMs: number;
  readonly longestWaitMs: number;
}

/** Before the next attempt, doubling; between half and whole of that, so that processes which failed together do not return together. */
export const backoffMs = (attempt: number, { firstWaitMs, longestWaitMs }: Backoff, random: () => number): number => {
  const whole = Math.min(longestWaitMs, firstWaitMs * 2 ** (attempt - 1));
  return Math.round(whole / 2 + random() * (whole / 2));
};
