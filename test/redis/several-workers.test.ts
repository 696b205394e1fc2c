/**
 * Several worker processes share a night on Redis. Whichever of them, or Redis itself, is killed, emptied or told to leave in the middle: the night comes
 * to the results of a night that one process did alone, on the queue in the database, and nothing is delivered twice.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildCity } from '../../src/sandbox/city/city.ts';
import type { Command } from '../journeys/huzheng.ts';
import { CITY, CITY_OPTIONS, expectDone, openStage, takenApplications, variablesOf } from '../journeys/stage.ts';
import { UNDISTURBED_WITHIN_MS, undisturbedNight } from '../journeys/undisturbed.ts';
import { query, urlIn } from '../storage/embedded/homes.ts';
import { until } from '../support/nights.ts';
import { personalOf } from '../support/personal-city.ts';
import { searcherOf } from '../support/personal-search.ts';
import { type RedisServer, startRedis } from './redis-server.ts';

const RECONCILE = ['reconcile', '--date', CITY.date, '--json'] as const;
/** A worker that was killed is missed long before its silence would tell (60 s). */
const SOON = 30_000;
/** A night of whole processes, on a machine that has others to run. */
const LONG = 300_000;

const stage = openStage();
let digest: string;
let applications: readonly string[];
let redis: RedisServer;

beforeAll(async () => {
  ({ digest, applications } = await undisturbedNight());
}, UNDISTURBED_WITHIN_MS);
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
  readonly workers: readonly Command[];
  readonly follower: Command;
}

/** Several workers are about, and somebody follows the run that they share. */
const shared = async (count: number): Promise<Night> => {
  const [home, theirs] = [await stage.madeHome(), await stage.home()];
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
  const workers: Command[] = [];
  while (workers.length < count) workers.push(await work());
  return { home, theirs, workers, follower: stage.start(RECONCILE, { home, environment }) };
};

/** What is being worked on, and by which worker. */
const taken = async (home: string): Promise<readonly { readonly workId: string; readonly worker: number }[]> =>
  (await query(await urlIn(home), `select work_id as "workId", worker from work where state = 'running'`)) as readonly {
    readonly workId: string;
    readonly worker: number;
  }[];

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

describe('worker processes', { timeout: LONG }, () => {
  it('two share a night, and what passes through Redis names nobody and nothing but rows', async () => {
    const night = await shared(2);
    await expectUndisturbed(night);
    for (const worker of night.workers) expect(finishedBy(worker)).toBeGreaterThan(0);
    const written = await appended();
    expect(searcherOf(personalOf(buildCity(CITY))).in(written)).toEqual([]);
    const passed = [...written.toString('latin1').matchAll(/\{"workId":"[^}]*\}/g)].map(([data]) =>
      Object.keys(JSON.parse(data) as object),
    );
    expect(passed.length).toBeGreaterThan(20);
    expect(new Set(passed.flat())).toEqual(new Set(['workId', 'attempt']));
  });

  it('of three one leaves in order and one is killed: the third takes over, long before silence would tell; it is killed too, and whoever follows does the rest', async () => {
    const night = await shared(3);
    await night.follower.says(READING);
    const [first, second, third] = night.workers as readonly [Command, Command, Command];
    const had = await taken(night.home);
    second.interrupt('SIGTERM');
    await first.kill();
    await until(
      async () =>
        (await taken(night.home)).every((row) => !had.some(({ workId, worker }) => row.workId === workId && row.worker === worker)),
      SOON,
    );
    await third.kill();
    expect(await query(await urlIn(night.home), 'select status from run')).toEqual([{ status: 'running' }]);
    expect((await second.ended).code).toBe(0);
    await expectUndisturbed(night, { left: [] });
  });
});

/** Every command that ever changed something in Redis, as it keeps it. */
const appended = async (): Promise<Buffer> => {
  const folder = join(redis.folder, 'appendonlydir');
  const files = (await readdir(folder)).filter((name) => /\.(aof|rdb)$/.test(name));
  return Buffer.concat(await Promise.all(files.map((name) => readFile(join(folder, name)))));
};
