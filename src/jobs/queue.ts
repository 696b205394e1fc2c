/**
 * The queue only points at rows: its jobs carry a row's id and attempt, are tried once, and are removed when finished, because a kept
 * id would silently swallow the same row's next attempt (`design.md`, "Work and queue").
 */

import type { HandedOver } from '../storage/handing-over.ts';
import type { AttemptRef } from '../storage/work.ts';

/** Units that a worker does at once. */
export const CONCURRENCY = 8;

/** What BullMQ is used for, as `context.ts` wires it. */
export interface WorkQueue {
  /** Whether several processes may work on it at once. */
  readonly isShared: boolean;
  /** Adding one that it holds already is nothing. */
  readonly add: (refs: readonly HandedOver[]) => Promise<void>;
  /** Those of `refs` that it knows nothing of. A queue that cannot be asked about one by one says so only when it is idle. */
  readonly forgotten: (refs: readonly HandedOver[]) => Promise<readonly HandedOver[]>;
  /** Nothing waits and nothing runs. */
  readonly isIdle: () => Promise<boolean>;
  /** Empties it. The rows know everything. */
  readonly wipe: () => Promise<void>;
  /** Rejects at once while it is known to be away; asks nobody. */
  readonly mustBeThere: () => Promise<void>;
  /** Asks it, and rejects within seconds where it does not answer. */
  readonly ping: () => Promise<void>;
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
export const jobIdOf = ({ step, workId, attempt }: HandedOver): string => `${step}-${workId}-g${attempt}`;
