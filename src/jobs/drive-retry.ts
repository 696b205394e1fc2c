/**
 * Drives a batch of retries on: after every attempt of one of its units, and by the sweeper, so that a process that dies in between loses nothing.
 * Decided holding the batch; done twice it does nothing.
 */
import type pg from 'pg';
import type { Caller } from '../security/caller.ts';
import { actorOf } from '../security/caller.ts';
import { inTransaction, type Tx } from '../storage/database.ts';
import {
  type CauseStanding,
  endBatch,
  endCause,
  holdBatch,
  holdCauseOf,
  noteOutcome,
  noteStoppedBy,
  openBatches,
  releaseWave,
  returnWaiting,
  standingOf,
  stopCause,
} from '../storage/retry-batches.ts';
import type { FaultRecord, Work } from '../storage/work.ts';
import { moveOn } from './phases.ts';
import { nextMove } from './retry-waves.ts';

/** After an attempt of a unit: most change nothing, and hold nobody up to find that out. */
export const driveRetry = async (retryId: string | null, pool: pg.Pool): Promise<void> => {
  if (retryId === null || !(await standingOf(pool, retryId)).some(hasSomethingToDo)) return;
  await drive(retryId, pool);
};

/** Every batch that goes on, whatever a process that died left undone. */
export const driveRetries = async (pool: pg.Pool): Promise<void> => {
  for (const retryId of await openBatches(pool)) await drive(retryId, pool);
};

/** The last of a stopped cause may be the last of its batch. */
const hasSomethingToDo = (cause: CauseStanding): boolean =>
  nextMove(cause).move !== 'wait' || ((cause.state === 'stopped' || cause.state === 'done') && !cause.isOpen);

const drive = async (retryId: string, pool: pg.Pool): Promise<void> => {
  const runs = await inTransaction(pool, async (tx) => {
    await holdBatch(tx, retryId);
    for (const cause of await standingOf(tx, retryId)) await moveCause(tx, cause);
    return isOver(await standingOf(tx, retryId)) ? endBatch(tx, retryId, null) : [];
  });
  for (const runId of runs) await moveOn(runId, pool);
};

const moveCause = async (tx: Tx, cause: CauseStanding): Promise<void> => {
  // Under way when the others stopped, and put back since because its process died.
  if (cause.state === 'stopped' && cause.isOpen) await returnWaiting(tx, cause);
  const next = nextMove(cause);
  switch (next.move) {
    case 'release':
      return releaseWave(tx, cause, next.units);
    case 'end':
      return endCause(tx, cause);
    case 'wait':
      return;
  }
};

const isOver = (causes: readonly CauseStanding[]): boolean =>
  causes.every(({ state, hasHeld, isOpen }) => (state === 'done' || state === 'stopped') && !hasHeld && !isOpen);

export interface Retried {
  /** False: its batch finds its own cause still there, or has stopped meanwhile. */
  readonly mayGoOn: boolean;
  /** Which attempt of this batch it was: patience begins anew with a batch. */
  readonly attempt: number;
  readonly noteFailure: () => Promise<void>;
}

/** A unit whose attempt ended in a fault, as the batch it may be part of sees it; holds its cause to the end of the transaction. */
export const retriedIn = async (
  tx: Tx,
  work: Work,
  failure: { readonly fingerprint: string; readonly fault: FaultRecord },
): Promise<Retried> => {
  const cause = await holdCauseOf(tx, work);
  if (cause === null) return { mayGoOn: true, attempt: work.attempt, noteFailure: () => Promise.resolve() };
  const returned = failure.fingerprint === cause.fingerprint;
  return {
    mayGoOn: !returned && cause.state !== 'stopped',
    attempt: work.attempt - cause.firstAttempt + 1,
    noteFailure: async () => {
      await noteOutcome(tx, work, 'failed');
      const { code, detail } = failure.fault;
      // A canary that fails of something else says nothing good for the others either.
      if (cause.state !== 'stopped' && (returned || cause.isCanary))
        await stopCause(tx, cause, { fingerprint: failure.fingerprint, code, detail });
    },
  };
};

/** Stops a batch by hand, in a transaction that holds it: what was not tried yet stays failed. */
export const stopBatch = async (tx: Tx, retryId: string, by: Caller): Promise<void> => {
  for (const cause of await standingOf(tx, retryId))
    if (cause.state === 'canary' || cause.state === 'running') await stopCause(tx, cause, null);
  await noteStoppedBy(tx, retryId, actorOf(by));
  if (isOver(await standingOf(tx, retryId))) await endBatch(tx, retryId, null);
};
