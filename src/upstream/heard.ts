/**
 * When a counterpart was last heard of. For whoever waits for one of its operations it was not heard of since that began to fail, whatever else it
 * answers: by live checks alone a night would wait for a dead feed all day.
 */
import { MINUTE } from '../domain/period.ts';

export interface Heard {
  readonly answered: (operation: string) => void;
  readonly failed: (operation: string) => void;
  /** Epoch ms; null: it has not answered yet. */
  readonly at: (operation: string) => number | null;
}

/** Whoever waits asks more often; a failure of before, which nobody followed up, says nothing of how long this one lasts. */
const GOES_ON_MS = 15 * MINUTE;

export const createHeard = (now: () => number): Heard => {
  let last: number | null = null;
  const failing = new Map<string, { readonly since: number; readonly until: number }>();
  return {
    answered: (operation) => {
      last = now();
      failing.delete(operation);
    },
    failed: (operation) => {
      const known = failing.get(operation);
      const since = known !== undefined && now() - known.until <= GOES_ON_MS ? known.since : now();
      failing.set(operation, { since, until: now() });
    },
    at: (operation) => (last === null ? null : Math.min(last, failing.get(operation)?.since ?? last)),
  };
};
