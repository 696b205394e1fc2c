/** The operator's morning, gathered: the last night, whom it left without an answer, what needs somebody, and how the four sources are. */
import type { Context } from '../context.ts';
import { dayAt, type Instant, instantOf } from '../domain/period.ts';
import type { Dataset, Source } from '../domain/sources.ts';
import type { Bilingual } from '../pipeline/4-screen/types.ts';
import { openConcernCount } from '../storage/concerns.ts';
import { failedNow, type LastNight, lastNight, lastReadings, waitingApplications } from '../storage/morning.ts';
import { openQuarantineCount } from '../storage/quarantine.ts';
import { lastComplete } from '../storage/readings.ts';
import { together } from '../together.ts';
import { type Affected, affectedBy } from './affected.ts';
import { headlineOf, type Need, needsOf } from './needs.ts';
import { type SourceInBrief, sourcesInBrief } from './sources.ts';

export interface Morning {
  readonly at: Instant;
  readonly headline: Bilingual;
  /** Null: there has been none ever. */
  readonly night: (LastNight & { readonly balanced: boolean | null }) | null;
  /** Null: there has been no night, or it is under way. */
  readonly affected: Affected | null;
  readonly needs: readonly Need[];
  readonly sources: readonly SourceInBrief[];
}

export const mornings = ({ pool, now }: Pick<Context, 'pool' | 'now'>): (() => Promise<Morning>) => {
  const affected = affectedBy({ pool });
  return async () => {
    const at = instantOf(now());
    const [night, failed, concerns, { refused }, quarantined, last, complete] = await together([
      lastNight(pool),
      failedNow(pool),
      openConcernCount(pool),
      waitingApplications(pool),
      openQuarantineCount(pool),
      lastReadings(pool),
      lastComplete(pool),
    ]);
    const paused = new Set<Source>();
    const needs = needsOf({
      today: dayAt(at),
      night,
      failed,
      alertsFiring: 0,
      sourcesPaused: paused.size,
      concerns,
      refusedApplications: refused,
      correctionsOverdue: 0,
      quarantined,
    });
    return {
      at,
      headline: headlineOf({ night }, needs),
      night: night === null ? null : { ...night, balanced: night.finishedAt === null ? null : night.status !== 'unbalanced' },
      affected: night === null || night.finishedAt === null ? null : await affected(night),
      needs,
      sources: sourcesInBrief({ last, asOf: asOfEach(complete), paused }, now()),
    };
  };
};

const asOfEach = (complete: ReadonlyMap<Dataset, { readonly asOf: Instant }>): ReadonlyMap<Dataset, Instant> =>
  new Map([...complete].map(([dataset, { asOf }]) => [dataset, asOf]));
