/** `huzheng work`: a worker. One process on the PostgreSQL queue; a second is refused, because BullMQ's backend has an open fault with several. */
import { Fault } from '../faults.ts';
import { startEngine } from '../jobs/engine.ts';
import { onInterruption } from './interruption.ts';
import { withContext } from './session.ts';

export const work = async (): Promise<number> => {
  const interruption = onInterruption();
  return withContext('work', async (context) => {
    const engine = await startEngine(context);
    if (engine === null) throw new Fault('conflict', { code: 'worker-about', detail: 'Another worker process is about. On the PostgreSQL queue there can be one (taskforcesh/bullmq #4814).' });
    await interruption.asked;
    await engine.stop();
    return 0;
  });
};
