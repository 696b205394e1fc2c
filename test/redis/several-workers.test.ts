/**
 * Several worker processes share a night on Redis. Whichever of them, or Redis itself, is killed, emptied or told to leave in the middle: the night comes
 * to the results of a night that one process did alone, on the queue in the database, and nothing is delivered twice.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Command } from '../journeys/huzheng.ts';
import { CITY, CITY_OPTIONS, expectDone, openStage, START, takenApplications, variablesOf } from '../journeys/stage.ts';
import { until } from '../support/nights.ts';
import { type RedisServer, startRedis } from './redis-server.ts';

const RECONCILE = ['reconcile', '--date', CITY.date, '--json'] as const;
/** A worker that was killed is missed long before its silence would tell (60 s). */
const SOON = 30_000;

const alone = openStage();
const stage = openStage();
let digest: string | undefined;
let applications: readonly string[];
let redis: RedisServer;

beforeAll(async () => {
  const home = await alone.home();
  digest = (await expectDone(await alone.run(START, { home, environment: { REDIS_URL: '' } }), home)).resultDigest;
  applications = await takenApplications(home);
}, 120_000);
afterAll(() => alone.clear());
beforeEach(async () => {
  redis = await startRedis(['--appendonly', 'yes', '--appendfsync', 'always']);
});
afterEach(async () => {
  await stage.clear();
  await redis.stop();
});

interface Night {
  readonly home: string;
  readonly theirs: string;
  readonly workers: readonly [Command, Command];
  readonly follower: Command;
}

/** Two workers are about, and somebody follows the run that they share. */
const shared = async (): Promise<Night> => {
  const [home, theirs] = [await stage.home(), await stage.home()];
  const environment = {
    ...(await variablesOf(stage.start(['sandbox', ...CITY_OPTIONS], { home: theirs }))),
    REDIS_URL: redis.url,
    HUZHENG_LOG_LEVEL: 'debug',
  };
  const work = async (): Promise<Command> => {
    const worker = stage.start(['work'], { home, environment });
    await worker.says(/"serviceStarted"/);
    return worker;
  };
  const workers = [await work(), await work()] as const;
  return { home, theirs, workers, follower: stage.start(RECONCILE, { home, environment }) };
};

/** It ended as one that nothing happened to, and the workers that are left go when they are told. */
const expectUndisturbed = async (
  { home, theirs, workers, follower }: Night,
  { left = workers }: { readonly left?: readonly Command[] } = {},
) => {
  const ending = await follower.ended;
  for (const worker of left) worker.interrupt('SIGTERM');
  for (const worker of left) expect((await worker.ended).code).toBe(0);
  expect((await expectDone(ending, home)).resultDigest).toBe(digest);
  expect(await takenApplications(theirs)).toEqual(applications);
};

const finishedBy = (worker: Command): number => worker.lines().filter((line) => line.includes('"workFinished"')).length;
const READING = /^pull .*participation: under way/;
const ENDING = /^pull .*contributions: done/;

describe('two worker processes', () => {
  it('share a night, and what passes through Redis names nobody and nothing but rows', async () => {
    const night = await shared();
    await expectUndisturbed(night);
    for (const worker of night.workers) expect(finishedBy(worker)).toBeGreaterThan(0);
    const written = await appended();
    expect(written).toContain('huzheng-work');
    expect([...written.matchAll(/\{"workId":"[^}]*\}/g)].length).toBeGreaterThan(20);
    expect(written.replaceAll(/\{"workId":"[0-9a-f-]{36}","attempt":\d+\}/g, '')).not.toMatch(/[{"]\w+":/);
  });

  it.each([READING, ENDING])('one of them is killed at %s: the other takes over what it had, at once', async (moment) => {
    const night = await shared();
    await night.follower.says(moment);
    const [first, second] = night.workers;
    await first.kill();
    const killedAt = performance.now();
    await expectUndisturbed(night, { left: [second] });
    expect(performance.now() - killedAt).toBeLessThan(SOON);
  });

  it('one of them leaves in order: the other goes on with what it put back', async () => {
    const night = await shared();
    await night.follower.says(READING);
    const [first, second] = night.workers;
    first.interrupt('SIGTERM');
    expect((await first.ended).code).toBe(0);
    await expectUndisturbed(night, { left: [second] });
  });

  it('both are killed: whoever comes next goes on', async () => {
    const night = await shared();
    await night.follower.says(READING);
    for (const worker of night.workers) await worker.kill();
    // Whoever follows the run works itself where nobody is about.
    await expectUndisturbed(night, { left: [] });
  });
});

describe('Redis', () => {
  it.each([READING, ENDING])('emptied at %s: nothing is lost, the rows know', async (moment) => {
    const night = await shared();
    await night.follower.says(moment);
    await redis.client.flushall();
    await expectUndisturbed(night);
  });

  it('killed, and back with what it kept', async () => {
    const night = await shared();
    await night.follower.says(READING);
    await redis.kill();
    await redis.start();
    await expectUndisturbed(night);
  });

  it('away for a while, and back with nothing', async () => {
    const night = await shared();
    await night.follower.says(READING);
    await redis.client.flushall();
    await redis.kill();
    await until(async () => night.workers.some((worker) => worker.lines().some((line) => line.includes('"queue-unreachable"'))));
    await redis.start();
    await expectUndisturbed(night);
  });

  it('away when a worker is told to leave: it leaves in order all the same, and the rows keep what it had', async () => {
    const night = await shared();
    await night.follower.says(READING);
    await redis.kill();
    const [first] = night.workers;
    first.interrupt('SIGTERM');
    const left = await first.ended;
    expect([left.code, left.stderr.includes('"serviceStopped"')]).toEqual([0, true]);
  });
});

/** Every command that ever changed something in Redis, as it keeps it. */
const appended = async (): Promise<string> => {
  const folder = join(redis.folder, 'appendonlydir');
  return readFile(join(folder, 'appendonly.aof.1.incr.aof'), 'utf8');
};
