/** The work queue on BullMQ's PostgreSQL backend: beside the rows, and for one worker process (taskforcesh/bullmq #4814). */
import { once } from 'node:events';
import type { PgPool } from 'bullmq';
import type pg from 'pg';
import { pause } from '../pause.ts';
import { lazily, onlyOnce } from '../remember.ts';
import { openQueuePool } from '../storage/database.ts';
import type { Line } from '../storage/line.ts';
import type { AttemptRef } from '../storage/work.ts';
import { begun } from '../together.ts';
import { COUNTED, isEmpty, JOB_OPTIONS, jobsOf, QUEUE_NAME, tellingCodes, WORKER_OPTIONS } from './bullmq.ts';
import type { WorkQueue } from './queue.ts';

/** BullMQ remembers that it could not begin: whatever could not is begun anew. */
const BEGUN_AGAIN_AFTER_MS = 250;

/** BullMQ is loaded when it is first asked: most commands only look at rows, and loading it takes as long as all they do. */
export const openPostgresQueue = (line: Line): WorkQueue => {
  const bullmq = onlyOnce(async () => {
    const { createPostgresBackend, withBackend } = await import('bullmq');
    return withBackend(createPostgresBackend);
  });
  const opened = new Set<() => Promise<void>>();
  const queue = onlyOnce(async () => {
    const { Queue } = await bullmq();
    const { one, close } = onItsOwnPool(
      line,
      (connection) => new Queue<AttemptRef, void>(QUEUE_NAME, { connection, defaultJobOptions: JOB_OPTIONS }),
    );
    opened.add(close);
    // Connection troubles surface at the next call, which reports them; a listener keeps Node from ending the process meanwhile.
    one.on('error', () => undefined);
    try {
      await one.waitUntilReady();
    } catch (thrown) {
      await close();
      opened.delete(close);
      throw thrown;
    }
    return one;
  });
  const counts = async () => (await queue()).getJobCounts(...COUNTED);
  return {
    isShared: false,
    add: async (refs) => void (await (await queue()).addBulk(jobsOf(refs))),
    forgotten: async (refs) => (refs.length > 0 && isEmpty(await counts()) ? refs : []),
    isIdle: async () => isEmpty(await counts()),
    wipe: async () => (await queue()).obliterate({ force: true }),
    // It is where the rows are.
    mustBeThere: () => Promise.resolve(),
    ping: async () => void (await counts()),
    work: (perform, { concurrency, onTrouble }) => {
      const leaving = new AbortController();
      const left = once(leaving.signal, 'abort');
      const workOnce = async (): Promise<void> => {
        const { Worker } = await bullmq();
        if (leaving.signal.aborted) return;
        const { one, close } = onItsOwnPool(
          line,
          (connection) =>
            new Worker<AttemptRef, void>(QUEUE_NAME, tellingCodes(perform), { ...WORKER_OPTIONS, connection, concurrency, autorun: false }),
        );
        one.on('error', onTrouble);
        const run = async (): Promise<void> => {
          await one.waitUntilReady();
          await one.run();
        };
        // What it asked for as it was closed, BullMQ never answers itself: only its closing is waited for, which waits for the jobs under way.
        await Promise.race([run().catch(onTrouble), left]);
        await close();
      };
      const work = async (): Promise<void> => {
        while (!leaving.signal.aborted) {
          await workOnce();
          await pause(BEGUN_AGAIN_AFTER_MS, leaving.signal);
        }
      };
      const working = begun(work());
      return {
        close: async () => {
          leaving.abort();
          await working;
        },
      };
    },
    close: async () => {
      for (const close of opened) await close();
    },
  };
};

const onItsOwnPool = <One extends { readonly close: () => Promise<void> }>(line: Line, make: (connection: PgPool) => One) => {
  const pool = openQueuePool(line);
  const one = make(lent(pool));
  return {
    one,
    close: lazily(async (): Promise<void> => {
      await one.close();
      await pool.end();
    }),
  };
};

/**
 * As BullMQ takes a pool. It listens for the errors of a session once it has it: one that was lost together with its greeting it would take for a good
 * one, and ask it for work again and again without ever letting anything else happen; of a session of its own making, the error would end the process.
 */
const lent = (pool: pg.Pool): PgPool => {
  const lost = new WeakSet<pg.PoolClient>();
  pool.on('connect', (client) => void client.on('error', () => void lost.add(client)));
  const connect = async (): Promise<pg.PoolClient> => {
    const client = await pool.connect();
    if (!lost.has(client)) return client;
    client.release(true);
    throw new Error('Connection terminated with its greeting');
  };
  return Object.assign(Object.create(pool), { connect, query: pool.query.bind(pool) }) as PgPool;
};
