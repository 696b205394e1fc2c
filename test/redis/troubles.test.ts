/** Whatever becomes of Redis in the middle of a night, the night comes to the results of an undisturbed one: what is to be done stands in the rows. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Context } from '../../src/context.ts';
import { startOf } from '../../src/domain/period.ts';
import { TESTIMONIES } from '../../src/domain/sources.ts';
import { type Engine, startEngine } from '../../src/jobs/engine.ts';
import { openRun } from '../../src/jobs/open-run.ts';
import { CONCURRENCY } from '../../src/jobs/queue.ts';
import { resultDigest } from '../../src/storage/result-digest.ts';
import { day } from '../support/dossiers.ts';
import { closed, nightPlace, TESTER, until } from '../support/nights.ts';
import { settleTown, type Town } from '../support/nights-town.ts';
import { type RedisServer, startRedis } from './redis-server.ts';

const D = day('2026-11-22');
/** A queue that was away is back within seconds, and asked within five more what it has forgotten. */
const PATIENCE = 60_000;

const place = nightPlace();
const engines: Engine[] = [];
const contexts: Context[] = [];
let redis: RedisServer;
let town: Town;
let undisturbed = '';

beforeAll(async () => {
  await place.open();
  settle();
  const { runId } = (await openRun(D, { full: false, source: null, waitMs: 0, by: TESTER }, place.context())).run;
  await works(place.context());
  await closed(place.context(), runId);
  undisturbed = await digest();
  await leave();
}, 120_000);
beforeEach(async () => {
  redis = await startRedis(['--appendonly', 'yes', '--appendfsync', 'always']);
});
afterEach(async () => {
  await leave();
  await redis.stop();
});
afterAll(place.close);

const letGo: (() => void)[] = [];
const goOn = (): void => {
  for (const go of letGo.splice(0)) go();
};
const settle = (): void => {
  town = settleTown({ batchSize: 1 }).town;
  place.settle(town);
  place.clock.set(startOf(day('2026-11-23')));
};
const works = async (context: Context): Promise<void> => {
  const engine = await startEngine(context);
  if (engine === null) throw new Error('somebody works here');
  engines.push(engine);
};
const leave = async (): Promise<void> => {
  goOn();
  for (const engine of engines.splice(0)) await engine.stop();
  for (const context of contexts.splice(0)) await context.close();
  await place.empty();
};
const digest = () => resultDigest(place.context().pool, place.context().vault);
const found = async (condition: string): Promise<number> =>
  (await place.context().pool.query(`select 1 from work where ${condition}`)).rowCount ?? 0;

const WAITS = `state = 'ready' and enqueued`;
/** A process in the middle of a night: it does as much as it can, nobody is answered yet, and more waits in the queue. */
const inTheMiddle = async (): Promise<string> => {
  settle();
  const answers = TESTIMONIES.map((dataset) => {
    const answer = Promise.withResolvers<null>();
    town.troubles[dataset] = ({ nth }) => (nth <= 30 ? answer.promise : null);
    return () => answer.resolve(null);
  });
  letGo.push(...answers);
  const { runId } = (await openRun(D, { full: false, source: null, waitMs: 0, by: TESTER }, place.context())).run;
  await joins();
  await until(async () => (await found(`state = 'running'`)) === CONCURRENCY && (await found(WAITS)) > 0);
  return runId;
};
/** A process comes, and works. */
const joins = async (): Promise<void> => {
  const context = await place.another({ REDIS_URL: redis.url });
  contexts.push(context);
  await works(context);
};

/** Jobs that wait in Redis, whosever they are. */
const waiting = async (): Promise<number> => {
  const [key] = await redis.client.keys('*:wait');
  return key === undefined ? 0 : redis.client.llen(key);
};

const expectUndisturbed = async (runId: string): Promise<void> => {
  expect((await closed(place.context(), runId, PATIENCE)).status).toBe('completed');
  expect(await digest()).toBe(undisturbed);
};

it('emptied while jobs are under way and others wait: those are there again before any of the first is done', async () => {
  const runId = await inTheMiddle();
  await redis.client.flushall();
  await until(async () => (await waiting()) > 0);
  expect(await found(`state = 'running'`)).toBe(CONCURRENCY);
  await joins();
  await until(async () => (await found(`state = 'running'`)) > CONCURRENCY);
  goOn();
  await expectUndisturbed(runId);
  expect(await found('attempt > 1')).toBe(0);
}, 120_000);

it('killed, and back with what it kept', async () => {
  const runId = await inTheMiddle();
  await joins();
  await redis.kill();
  goOn();
  await redis.start();
  await expectUndisturbed(runId);
}, 120_000);

it('killed with all it held, and away until what was under way is done', async () => {
  const runId = await inTheMiddle();
  await redis.client.flushall();
  await redis.kill();
  goOn();
  await until(async () => (await found(`state = 'running'`)) === 0);
  await redis.start();
  await expectUndisturbed(runId);
}, 120_000);

it('away as one of two leaves: it puts back what it had, and the other goes on when it is back', async () => {
  const runId = await inTheMiddle();
  await joins();
  await redis.kill();
  const [first] = engines.splice(0, 1);
  const left = first?.stop();
  goOn();
  await left;
  await redis.start();
  await expectUndisturbed(runId);
}, 120_000);
