/** What the database says of the whole installation, whichever process asks: as `/metrics` tells it. */
import type { Programme } from '../domain/application.ts';
import type { Dataset, Source } from '../domain/sources.ts';
import type { AlertCounts } from '../storage/alert-messages.ts';
import type { FailedJobs, QueueStanding } from '../storage/figures.ts';
import type { Reading } from '../storage/readings.ts';
import type { RunStatus } from '../storage/runs.ts';

export interface Figures {
  /** The newest; null: there was none yet. */
  readonly run: {
    readonly status: RunStatus;
    readonly ageSeconds: number;
    /** So far. */
    readonly tookSeconds: number;
    readonly work: readonly { readonly step: string; readonly state: string; readonly jobs: number }[];
    readonly books: readonly Reading[];
    /** Of its last pass: how long each phase took, or has taken so far; the last is the one it is in. */
    readonly phases: readonly { readonly phase: string; readonly tookSeconds: number }[];
  } | null;
  /** Null: no run was ever completed. */
  readonly completedAgeSeconds: number | null;
  readonly jobs: Readonly<Record<'ready' | 'held' | 'running' | 'failed', number>>;
  readonly queue: QueueStanding;
  readonly ledger: { readonly entries: number; readonly signed: number };
  readonly failed: readonly FailedJobs[];
  /** Batches that are not over. */
  readonly retries: number;
  readonly sources: readonly SourceFigures[];
  readonly quarantine: ReadonlyMap<Dataset, number>;
  readonly discrepancies: Readonly<Record<string, number>>;
  readonly cases: ReadonlyMap<string, number>;
  readonly applications: readonly { readonly programme: Programme; readonly state: string; readonly applications: number }[];
  readonly alerts: AlertCounts;
}

export interface SourceFigures {
  readonly source: Source;
  readonly health: string;
  readonly isPaused: boolean;
  /** By all processes, in the last whole minutes. */
  readonly calls: { readonly answered: number; readonly failed: number; readonly notSent: number };
  /** Of the datasets that were ever read to their end. */
  readonly lags: ReadonlyMap<Dataset, number>;
}
