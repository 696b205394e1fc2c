import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { endOf, instantOf, MINUTE } from '../../src/domain/period.ts';
import { inTransaction } from '../../src/storage/database.ts';
import { AHEAD, handedOver, takeBack, takeForRelay } from '../../src/storage/handing-over.ts';
import { recoverNobodys, recoverOf, recoverSilent, workersAtWork } from '../../src/storage/lost-work.ts';
import { insertRun } from '../../src/storage/runs.ts';
import {
  type AttemptRef,
  addWork,
  claim,
  type Failure,
  type FaultRecord,
  fail,
  failedWork,
  findWork,
  finish,
  heartbeat,
  type NewWork,
  release,
  renew,
  retryLater,
} from '../../src/storage/work.ts';
import { failedIn, hasFailedWork, hasOpenWork, jobCounts, openWork, progressOf, revive } from '../../src/storage/work-of-run.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { day } from '../support/dossiers.ts';

const RUN = 'run-2026-11-22';
const OWNER = { runId: RUN, pass: 1 };
const FAULT: FaultRecord = { kind: 'busy', code: 'unreachable', detail: 'The source does not answer.' };
const FAILURE: Failure = {
  fault: FAULT,
  cause: { ...FAULT, fingerprint: 'cafe0001', source: 'social-security', authorityCode: null, message: null },
};

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
beforeEach(() =>
  inTransaction(database.pool, async (tx) => {
    const at = endOf(day('2026-11-22'));
    const run = {
      runId: RUN,
      date: day('2026-11-22'),
      ordinal: 1,
      phase: 'readings',
      businessAt: at,
      windowTo: at,
      waitUntil: at,
      startedAt: at,
    };
    await insertRun(tx, { ...run, options: { full: false, source: null, waitMs: 0 }, ruleSet: 'sandbox-city' });
  }),
);
afterEach(() =>
  database.pool.query('delete from work_attempt; delete from work; delete from cause; delete from cause_hour; delete from run'),
);
afterAll(() => database.drop());

const aUnit = (unit: string, traits: Partial<NewWork> = {}): NewWork => ({
  step: 'read-cursor',
  dataset: 'participation',
  unit,
  params: {},
  ...traits,
});
const add = (...units: readonly NewWork[]) => inTransaction(database.pool, (tx) => addWork(tx, OWNER, units));
/** The one unit there is, claimed. */
const claimed = async (unit = 'a'): Promise<AttemptRef> => {
  await add(aUnit(unit));
  const [ref] = await takeForRelay(database.pool, 10);
  if (ref === undefined) throw new Error('nothing to relay');
  await claim(database.pool, { ...ref, worker: 7 });
  return ref;
};
const rowOf = async ({ workId }: Pick<AttemptRef, 'workId'>) => {
  const work = await findWork(database.pool, workId);
  if (work === null || work === 'several') throw new Error('the unit is gone');
  return work;
};
const inTx = <T>(act: Parameters<typeof inTransaction<T>>[1]): Promise<T> => inTransaction(database.pool, act);
const OVERTAKEN = expect.objectContaining({ kind: 'conflict', code: 'overtaken' });

describe('units of work', () => {
  it('added twice are there once: a step that is repeated adds nothing', async () => {
    await add(aUnit('a'), aUnit('b'));
    await add(aUnit('a'));
    expect((await takeForRelay(database.pool, 10)).length).toBe(2);
  });

  it('of another pass are units of their own', async () => {
    await add(aUnit('a'));
    await inTx((tx) => addWork(tx, { ...OWNER, pass: 2 }, [aUnit('a')]));
    expect((await takeForRelay(database.pool, 10)).length).toBe(2);
  });

  it('are handed to the queue once, until the queue is known to have forgotten them', async () => {
    await add(aUnit('a'), aUnit('b'), aUnit('c'));
    const handed = [await takeForRelay(database.pool, 2), await takeForRelay(database.pool, 2), await takeForRelay(database.pool, 2)];
    expect(handed.map(({ length }) => length)).toEqual([2, 1, 0]);
    await takeBack(database.pool, await handedOver(database.pool));
    expect((await takeForRelay(database.pool, 10)).length).toBe(3);
  });

  it('are handed to one of two who ask at once', async () => {
    await add(...Array.from({ length: 20 }, (_, index) => aUnit(`unit-${index}`)));
    const handed = await Promise.all(Array.from({ length: 5 }, () => takeForRelay(database.pool, 20)));
    const ids = handed.flat().map(({ workId }) => workId);
    expect(ids).toHaveLength(20);
    expect(new Set(ids).size).toBe(20);
  });

  it('are handed over as long as the queue does not hold enough', async () => {
    await add(...Array.from({ length: AHEAD + 1 }, (_, index) => aUnit(`unit-${index}`)));
    const first = await takeForRelay(database.pool, AHEAD);
    expect([first.length, (await takeForRelay(database.pool, 1)).length]).toEqual([AHEAD, 0]);
    await claim(database.pool, first[0] as AttemptRef);
    expect((await takeForRelay(database.pool, 1)).length).toBe(1);
  });

  it('are taken back from a queue that has forgotten them, but not those that were claimed meanwhile', async () => {
    await add(aUnit('a'), aUnit('b'));
    const [a, b] = await takeForRelay(database.pool, 2);
    if (a === undefined || b === undefined) throw new Error('nothing to relay');
    const forgotten = await handedOver(database.pool);
    await claim(database.pool, a);
    await takeBack(database.pool, forgotten);
    expect((await takeForRelay(database.pool, 10)).map(({ workId }) => workId)).toEqual([b.workId]);
  });

  it('are claimed by one of many', async () => {
    await add(aUnit('a'));
    const [ref] = await takeForRelay(database.pool, 1);
    if (ref === undefined) throw new Error('nothing to relay');
    const claims = await Promise.all(Array.from({ length: 5 }, () => claim(database.pool, ref)));
    expect(claims.filter((work) => work !== null)).toHaveLength(1);
    expect(await claim(database.pool, { ...ref, attempt: 2 })).toBeNull();
  });
});

describe('a save', () => {
  it('notes how far the unit has got and whom it touched', async () => {
    const ref = await claimed();
    await inTx((tx) => renew(tx, ref, { checkpoint: { cursor: 'c1' }, members: 3 }));
    await inTx((tx) => renew(tx, ref, { members: 2 }));
    expect(await rowOf(ref)).toMatchObject({ checkpoint: { cursor: 'c1' }, members: 5 });
  });

  it('of whoever was overtaken is refused, and so is everything in its transaction', async () => {
    const ref = await claimed();
    await recoverOf(database.pool, [7]);
    const late = inTx(async (tx) => {
      await addWork(tx, OWNER, [aUnit('b')]);
      await renew(tx, ref);
    });
    await expect(late).rejects.toEqual(OVERTAKEN);
    await expect(inTx((tx) => finish(tx, ref))).rejects.toEqual(OVERTAKEN);
    expect(await takeForRelay(database.pool, 10)).toEqual([{ ...ref, attempt: 2 }]);
  });
});

describe('an attempt', () => {
  const ENDS: readonly {
    readonly given: string;
    readonly end: (ref: AttemptRef) => Promise<unknown>;
    readonly state: string;
    readonly attempt: number;
    readonly outcome: string;
  }[] = [
    { given: 'finished', end: (ref) => inTx((tx) => finish(tx, ref)), state: 'done', attempt: 1, outcome: 'done' },
    { given: 'failed for good', end: (ref) => inTx((tx) => fail(tx, ref, FAILURE)), state: 'failed', attempt: 1, outcome: 'failed' },
    {
      given: 'to be tried again',
      end: (ref) => inTx((tx) => retryLater(tx, ref, FAILURE, 0)),
      state: 'ready',
      attempt: 2,
      outcome: 'retry',
    },
    { given: 'put back by who leaves', end: (ref) => release(database.pool, ref), state: 'ready', attempt: 2, outcome: 'lost' },
    { given: 'lost with its process', end: () => recoverOf(database.pool, [7]), state: 'ready', attempt: 2, outcome: 'lost' },
  ];
  it.each(ENDS)('that is $given leaves the unit $state', async ({ end, state, attempt, outcome }) => {
    const ref = await claimed();
    await inTx((tx) => renew(tx, ref, { checkpoint: { page: 4 } }));
    await end(ref);
    const work = await rowOf(ref);
    expect(work).toMatchObject({ state, attempt, checkpoint: { page: 4 } });
    expect(work.attempts.map((one) => [one.attempt, one.outcome])).toEqual([[1, outcome]]);
    expect(work.finishedAt === null).toBe(state === 'ready');
  });

  it.each(ENDS)('that was overtaken is not $given as well', async ({ end }) => {
    const ref = await claimed();
    await recoverOf(database.pool, [7]);
    await end(ref).catch((thrown: unknown) => expect(thrown).toEqual(OVERTAKEN));
    expect(await rowOf(ref)).toMatchObject({ state: 'ready', attempt: 2, attempts: [{ attempt: 1, outcome: 'lost', fault: null }] });
  });

  it('tells its fault as long as it waits for the next', async () => {
    const ref = await claimed();
    await inTx((tx) => retryLater(tx, ref, FAILURE, 5 * MINUTE));
    expect(await rowOf(ref)).toMatchObject({ fault: FAULT, attempts: [{ fault: FAULT }] });
    expect(await takeForRelay(database.pool, 10)).toEqual([]);
    await database.pool.query('update work set not_before = now()');
    expect(await takeForRelay(database.pool, 10)).toEqual([{ ...ref, attempt: 2 }]);
  });

  it('of a worker that is gone is lost, and of nobody else', async () => {
    const ref = await claimed();
    expect(await workersAtWork(database.pool)).toEqual([7]);
    expect([await recoverOf(database.pool, [6, 8]), await recoverNobodys(database.pool)]).toEqual([0, 0]);
    expect(await recoverOf(database.pool, [7])).toBe(1);
    expect(await rowOf(ref)).toMatchObject({ state: 'ready', attempt: 2 });
    expect(await workersAtWork(database.pool)).toEqual([]);
  });

  it('that gives signs of life is not lost', async () => {
    const ref = await claimed();
    expect(await recoverSilent(database.pool, MINUTE)).toBe(0);
    await database.pool.query(`update work set heartbeat_at = now() - interval '61 seconds'`);
    expect(await recoverSilent(database.pool, MINUTE)).toBe(1);
    expect(await rowOf(ref)).toMatchObject({ state: 'ready', attempt: 2 });
  });
});

describe('a unit that is being saved for long', () => {
  it('holds up no other’s sign of life, and is not taken for lost', async () => {
    const [saving, beside] = [await claimed('a'), await claimed('b')];
    await database.pool.query(`update work set heartbeat_at = now() - interval '2 minutes'`);
    await inTx(async (tx) => {
      await tx.query(`select from work where work_id = $1 for no key update`, [saving.workId]);
      await heartbeat(database.pool, [saving, beside]);
      expect([await recoverSilent(database.pool, MINUTE), await recoverOf(database.pool, [6])]).toEqual([0, 0]);
    });
    expect(await recoverSilent(database.pool, MINUTE)).toBe(1);
    expect([await rowOf(saving), await rowOf(beside)]).toMatchObject([
      { state: 'ready', attempt: 2 },
      { state: 'running', attempt: 1 },
    ]);
  });
});

describe('what failed', () => {
  it('is made ready again with its next attempt and its checkpoint', async () => {
    const [a, b] = [await claimed('a'), await claimed('b')];
    await inTx((tx) => renew(tx, a, { checkpoint: { page: 4 } }));
    for (const ref of [a, b]) await inTx((tx) => fail(tx, ref, FAILURE));
    expect((await failedWork(database.pool)).map(({ unit }) => unit).toSorted()).toEqual(['a', 'b']);
    const failed = (await inTx((tx) => failedIn(tx, RUN))).map(({ workId }) => workId);
    expect((await inTx((tx) => revive(tx, failed))).map(({ unit }) => unit).toSorted()).toEqual(['a', 'b']);
    expect(await rowOf(a)).toMatchObject({ state: 'ready', attempt: 2, checkpoint: { page: 4 } });
    expect(await inTx((tx) => revive(tx, failed))).toEqual([]);
  });

  it('is found by the beginning of its id, if no other begins so', async () => {
    const ref = await claimed();
    expect(await findWork(database.pool, ref.workId.slice(0, 8))).toMatchObject({ workId: ref.workId });
    await add(aUnit('b'));
    expect(await findWork(database.pool, '')).toBe('several');
    expect(await findWork(database.pool, 'zzz')).toBeNull();
  });
});

describe('how far a run is', () => {
  it('is told by step and dataset', async () => {
    const ref = await claimed();
    await inTx((tx) => finish(tx, ref));
    await add(aUnit('b'), aUnit('c', { dataset: 'contributions' }));
    expect(await hasOpenWork(database.pool, RUN, ['read-cursor'], 'participation')).toBe(true);
    expect(await hasOpenWork(database.pool, RUN, ['look-up'], null)).toBe(false);
    const open = await inTx((tx) => openWork(tx, RUN));
    expect(open.map(({ dataset }) => dataset).sort()).toEqual(['contributions', 'participation']);
    expect(await inTx((tx) => hasFailedWork(tx, RUN, ['read-cursor'], null))).toBe(false);
    expect(await progressOf(database.pool, RUN)).toEqual([
      { step: 'read-cursor', dataset: 'participation', total: 2, done: 1, failed: 0, waiting: 0 },
      { step: 'read-cursor', dataset: 'contributions', total: 1, done: 0, failed: 0, waiting: 0 },
    ]);
  });

  it('counts repeated attempts beside units', async () => {
    const ref = await claimed();
    await inTx((tx) => retryLater(tx, ref, FAILURE, 0));
    expect(await jobCounts(database.pool, RUN)).toEqual({ succeeded: 0, failed: 0, retried: 1 });
  });
});

it('instants come back as they are written in the domain', async () => {
  const ref = await claimed();
  const { createdAt } = await rowOf(ref);
  expect(createdAt).toBe(instantOf(Date.parse(createdAt)));
});
