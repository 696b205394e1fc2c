/**
 * What keeps work going in a process: a relay that hands ready rows to the queue, a worker that performs them, a heartbeat for those
 * under way, and a sweeper for what a dead worker or a forgetful queue left behind. On a queue that is shared any number of processes do so
 * beside each other; one of them at a time sweeps.
 */
import type pg from 'pg';
import type { Context } from '../context.ts';
import { SECOND } from '../domain/period.ts';
import { Fault } from '../faults.ts';
import { pause } from '../pause.ts';
import { type Attendance, attend, goneOf } from '../storage/attendance.ts';
import { databaseFault, isFull } from '../storage/database-faults.ts';
import { handedOver, takeBack, takeForRelay } from '../storage/handing-over.ts';
import { recoverNobodys, recoverOf, recoverSilent, workersAtWork } from '../storage/lost-work.ts';
import { unfinishedRuns } from '../storage/runs.ts';
import { type AttemptRef, heartbeat, release } from '../storage/work.ts';
import { eachByItself } from '../together.ts';
import { driveRetries } from './drive-retry.ts';
import { moveOn } from './phases.ts';
import { CONCURRENCY } from './queue.ts';
import { checkRegistry } from './registry.ts';
import { repeat } from './repeat.ts';
import { type UnderWay, underWay } from './under-way.ts';
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

/** A worker whose session broke has it again by then. */
const LOOKED_AGAIN_AFTER = SECOND;

/** Null: another process works here already, and the queue is not one to share; or one that is shared by others is not this one. */
export const startEngine = async (context: Context): Promise<Engine | null> => {
  checkRegistry();
  const attendance = await attend(context.line, {
    alone: !context.queue.isShared,
    onTrouble: (fault) => context.log.failed({ doing: 'worker-session', fault }),
  });
  if (attendance === null) return null;
  try {
    await takeStock(context);
  } catch (thrown) {
    await attendance.leave();
    throw thrown;
  }
  return goToWork(context, attendance);
};

const goToWork = (context: Context, attendance: Attendance): Engine => {
  const { pool, queue, log } = context;
  const leaving = new AbortController();
  const desk: Desk = { worker: attendance.worker, underWay: underWay(), stranded: new Map(), leaving: leaving.signal };
  const { noting, note, hindrance } = hindrances();
  const relay = repeat(() => noting(relayReady(context)), { doing: 'relay', everyMs: RELAY_EVERY, log });
  const worker = queue.work((ref) => noting(perform(ref, desk, context)).finally(relay.poke), {
    concurrency: CONCURRENCY,
    onTrouble: note,
  });
  const beat = repeat(() => heartbeat(pool, desk.underWay.all()), { doing: 'heartbeat', everyMs: HEARTBEAT_EVERY, log });
  const round = async (): Promise<void> => {
    await putBackStranded(context, desk);
    if (await attendance.isSweeper()) await sweep(context, leaving.signal);
  };
  const sweeper = repeat(() => noting(round()), { doing: 'sweeper', everyMs: SWEEP_EVERY, log });
  relay.poke();
  sweeper.poke();
  const stop = async (): Promise<void> => {
    leaving.abort(new Fault('busy', { code: 'leaving', detail: 'The process is leaving.' }));
    await Promise.all([relay.stop(), sweeper.stop()]);
    await worker.close();
    await beat.stop();
    await attendance.leave();
  };
  return { poke: relay.poke, hindrance, stop };
};

/** Remembers the full disk that any part of the work ran into. */
const hindrances = () => {
  let last: Fault | null = null;
  const note = (thrown: unknown): void => {
    for (const one of thrown instanceof AggregateError ? thrown.errors : [thrown]) {
      const fault = databaseFault(one);
      if (fault instanceof Fault && isFull(fault)) last = fault;
    }
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
  /** Whose desk it is. */
  readonly worker: number;
  readonly underWay: UnderWay;
  /** Not even their fault could be written down: the database was away. */
  readonly stranded: Map<string, AttemptRef>;
  readonly leaving: AbortSignal;
}

const perform = async (ref: AttemptRef, { worker, underWay, stranded, leaving }: Desk, context: Context): Promise<void> => {
  // Given away twice, because the queue did not hear of it in time: it goes on where it is.
  if (!underWay.begin(ref)) return;
  try {
    await performUnit({ ...ref, worker }, context, leaving);
  } catch (thrown) {
    stranded.set(ref.workId, ref);
    throw thrown;
  } finally {
    underWay.end(ref);
  }
};

/**
 * Whatever is running under nobody's hands was left by a dead process. What a queue of one's own holds is in the rows, and whoever had that queue before is
 * gone; of those who share one, the sweeper knows.
 */
const takeStock = async ({ queue, pool }: Context): Promise<void> => {
  if (queue.isShared) await queue.ping();
  else await queue.wipe();
  await recoverNobodys(pool);
  if (queue.isShared) return;
  await recoverOf(pool, await goneOf(pool, await workersAtWork(pool)));
  await takeBack(pool, await handedOver(pool));
};

/** Hands over everything whose time has come. */
const relayReady = async ({ pool, queue }: Context): Promise<void> => {
  for (;;) {
    await queue.mustBeThere();
    const ready = await takeForRelay(pool, RELAY_BATCH);
    if (ready.length === 0) return;
    await queue.add(ready).catch(async (thrown: unknown) => {
      await takeBack(pool, ready);
      throw thrown;
    });
  }
};

const putBackStranded = async ({ pool }: Context, { stranded }: Desk): Promise<void> => {
  for (const [workId, ref] of stranded) {
    await release(pool, ref);
    stranded.delete(workId);
  }
};

/** Done twice, or by two at once, each of these does nothing more; what one of them fails of keeps none of the others, nor another run, from going on. */
const sweep = async (context: Context, leaving: AbortSignal): Promise<void> => {
  const { pool } = context;
  await eachByItself([
    () => recoverSilent(pool, SILENT),
    () => recoverGone(context, leaving),
    () => driveRetries(pool),
    () => moveRunsOn(pool),
    () => remindQueue(context),
  ]);
};

const moveRunsOn = async (pool: pg.Pool): Promise<void> => {
  const runs = await unfinishedRuns(pool);
  return eachByItself(runs.map((run) => () => moveOn(run.runId, pool)));
};

/** Gone is whoever is missed twice: when the database is restarted, all lose their sessions at once, and have them again in a moment. */
const recoverGone = async ({ pool }: Context, leaving: AbortSignal): Promise<void> => {
  const missed = await goneOf(pool, await workersAtWork(pool));
  if (missed.length > 0) await pause(LOOKED_AGAIN_AFTER, leaving);
  if (leaving.aborted) return;
  await recoverOf(pool, await goneOf(pool, missed));
};

/** What it was given, and no longer knows of: emptied, restarted without what it had last been told, or never reached by whoever died in between. */
const remindQueue = async ({ pool, queue }: Context): Promise<void> => {
  await takeBack(pool, await queue.forgotten(await handedOver(pool)));
};
