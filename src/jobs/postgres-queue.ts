/** The work queue on BullMQ's PostgreSQL backend: beside the rows, and for one worker process (taskforcesh/bullmq #4814). */
import { onlyOnce } from '../remember.ts';
import type { AttemptRef } from '../storage/work.ts';
import { begun } from '../together.ts';
import { COUNTED, isEmpty, JOB_OPTIONS, jobsOf, QUEUE_NAME, tellingCodes, WORKER_OPTIONS } from './bullmq.ts';
import type { WorkQueue } from './queue.ts';

/** BullMQ is loaded when it is first asked: most commands only look at rows, and loading it takes as long as all they do. */
export const openPostgresQueue = (connectionString: string): WorkQueue => {
  // What the queue forgets in a crash, the rows still know.
  const connection = { connectionString, max: 12, application_name: 'huzheng-queue', options: '-c synchronous_commit=off' };
  let isAsked = false;
  const opened = onlyOnce(async () => {
    isAsked = true;
    const { createPostgresBackend, withBackend } = await import('bullmq');
    const { Queue, Worker } = withBackend(createPostgresBackend);
    const queue = new Queue<AttemptRef, void>(QUEUE_NAME, { connection, defaultJobOptions: JOB_OPTIONS });
    // Connection troubles surface at the next call, which reports them; a listener keeps Node from ending the process meanwhile.
    queue.on('error', () => undefined);
    return { queue, Worker };
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
        opened().then(({ Worker }) => {
          const worker = new Worker<AttemptRef, void>(QUEUE_NAME, tellingCodes(perform), { ...WORKER_OPTIONS, connection, concurrency });
          worker.on('error', onTrouble);
          return worker;
        }),
      );
      return { close: async () => (await working).close() };
    },
    close: async () => {
      if (isAsked) await (await opened()).queue.close();
    },
  };
};
