/** The operator's morning, gathered: the last night, whom it left without an answer, what needs somebody, and how the four sources are. */
import type { RuleName } from '../alerts/alert.ts';
import type { Context } from '../context.ts';
import { dayAt, type Instant } from '../domain/period.ts';
import type { Source } from '../domain/sources.ts';
import type { Bilingual } from '../pipeline/4-screen/types.ts';
import type { Health } from '../sources/health.ts';
import { type SourceNow, sourcesNow } from '../sources/sources-now.ts';
import { openConcernCount } from '../storage/concerns.ts';
import { askedDropCount } from '../storage/drops.ts';
import { failedNow, type LastNight, lastNight, openAlertCount, overdueCorrections, waitingApplications } from '../storage/morning.ts';
import { openQuarantineCount } from '../storage/quarantine.ts';
import { together } from '../together.ts';
import { type Affected, affectedBy } from './affected.ts';
import { headlineOf, type Need, needsOf } from './needs.ts';

export interface SourceInBrief {
  readonly source: Source;
  readonly health: Health;
  /** Of the dataset that is furthest behind; null: one was never read to its end. */
  readonly asOf: Instant | null;
  readonly lagSeconds: number | null;
}

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

export const mornings = (context: Pick<Context, 'pool' | 'config' | 'clock'>): (() => Promise<Morning>) => {
  const { pool, clock } = context;
  const affected = affectedBy(context);
  return async () => {
    const at = clock();
    const [night, failed, dropsAsked, alertsFiring, concerns, waiting, overdue, quarantined, sources] = await together([
      lastNight(pool),
      failedNow(pool),
      askedDropCount(pool),
      openAlertCount(pool, { apartFrom: TOLD_BY_THEMSELVES }),
      openConcernCount(pool),
      waitingApplications(pool),
      overdueCorrections(pool, dayAt(at)),
      openQuarantineCount(pool),
      sourcesNow(context),
    ]);
    const needs = needsOf({
      today: dayAt(at),
      night,
      failed,
      dropsAsked,
      alertsFiring,
      sourcesPaused: sources.filter(({ paused }) => paused !== null).length,
      concerns,
      refusedApplications: waiting.refused,
      correctionsOverdue: overdue,
      quarantined,
    });
    return {
      at,
      headline: headlineOf({ night }, needs),
      night: night === null ? null : { ...night, balanced: night.finishedAt === null ? null : night.status !== 'unbalanced' },
      affected: night === null || night.finishedAt === null ? null : await affected(night, waiting),
      needs,
      sources: sources.map(inBrief),
    };
  };
};

/** A line of its own says more of what these are about. */
const TOLD_BY_THEMSELVES = [
  'drop-asked',
  'failed-cause',
  'night-late',
  'night-unfinished',
  'quarantine-full',
  'concerns-open',
  'corrections-overdue',
] as const satisfies readonly RuleName[];

const inBrief = ({ source, health, datasets }: SourceNow): SourceInBrief => {
  const [furthest] = datasets.toSorted((one, other) => ((one.asOf ?? '') < (other.asOf ?? '') ? -1 : 1));
  return { source, health, asOf: furthest?.asOf ?? null, lagSeconds: furthest?.lagSeconds ?? null };
};
