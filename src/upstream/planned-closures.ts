/** When a counterpart does not answer by plan: the hours it is configured with, and the times an operator has announced, as one. Pure. */
import { epochOf, type Instant } from '../domain/period.ts';
import { type ClosedHours, closedUntil } from './closed-hours.ts';

/** The code of every call that is turned away by plan, whichever plan: neither may be taken for a failure where the other is not. */
export const CLOSED_HOURS = 'closed-hours';

/** Announced: from, inclusive, to, exclusive. */
export interface Closure {
  readonly from: Instant;
  readonly to: Instant;
}

export interface PlannedClosures {
  readonly hours: ClosedHours | undefined;
  readonly announced: readonly Closure[];
}

/** What closes it first, and when it answers again, however its closures follow one another; null: it is open. */
export const plannedUntil = (
  { hours, announced }: PlannedClosures,
  at: Instant,
): { readonly opensAt: Instant; readonly by: 'closed-hours' | 'maintenance' } | null => {
  const endOf = (moment: Instant): { readonly opensAt: Instant; readonly by: 'closed-hours' | 'maintenance' } | null => {
    const byHours = hours === undefined ? null : closedUntil(hours, moment);
    if (byHours !== null) return { opensAt: byHours, by: 'closed-hours' };
    const covering = announced.filter(({ from, to }) => epochOf(from) <= epochOf(moment) && epochOf(moment) < epochOf(to));
    const [latest] = covering.map(({ to }) => to).toSorted((a, b) => epochOf(b) - epochOf(a));
    return latest === undefined ? null : { opensAt: latest, by: 'maintenance' };
  };
  const first = endOf(at);
  if (first === null) return null;
  let opensAt = first.opensAt;
  for (let next = endOf(opensAt); next !== null; next = endOf(opensAt)) opensAt = next.opensAt;
  return { opensAt, by: first.by };
};
