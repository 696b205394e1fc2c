/** `huzheng work`: a worker. Any number of processes on Redis; one on the PostgreSQL queue, where a second is refused: BullMQ's backend has an open fault. */
import { withProbes } from '../api/probes.ts';
import type { Context } from '../context.ts';
import { Fault } from '../faults.ts';
import { startEngine } from '../jobs/engine.ts';
import { isWorkShared } from '../storage/attendance.ts';
import type { Interruption } from './interruption.ts';
import { withContext } from './session.ts';

export const work = (_options: object, interruption: Interruption): Promise<number> =>
  withContext('work', (context) =>
    withProbes(context, async (port) => {
      const engine = await startEngine(context);
      if (engine === null) throw await workerAbout(context);
      context.log.serviceStarted({ mode: 'work', database: context.config.database.kind, port });
      await interruption.asked;
      await engine.stop();
      context.log.serviceStopped({ mode: 'work' });
      return 0;
    }),
  );

/** By whether the queue here is one to share, and whether theirs is. */
const workerAbout = async ({ queue, pool }: Context): Promise<Fault> => {
  const detail = queue.isShared ? WITHOUT_REDIS : (await isWorkShared(pool)) ? ON_REDIS : ALONE;
  return new Fault('conflict', { code: 'worker-about', detail });
};

const WITHOUT_REDIS =
  'A process without REDIS_URL works on this database (a worker, or a `start` or `reconcile` that does its own work): end it, or let it do the work. All of them need the same queue.';
const ON_REDIS =
  'Workers that have a REDIS_URL share the work on this database, and this one has none: give it the same REDIS_URL, or let them do the work.';
const ALONE =
  'Another process works on this database already (a worker, or a `start` or `reconcile` that does its own work); without REDIS_URL there can be one (taskforcesh/bullmq #4814). End it, let it do the work, or give every process a REDIS_URL: then they share it.';
