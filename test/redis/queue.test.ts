/** The queue on a real server, on a cluster and behind a Sentinel: what it holds, what it forgets, and what it says when it is away. */
import { inspect } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readRedisAddress } from '../../src/config/redis-address.ts';
import { QUEUE_NAME } from '../../src/jobs/bullmq.ts';
import { jobIdOf, type WorkQueue } from '../../src/jobs/queue.ts';
import { openRedisQueue } from '../../src/jobs/redis-queue.ts';
import type { HandedOver } from '../../src/storage/handing-over.ts';
import { freePort } from '../support/free-port.ts';
import { until } from '../support/nights.ts';
import { type RedisServer, startRedis, startSentinel } from './redis-server.ts';

let server: RedisServer;
const others: RedisServer[] = [];
const queues: WorkQueue[] = [];
const workers: { readonly close: () => Promise<void> }[] = [];

beforeAll(async () => {
  server = await startRedis(['--appendonly', 'yes', '--appendfsync', 'always']);
});
afterEach(async () => {
  for (const worker of workers.splice(0)) await worker.close();
  for (const queue of queues.splice(0)) await queue.close();
  for (const other of others.splice(0)) await other.stop();
});
afterAll(() => server.stop());

let installations = 0;
/** Of an installation of its own. */
const open = (url = server.url): WorkQueue => {
  installations += 1;
  const address = readRedisAddress(url);
  if ('wrong' in address) throw new Error(address.wrong);
  const queue = openRedisQueue(address, `test-${installations}`);
  queues.push(queue);
  return queue;
};
const units = (count: number): readonly HandedOver[] =>
  Array.from({ length: count }, (_, index) => ({ workId: `unit-${index}`, attempt: 1, step: 'verify' }));

/** Works until nothing is left; what was performed. */
const drained = async (queue: WorkQueue): Promise<readonly string[]> => {
  const performed: string[] = [];
  const worker = queue.work(async ({ workId }) => void performed.push(workId), { concurrency: 4, onTrouble: () => undefined });
  workers.push(worker);
  await until(() => queue.isIdle());
  return performed;
};

const AWAY = expect.objectContaining({ kind: 'busy', code: 'queue-unreachable' });

describe('the queue', () => {
  it('holds each unit once, gives each to one worker, and nothing stays of it', async () => {
    const queue = open();
    await queue.add(units(50));
    await queue.add(units(20));
    const performed = await drained(queue);
    expect(performed.toSorted()).toEqual(
      units(50)
        .map(({ workId }) => workId)
        .toSorted(),
    );
    const left = await server.client.keys(`*test-${installations}*`);
    expect(left.filter((key) => key.includes('unit-'))).toEqual([]);
  });

  it('knows what it holds, waiting or under way, and says what it does not', async () => {
    const queue = open();
    await queue.add(units(3));
    expect(await queue.forgotten(units(5))).toEqual(units(5).slice(3));
    await server.client.flushall();
    expect(await queue.forgotten(units(3))).toEqual(units(3));
  });

  it('is another one for another installation on the same server', async () => {
    const [ours, theirs] = [open(), open()];
    await ours.add(units(2));
    expect(await theirs.isIdle()).toBe(true);
    expect(await theirs.forgotten(units(2))).toEqual(units(2));
  });

  it('forgets a unit that one dead worker after another was given, so that it can be given again', async () => {
    const queue = open();
    const [unit] = units(1);
    if (unit === undefined) throw new Error('one');
    const key = (name: string): string => `{huzheng-test-${installations}}:${QUEUE_NAME}:${name}`;
    const givenToADeadWorker = async (): Promise<void> => {
      await server.client.lmove(key('wait'), key('active'), 'RIGHT', 'LEFT');
      await server.client.sadd(key('stalled'), jobIdOf(unit));
      await server.client.del(key('stalled-check'));
    };
    await queue.add([unit]);
    await server.client.hset(key(jobIdOf(unit)), 'stc', 5);
    await givenToADeadWorker();
    expect(await drained(queue)).toEqual([]);
    expect(await queue.forgotten([unit])).toEqual([unit]);
  });

  it('is told a code when a unit fails of itself, and no words', async () => {
    const queue = open();
    await queue.add(units(1));
    const worker = queue.work(() => Promise.reject(new Error('张三 says')), { concurrency: 1, onTrouble: () => undefined });
    workers.push(worker);
    await until(() => queue.isIdle());
    const events = JSON.stringify(await server.client.xrange(`{huzheng-test-${installations}}:${QUEUE_NAME}:events`, '-', '+'));
    expect(events).toContain('unexpected');
    expect(events).not.toContain('says');
  });
});

describe('of a cluster', () => {
  it('one node at a time holds a whole queue', async () => {
    // Else it talks to other nodes at its port and ten thousand, where there may be none, or somebody.
    const bus = String(await freePort());
    const node = await startRedis(['--cluster-enabled', 'yes', '--cluster-port', bus, '--cluster-announce-ip', '127.0.0.1']);
    others.push(node);
    await node.client.cluster('ADDSLOTSRANGE', 0, 16_383);
    await until(async () => (await node.client.cluster('INFO')).includes('cluster_state:ok'));
    const queue = open(`redis+cluster://127.0.0.1:${node.port}`);
    await queue.add(units(20));
    expect(await queue.forgotten(units(21))).toEqual(units(21).slice(20));
    expect(await drained(queue)).toHaveLength(20);
  });
});

describe('behind a Sentinel', () => {
  it('is the master it names', async () => {
    const sentinel = await startSentinel('queue', server.port);
    others.push(sentinel);
    const queue = open(`redis+sentinel://127.0.0.1:${sentinel.port}/queue`);
    await queue.add(units(5));
    expect(await drained(queue)).toHaveLength(5);
    await expect(open(`redis+sentinel://127.0.0.1:${sentinel.port}/another`).ping()).rejects.toEqual(AWAY);
  });
});

describe('a server that is away', () => {
  it('is told of at once, and what was waiting is there when it is back', async () => {
    const own = await startRedis(['--appendonly', 'yes', '--appendfsync', 'always']);
    others.push(own);
    const queue = open(own.url);
    await queue.add(units(3));
    await own.kill();
    const asked = performance.now();
    await expect.poll(() => queue.add(units(5)).catch((thrown: unknown) => thrown)).toEqual(AWAY);
    await expect(queue.ping()).rejects.toEqual(AWAY);
    await expect.poll(() => queue.mustBeThere().catch((thrown: unknown) => thrown)).toEqual(AWAY);
    expect(performance.now() - asked).toBeLessThan(5_000);
    await own.start();
    await until(() =>
      queue.ping().then(
        () => true,
        () => false,
      ),
    );
    expect((await drained(queue)).toSorted()).toEqual(['unit-0', 'unit-1', 'unit-2']);
  });

  it('holds up nobody who leaves', async () => {
    const own = await startRedis();
    others.push(own);
    const queue = open(own.url);
    await queue.add(units(3));
    const begun = Promise.withResolvers<void>();
    const end = Promise.withResolvers<void>();
    const perform = (): Promise<void> => {
      begun.resolve();
      return end.promise;
    };
    const worker = queue.work(perform, { concurrency: 4, onTrouble: () => undefined });
    await begun.promise;
    await own.kill();
    const left = worker.close();
    end.resolve();
    const asked = performance.now();
    await left;
    expect(performance.now() - asked).toBeLessThan(10_000);
  });

  it.each([
    { given: 'that refuses us', url: (own: RedisServer) => own.url, code: 'queue-refuses' },
    { given: 'that refuses our password', url: (own: RedisServer) => own.url.replace('//', '//:wr0ng@'), code: 'queue-refuses' },
  ])('is not the same as one $given', async ({ url, code }) => {
    const own = await startRedis(['--requirepass', 'secret']);
    others.push(own);
    const refused = await open(url(own))
      .ping()
      .catch((thrown: unknown) => thrown);
    expect(refused).toMatchObject({ kind: 'denied', code });
    expect(inspect(refused, { depth: 10, showHidden: true })).not.toContain('wr0ng');
    await expect(open(own.url.replace('//', '//:secret@')).ping()).resolves.toBeUndefined();
  });
});
