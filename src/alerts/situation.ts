/** All that the rules are told: how the nights, the counterparts and what waits for people stand at one moment. Counts and codes, nobody's data. */
import type { Day, Instant } from '../domain/period.ts';
import type { Dataset, Source } from '../domain/sources.ts';
import type { PlannedClosures } from '../upstream/planned-closures.ts';
import type { Ending } from './endings.ts';

export interface Situation {
  readonly now: Instant;
  /** When a night last had to begin. Null: here nobody waits for one. */
  readonly nightDue: Instant | null;
  /** Whether that night has begun. */
  readonly nightBegan: boolean;
  /** The last that was not cancelled. Null: there was none yet. */
  readonly lastRun: RunSituation | null;
  /** What runs gave up and no later one has made good, by cause; those of the newest run first. */
  readonly failed: readonly FailedCause[];
  /** Those that are configured. */
  readonly sources: readonly SourceSituation[];
  /** None of a synthetic city that stands on a past day. */
  readonly datasets: readonly DatasetSituation[];
  readonly drops: readonly DropSituation[];
  readonly quarantine: readonly QuarantineSituation[];
  readonly waiting: WaitingSituation;
  /** Megabytes; null: the disk is not ours. */
  readonly free: number | null;
  readonly concerns: { readonly open: number; readonly newestOn: Day | null };
  /** Correction requests beyond their day of answer. */
  readonly corrections: { readonly overdue: number; readonly newestOn: Day | null };
  readonly endings: readonly Ending[];
}

export interface RunSituation {
  readonly runId: string;
  readonly date: Day;
  readonly status: 'running' | 'completed' | 'incomplete' | 'unbalanced';
  readonly startedAt: Instant;
  /** Units that wait for a source to open: the run is long by plan. */
  readonly waitsByPlan: boolean;
}

export interface FailedCause {
  readonly fingerprint: string;
  readonly source: Source | null;
  readonly code: string;
  readonly jobs: number;
  readonly datasets: readonly Dataset[];
  /** The last run that failed of it. */
  readonly runId: string;
  readonly date: Day;
}

export interface SourceSituation {
  readonly source: Source;
  /** Closed hours, maintenance or pause: not answering is no failure. */
  readonly isPlanned: boolean;
  /** Calls that were sent within the time that its rule looks at, and those of them that failed. */
  readonly ended: number;
  readonly failed: number;
  /** In the last minute in which it was called every call was answered. */
  readonly answersAgain: boolean;
  /** Why most of them failed. */
  readonly code: string | null;
}

export interface DatasetSituation {
  readonly dataset: Dataset;
  readonly source: Source;
  /** End of the last complete reading. */
  readonly asOf: Instant;
  /** Hours and times at which its source does not answer: they count for no delay. */
  readonly closures: PlannedClosures;
}

/** A dataset of which nothing more ends until a person says that its drop is true. */
export interface DropSituation {
  readonly dataset: Dataset;
  readonly runId: string;
  readonly date: Day;
  readonly wouldEnd: number;
  /** Null: not counted. */
  readonly held: number | null;
  /** In a hundred of those; null: of nothing, or not counted. */
  readonly percent: number | null;
  /** Somebody has: what failed of it waits for a retry. */
  readonly isAccepted: boolean;
}

export interface QuarantineSituation {
  readonly dataset: Dataset;
  readonly open: number;
  /** The run that met the newest of them first. */
  readonly newestRun: string;
}

export interface WaitingSituation {
  /** Units whose time has come. */
  readonly units: number;
  /** Minutes for which none has moved. */
  readonly minutes: number;
  /** Somebody works here, and nothing moves all the same. */
  readonly hasWorker: boolean;
}
