/** The work queue on BullMQ's PostgreSQL backend: beside the rows, and for one worker process (taskforcesh/bullmq #4814). */
import { createPostgresBackend, withBackend } from 'bullmq';
import type { AttemptRef } from '../storage/work.ts';
import { COUNTED, isEmpty, JOB_OPTIONS, jobsOf, QUEUE_NAME, tellingCodes, WORKER_OPTIONS } from './bullmq.ts';
import type { WorkQueue } from './queue.ts';

export const openPostgresQueue = (connectionString: string): WorkQueue => {
  const { Queue, Worker } = withBackend(createPostgresBackend);
  // What the queue forgets in a crash, the rows still know.
  const connection = { connectionString, max: 12, application_name: 'huzheng-queue', options: '-c synchronous_commit=off' };
  const queue = new Queue<AttemptRef, void>(QUEUE_NAME, { connection, defaultJobOptions: JOB_OPTIONS });
  // Connection troubles surface at the next call, which reports them; a listener keeps Node from ending the process meanwhile.
  queue.on('error', () => undefined);
  const counts = () => queue.getJobCounts(...COUNTED);
  return {
    isShared: false,
    add: async (refs) => void (await queue.addBulk(jobsOf(refs))),
    forgotten: async (refs) => (refs.length > 0 && isEmpty(await counts()) ? refs : []),
    isIdle: async () => isEmpty(await counts()),
    wipe: () => queue.obliterate({ force: true }),
    // It is where the rows are.
    mustBeThere: () => Promise.resolve(),
    ping: async () => void (await counts()),
    work: (perform, { concurrency, onTrouble }) => {
      const worker = new Worker<AttemptRef, void>(QUEUE_NAME, tellingCodes(perform), { ...WORKER_OPTIONS, connection, concurrency });
      worker.on('error', onTrouble);
      return { close: () => worker.close() };
    },
    close: () => queue.close(),
  };
};
