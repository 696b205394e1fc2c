/** The work queue on BullMQ's PostgreSQL backend: beside the rows, and for one worker process (taskforcesh/bullmq #4814). */
import type { PgPool } from 'bullmq';
import { onlyOnce } from '../remember.ts';
import { openQueuePool } from '../storage/database.ts';
import type { Line } from '../storage/line.ts';
import type { AttemptRef } from '../storage/work.ts';
import { begun } from '../together.ts';
import { COUNTED, isEmpty, JOB_OPTIONS, jobsOf, QUEUE_NAME, tellingCodes, WORKER_OPTIONS } from './bullmq.ts';
import type { WorkQueue } from './queue.ts';

/** BullMQ is loaded when it is first asked: most commands only look at rows, and loading it takes as long as all they do. */
export const openPostgresQueue = (line: Line): WorkQueue => {
  let isAsked = false;
  const opened = onlyOnce(async () => {
    isAsked = true;
    // Ours and not BullMQ's own: that one listens for new work on a connection which ends the process where it is lost in its first moment.
    const pool = openQueuePool(line);
    const connection = pool as PgPool;
    const { createPostgresBackend, withBackend } = await import('bullmq');
    const { Queue, Worker } = withBackend(createPostgresBackend);
    const queue = new Queue<AttemptRef, void>(QUEUE_NAME, { connection, defaultJobOptions: JOB_OPTIONS });
    // Connection troubles surface at the next call, which reports them; a listener keeps Node from ending the process meanwhile.
    queue.on('error', () => undefined);
    return { queue, Worker, connection, pool };
  });
  const counts = async () => (await opened()).queue.getJobCounts(...COUNTED);
  return {
    isShared: false,
    add: async (refs) => void (await (await opened()).queue.addBulk(jobsOf(refs))),
    forgotten: async (refs) => (refs.length > 0 && isEmpty(await counts()) ? refs : []),
    isIdle: async () => isEmpty(await counts()),
    wipe: async () => (await opened()).queue.obliterate({ force: true }),
    // It is where the rows are.
    mustBeThere: () => Promise.resolve(),
    ping: async () => void (await counts()),
    work: (perform, { concurrency, onTrouble }) => {
      const working = begun(
        opened().then(({ Worker, connection }) => {
          const worker = new Worker<AttemptRef, void>(QUEUE_NAME, tellingCodes(perform), { ...WORKER_OPTIONS, connection, concurrency });
          worker.on('error', onTrouble);
          return worker;
        }),
      );
      return { close: async () => (await working).close() };
    },
    close: async () => {
      if (!isAsked) return;
      const { queue, pool } = await opened();
      await queue.close();
      await pool.end();
    },
  };
};
