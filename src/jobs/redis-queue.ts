/** The work queue on Redis or Valkey: any number of worker processes take from it. */
import { Queue, Worker } from 'bullmq';
import type { RedisAddress } from '../config/redis-address.ts';
import { SECOND } from '../domain/period.ts';
import { pause } from '../pause.ts';
import type { AttemptRef } from '../storage/work.ts';
import { COUNTED, isEmpty, JOB_OPTIONS, jobsOf, QUEUE_NAME, tellingCodes, WORKER_OPTIONS } from './bullmq.ts';
import { jobIdOf, type RunningWorker, type WorkOptions, type WorkQueue } from './queue.ts';
import { queueFault } from './queue-faults.ts';
import { openRedis, type RedisClient } from './redis-client.ts';

/** A process that has just been started is not connected yet. */
const FIRST_CONNECTED_WITHIN = 3 * SECOND;
/** What is still to be said to a server that does not answer is left unsaid after this long: the rows say it. */
const LEAVES_WITHIN = 3 * SECOND;

/** `installation`: whose queue it is, where several share a server. Keys of one queue lie on one node of a cluster: hence the braces. */
export const openRedisQueue = (address: RedisAddress, installation: string): WorkQueue => {
  const prefix = `{huzheng-${installation}}`;
  const { client, giveUp } = openRedis(address, 'handing-over');
  const mustBeThere = watched(client);
  const queue = new Queue<AttemptRef, void>(QUEUE_NAME, {
    connection: client,
    prefix,
    defaultJobOptions: JOB_OPTIONS,
    // Asked for once, as the connection comes about: were it to break at that moment, the queue would be of no use ever after.
    skipVersionCheck: true,
  });
  queue.on('error', () => undefined);
  const whenThere = async <T>(act: () => Promise<T>): Promise<T> => {
    await mustBeThere();
    return act().catch((thrown: unknown) => {
      throw queueFault(thrown);
    });
  };
  return {
    isShared: true,
    mustBeThere,
    add: (refs) => whenThere(async () => void (await queue.addBulk(jobsOf(refs)))),
    forgotten: (refs) =>
      whenThere(async () => {
        const known = await Promise.all(refs.map((ref) => client.exists(queue.toKey(jobIdOf(ref)))));
        return refs.filter((_, index) => known[index] === 0);
      }),
    isIdle: () => whenThere(async () => isEmpty(await queue.getJobCounts(...COUNTED))),
    wipe: () => whenThere(() => queue.obliterate({ force: true })),
    ping: () => whenThere(async () => void (await client.ping())),
    work: (perform, options) => work(perform, { ...options, address, prefix }),
    close: async () => {
      await queue.close();
      giveUp();
    },
  };
};

/** Rejects while the client is not connected, with what it last heard. */
const watched = (client: RedisClient): (() => Promise<void>) => {
  let lastError: unknown = null;
  const firstTime = new AbortController();
  client.on('ready', () => {
    lastError = null;
    firstTime.abort();
  });
  client.on('error', (thrown: unknown) => {
    lastError = thrown;
  });
  let patience = (): Promise<void> => {
    const waited = pause(FIRST_CONNECTED_WITHIN, firstTime.signal, { ref: false }).finally(() => {
      patience = () => Promise.resolve();
    });
    patience = () => waited;
    return waited;
  };
  return async () => {
    if (client.status !== 'ready') await patience();
    if (client.status !== 'ready') throw queueFault(lastError);
  };
};

interface Place {
  readonly address: RedisAddress;
  readonly prefix: string;
}

const work = (
  perform: (ref: AttemptRef) => Promise<void>,
  { concurrency, onTrouble, address, prefix }: WorkOptions & Place,
): RunningWorker => {
  const { client: connection, giveUp } = openRedis(address, 'working');
  const underWay = new Set<Promise<void>>();
  const tell = tellingCodes(perform);
  const worker = new Worker<AttemptRef, void>(
    QUEUE_NAME,
    (job) => {
      const performed = tell(job).finally(() => underWay.delete(performed));
      underWay.add(performed);
      return performed;
    },
    { ...WORKER_OPTIONS, connection, prefix, concurrency, runRetryDelay: SECOND },
  );
  worker.on('error', onTrouble);
  const close = async (): Promise<void> => {
    const closing = worker.close();
    while (underWay.size > 0) await Promise.allSettled(underWay);
    await within(closing, LEAVES_WITHIN);
    giveUp();
    await within(closing, LEAVES_WITHIN);
  };
  return { close };
};

/** Comes back when it is done, or when it has taken this long. */
const within = async (done: Promise<unknown>, ms: number): Promise<void> => {
  const ended = new AbortController();
  await Promise.race([done.finally(() => ended.abort()), pause(ms, ended.signal)]);
};
