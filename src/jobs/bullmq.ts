/** The work queue on BullMQ's PostgreSQL backend. A queue on Redis will stand beside it, chosen in `context.ts`. */
import { createPostgresBackend, withBackend } from 'bullmq';
import { SECOND } from '../domain/period.ts';
import type { AttemptRef } from '../storage/work.ts';
import { jobIdOf, type WorkQueue } from './queue.ts';

export const QUEUE_NAME = 'huzheng-work';
/**
 * The queue may give a job away and lose the connection before the worker hears of it: nobody renews its lock, and it is given away once more. To be
 * given a job twice is nothing: the rows say who has it.
 */
const LOCK_MS = 10 * SECOND;
const LOOK_FOR_LOST_EVERY = 5 * SECOND;

export const openPostgresQueue = (connectionString: string): WorkQueue => {
  const { Queue, Worker } = withBackend(createPostgresBackend);
  // What the queue forgets in a crash, the rows still know.
  const connection = { connectionString, max: 12, application_name: 'huzheng-queue', options: '-c synchronous_commit=off' };
  const queue = new Queue<AttemptRef, void>(QUEUE_NAME, {
    connection,
    defaultJobOptions: { attempts: 1, removeOnComplete: true, removeOnFail: true },
  });
  // Connection troubles surface at the next call, which reports them; a listener keeps Node from ending the process meanwhile.
  queue.on('error', () => undefined);
  return {
    add: async (refs) => {
      await queue.addBulk(
        refs.map(({ step, workId, attempt }) => ({
          name: step,
          data: { workId, attempt },
          opts: { jobId: jobIdOf(step, { workId, attempt }) },
        })),
      );
    },
    isIdle: async () => Object.values(await queue.getJobCounts('wait', 'active', 'delayed', 'prioritized')).every((count) => count === 0),
    wipe: () => queue.obliterate({ force: true }),
    work: (perform, { concurrency, onTrouble }) => {
      const worker = new Worker<AttemptRef, void>(QUEUE_NAME, (job) => perform(job.data), {
        connection,
        concurrency,
        lockDuration: LOCK_MS,
        stalledInterval: LOOK_FOR_LOST_EVERY,
        removeOnComplete: { count: 0 },
        removeOnFail: { count: 0 },
      });
      worker.on('error', onTrouble);
      return { close: () => worker.close() };
    },
    close: () => queue.close(),
  };
};
