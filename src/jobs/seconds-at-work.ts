/** How long a run was at work. From its end until it was opened once more (a retry, a replay, the same command again) nobody worked on it. Pure. */
import { epochOf, type Instant, SECOND } from '../domain/period.ts';
import type { Run } from '../storage/runs.ts';
import { LAST_PHASE } from './phases.ts';

/** In tenths. `until`: its end, or this moment where it is under way. */
export const secondsAtWork = ({ startedAt, phases }: Pick<Run, 'startedAt' | 'phases'>, until: Instant): number => {
  const idleMs = phases.reduce((sum, { pass, at }, index) => {
    const before = phases[index - 1];
    const wasOver = before !== undefined && before.pass < pass && before.phase === LAST_PHASE;
    return wasOver ? sum + epochOf(at) - epochOf(before.at) : sum;
  }, 0);
  return Math.max(0, Math.round(((epochOf(until) - epochOf(startedAt) - idleMs) / SECOND) * 10) / 10);
};
