/**
 * What keeps work going in a process: a relay that hands ready rows to the queue, a worker that performs them, a heartbeat for those
 * under way, and a sweeper for what a dead worker or a forgetful queue left behind.
 */
import type { Context } from '../context.ts';
import { SECOND } from '../domain/period.ts';
import { Fault } from '../faults.ts';
import type { Db } from '../storage/database.ts';
import { databaseFault, isFull } from '../storage/database-faults.ts';
import { type HeldLock, holdLock } from '../storage/lock.ts';
import { isLockHeld } from '../storage/lock-holders.ts';
import { unfinishedRuns } from '../storage/runs.ts';
import { type AttemptRef, forgetAllEnqueued, heartbeat, recoverLost, release, takeForRelay } from '../storage/work.ts';
import { driveRetries } from './drive-retry.ts';
import { moveOn } from './phases.ts';
import { CONCURRENCY } from './queue.ts';
import { checkRegistry } from './registry.ts';
import { repeat } from './repeat.ts';
import { performUnit } from './worker.ts';

export interface Engine {
  /** Hands over what is ready now, without waiting for the next turn. */
  readonly poke: () => void;
  /** What keeps it from any work until a person acts: a full disk. It tries again all the same. */
  readonly hindrance: () => Fault | null;
  /** Finishes what is under way (or puts it back), and leaves. */
  readonly stop: () => Promise<void>;
}

const RELAY_EVERY = SECOND;
const HEARTBEAT_EVERY = 5 * SECOND;
const SWEEP_EVERY = 5 * SECOND;
/** A worker that has been silent this long is gone. */
const SILENT = 60 * SECOND;
const RELAY_BATCH = 200;

/** One worker process on the PostgreSQL queue: BullMQ's backend has an open fault with several (taskforcesh/bullmq #4814). */
const WORKER_LOCK = 'huzheng:worker';

/** Whether any process works on this database. */
export const isWorkerAbout = (db: Db): Promise<boolean> => isLockHeld(db, WORKER_LOCK);

/** Null: another process already works here. */
export const startEngine = async (context: Context): Promise<Engine | null> => {
  checkRegistry();
  const lock = await holdLock(context.databaseUrl, WORKER_LOCK);
  if (lock === null) return null;
  try {
    await takeStock(context);
  } catch (thrown) {
    await lock.release();
    throw thrown;
  }
  return goToWork(context, lock);
};

const goToWork = (context: Context, lock: HeldLock): Engine => {
  const { pool, queue, log } = context;
  const leaving = new AbortController();
  const desk: Desk = { underWay: new Map(), stranded: new Map(), leaving: leaving.signal };
  const { noting, note, hindrance } = hindrances();
  const relay = repeat(() => noting(relayReady(context)), { doing: 'relay', everyMs: RELAY_EVERY, log });
  const worker = queue.work((ref) => noting(perform(ref, desk, context)).finally(relay.poke), {
    concurrency: CONCURRENCY,
    onTrouble: note,
  });
  const beat = repeat(() => heartbeat(pool, [...desk.underWay.values()]), { doing: 'heartbeat', everyMs: HEARTBEAT_EVERY, log });
  const sweeper = repeat(() => noting(sweep(context, desk)), { doing: 'sweeper', everyMs: SWEEP_EVERY, log });
  relay.poke();
  sweeper.poke();
  const stop = async (): Promise<void> => {
    leaving.abort(new Fault('busy', { code: 'leaving', detail: 'The process is leaving.' }));
    await Promise.all([relay.stop(), sweeper.stop()]);
    await worker.close();
    await beat.stop();
    await lock.release();
  };
  return { poke: relay.poke, hindrance, stop };
};

/** Remembers the full disk that any part of the work ran into. */
const hindrances = () => {
  let last: Fault | null = null;
  const note = (thrown: unknown): void => {
    const fault = databaseFault(thrown);
    if (fault instanceof Fault && isFull(fault)) last = fault;
  };
  const noting = <T>(work: Promise<T>): Promise<T> =>
    work.catch((thrown: unknown) => {
      note(thrown);
      throw thrown;
    });
  return { note, noting, hindrance: () => last };
};

/** What lies before this process, by unit. */
interface Desk {
  readonly underWay: Map<string, AttemptRef>;
  /** Not even their fault could be written down: the database was away. */
  readonly stranded: Map<string, AttemptRef>;
  readonly leaving: AbortSignal;
}

const perform = async (ref: AttemptRef, { underWay, stranded, leaving }: Desk, context: Context): Promise<void> => {
  // Given away twice, because the queue did not hear of it in time: it goes on where it is.
  if (underWay.get(ref.workId)?.attempt === ref.attempt) return;
  underWay.set(ref.workId, ref);
  try {
    await performUnit(ref, context, leaving);
  } catch (thrown) {
    stranded.set(ref.workId, ref);
    throw thrown;
  } finally {
    underWay.delete(ref.workId);
  }
};

/** Nobody else works: whatever is running was left by a dead process, and whatever the queue holds is in the rows. */
const takeStock = async ({ queue, pool }: Context): Promise<void> => {
  await queue.wipe();
  await recoverLost(pool, 0);
  await forgetAllEnqueued(pool);
};

/** Hands over everything whose time has come. */
const relayReady = async ({ pool, queue }: Context): Promise<void> => {
  for (;;) {
    const ready = await takeForRelay(pool, RELAY_BATCH);
    if (ready.length === 0) return;
    await queue.add(ready);
  }
};

const sweep = async ({ pool, queue }: Context, { stranded }: Desk): Promise<void> => {
  for (const [workId, ref] of stranded) {
    await release(pool, ref);
    stranded.delete(workId);
  }
  await recoverLost(pool, SILENT);
  if (await queue.isIdle()) await forgetAllEnqueued(pool);
  await driveRetries(pool);
  for (const { runId } of await unfinishedRuns(pool)) await moveOn(runId, pool);
};
