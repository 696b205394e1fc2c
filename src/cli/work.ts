/** `huzheng work`: a worker. Any number of processes on Redis; one on the PostgreSQL queue, where a second is refused: BullMQ's backend has an open fault. */
import type { Context } from '../context.ts';
import { Fault } from '../faults.ts';
import { startEngine } from '../jobs/engine.ts';
import type { Interruption } from './interruption.ts';
import { withContext } from './session.ts';

export const work = (_options: object, interruption: Interruption): Promise<number> =>
  withContext('work', async (context) => {
    const engine = await startEngine(context);
    if (engine === null) throw workerAbout(context);
    context.log.serviceStarted({ mode: 'work', database: context.config.database.kind });
    await interruption.asked;
    await engine.stop();
    context.log.serviceStopped({ mode: 'work' });
    return 0;
  });

const workerAbout = ({ queue }: Context): Fault =>
  new Fault('conflict', {
    code: 'worker-about',
    detail: queue.isShared
      ? 'A process without REDIS_URL works on this database (a worker, or a `start` or `reconcile` that does its own work): end it, or let it do the work. All of them need the same queue.'
      : 'Another process works on this database already (a worker, or a `start` or `reconcile` that does its own work); without REDIS_URL there can be one (taskforcesh/bullmq #4814). End it, let it do the work, or give every process a REDIS_URL: then they share it.',
  });
