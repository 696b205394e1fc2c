/**
 * The queue only points at rows: its jobs carry a row's id and attempt, are tried once, and are removed when finished, because a kept
 * id would silently swallow the same row's next attempt on the PostgreSQL backend (`design.md`, "Work and queue").
 */
import type { AttemptRef } from '../storage/work.ts';

/** Units that a worker does at once. */
export const CONCURRENCY = 8;

/** What BullMQ is used for, as `context.ts` wires it. */
export interface WorkQueue {
  readonly add: (refs: readonly (AttemptRef & { readonly step: string })[]) => Promise<void>;
  /** Nothing waits and nothing runs: rows that were said to be enqueued have been forgotten. */
  readonly isIdle: () => Promise<boolean>;
  /** Empties it. The rows know everything. */
  readonly wipe: () => Promise<void>;
  /** `onTrouble` hears what keeps the queue itself from working. */
  readonly work: (perform: (ref: AttemptRef) => Promise<void>, options: WorkOptions) => RunningWorker;
  readonly close: () => Promise<void>;
}

export interface WorkOptions {
  readonly concurrency: number;
  readonly onTrouble: (thrown: unknown) => void;
}

export interface RunningWorker {
  /** Takes no more jobs and waits for those under way. */
  readonly close: () => Promise<void>;
}

/** `<step>-<row>-g<attempt>`: deterministic, and never a bare integer or with a colon in it, which BullMQ refuses. */
export const jobIdOf = (step: string, ref: AttemptRef): string => `${step}-${ref.workId}-g${ref.attempt}`;
