/** `huzheng work`: a worker. One process on the PostgreSQL queue; a second is refused, because BullMQ's backend has an open fault with several. */
import { withProbes } from '../api/probes.ts';
import { Fault } from '../faults.ts';
import { startEngine } from '../jobs/engine.ts';
import type { Interruption } from './interruption.ts';
import { withContext } from './session.ts';

export const work = (_options: object, interruption: Interruption): Promise<number> =>
  withContext('work', (context) =>
    withProbes(context, async (port) => {
      const engine = await startEngine(context);
      if (engine === null) throw workerAbout();
      context.log.serviceStarted({ mode: 'work', database: context.config.database.kind, port });
      await interruption.asked;
      await engine.stop();
      context.log.serviceStopped({ mode: 'work' });
      return 0;
    }),
  );

const workerAbout = (): Fault =>
  new Fault('conflict', {
    code: 'worker-about',
    detail:
      'Another process works on this database already (a worker, or a `start` or `reconcile` that does its own work); there can be one (taskforcesh/bullmq #4814). End it, or let it do the work.',
  });
