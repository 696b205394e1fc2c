import { describe, expect, it } from 'vitest';
import { MINUTE, startOf } from '../../src/domain/period.ts';
import { cancelRun } from '../../src/jobs/cancel-run.ts';
import { driveRetries } from '../../src/jobs/drive-retry.ts';
import { previewRetry, retryJobs, stopRetry } from '../../src/jobs/retry-jobs.ts';
import { performUnit } from '../../src/jobs/worker.ts';
import { takeForRelay } from '../../src/storage/handing-over.ts';
import { findJob } from '../../src/storage/job-lists.ts';
import { findRetry, jobsOfRetry, type StoredRetry, stateOf } from '../../src/storage/retries.ts';
import { findRun } from '../../src/storage/runs.ts';
import { claim, failedWork } from '../../src/storage/work.ts';
import { aRow } from '../support/connectors.ts';
import { aDibao, aParticipation, day } from '../support/dossiers.ts';
import { ALL, acting, refusal, townOf } from '../support/failed-nights.ts';
import { type Nights, nightsOfThisFile, performReady } from '../support/nights.ts';
import { settleTown, type Town } from '../support/nights-town.ts';

const D = day('2026-11-22');
const NEXT = day('2026-11-23');
const FULL = refusal('系统繁忙');
const OTHER = refusal('参数错误', 'E12');

const startNights = nightsOfThisFile();

/** A night of so many members about whose families nobody was told. */
const failedNight = async (
  members: number,
  options: { readonly waitMs?: number } = {},
): Promise<{ readonly town: Town; readonly nights: Nights }> => {
  const town = townOf(members);
  const nights = startNights(town);
  town.troubles.family = () => FULL;
  expect((await nights.reconcile(D, options)).run.status).toBe('incomplete');
  delete town.troubles.family;
  town.questions.length = 0;
  return { town, nights };
};

const query = async <T extends object>({ context }: Nights, sql: string): Promise<readonly T[]> => (await context.pool.query<T>(sql)).rows;
const runOf = async (nights: Nights) =>
  (await query<{ status: string; pass: number }>(nights, `select status, pass from run order by run_id`))[0];
const retryAll = async ({ context }: Nights): Promise<StoredRetry> => (await retryJobs(ALL, acting, context)).retry;
const now = async ({ context }: Nights, { retryId }: Pick<StoredRetry, 'retryId'>): Promise<StoredRetry> => {
  const found = await findRetry(context.pool, retryId);
  if (found === null) throw new Error('a batch that was begun is there');
  return found;
};
const finish = (nights: Nights) => nights.reconcile(D);
const askedAbout = ({ questions }: Town, dataset = 'family'): number => questions.filter((question) => question.dataset === dataset).length;

describe('failed jobs tried again', () => {
  it('go one first, then in growing waves; what follows from all of them is done once', async () => {
    const { town, nights } = await failedNight(12);
    const begun = await retryAll(nights);
    expect(begun.causes).toMatchObject([{ state: 'canary', jobs: 12, waiting: 12 }]);
    expect(await query(nights, `select 1 from work where state = 'ready' and not held`)).toHaveLength(1);
    const night = await finish(nights);
    expect([night.how, night.run.status]).toEqual(['resumed', 'completed']);
    const done = await now(nights, begun);
    expect(done.causes).toMatchObject([{ state: 'done', succeeded: 12, failed: 0, untried: 0, stoppedBecause: null }]);
    expect([stateOf(done.causes), done.endedAt === null]).toEqual(['done', false]);
    expect(askedAbout(town)).toBe(12);
    expect(await query(nights, `select distinct wave from retry_job order by wave`)).toEqual([{ wave: 0 }, { wave: 8 }, { wave: 64 }]);
    expect((await runOf(nights))?.pass).toBe(2);
  });

  it('come to the results of a night in which nothing failed', async () => {
    const undisturbed = await startNights.undisturbed(townOf(6), D);
    const { nights } = await failedNight(6);
    await retryAll(nights);
    expect((await finish(nights)).digest).toBe(undisturbed);
  });

  it('stop at their canary when the cause is still there: it was asked once, and the others failed as before', async () => {
    const { town, nights } = await failedNight(12);
    const before = await query(nights, `select work_id, fault, finished_at, fingerprint from work where state = 'failed' order by work_id`);
    town.troubles.family = () => FULL;
    const begun = await retryAll(nights);
    await finish(nights);
    const stopped = await now(nights, begun);
    expect(stopped.causes).toMatchObject([{ state: 'stopped', failed: 1, untried: 11, stoppedBecause: { code: 'refused-by-authority' } }]);
    expect(askedAbout(town)).toBe(1);
    const canary = stopped.causes[0]?.canary;
    const after = await query<{ work_id: string }>(
      nights,
      `select work_id, fault, finished_at, fingerprint from work where state = 'failed' order by work_id`,
    );
    const others = (rows: readonly object[]) => rows.filter((row) => (row as { work_id: string }).work_id !== canary);
    expect(others(after)).toEqual(others(before));
    expect((await runOf(nights))?.status).toBe('incomplete');
  });

  it('of which nothing came leave the night as it was: nobody is verified or screened anew for that', async () => {
    const { town, nights } = await failedNight(5);
    town.troubles.family = () => FULL;
    await retryAll(nights);
    await finish(nights);
    expect(await query(nights, `select step from work where pass = 2 order by step`)).toEqual([{ step: 'close' }]);
    delete town.troubles.family;
    await retryAll(nights);
    expect((await finish(nights)).run.status).toBe('completed');
    expect(await query(nights, `select distinct step from work where pass = 3 order by step`)).toEqual(
      ['apply', 'close', 'deliver', 'plan-verification', 'retention', 'screen', 'verify'].map((step) => ({ step })),
    );
  });

  it('stop in the third wave when the cause returns there: nobody beyond those under way is tried', async () => {
    const { town, nights } = await failedNight(90);
    const healed = 1 + 8 + 20;
    town.troubles.family = ({ nth }) => (nth > healed ? FULL : null);
    const begun = await retryAll(nights);
    await finish(nights);
    const [cause] = (await now(nights, begun)).causes;
    expect(cause).toMatchObject({ state: 'stopped', jobs: 90, succeeded: healed, waiting: 0, underWay: 0 });
    expect(cause?.failed).toBeGreaterThan(0);
    expect(cause?.failed).toBeLessThanOrEqual(8);
    expect((cause?.failed ?? 0) + (cause?.untried ?? 0)).toBe(90 - healed);
    expect(await failedWork(nights.context.pool)).toHaveLength(90 - healed);
  }, 60_000);

  it('of another cause than before follow the usual policy, and stop nobody but for a canary', async () => {
    const { town, nights } = await failedNight(5, { waitMs: MINUTE });
    town.troubles.family = ({ nth }) => (nth === 3 ? OTHER : null);
    const begun = await retryAll(nights);
    expect((await finish(nights)).run.status).toBe('completed');
    expect((await now(nights, begun)).causes).toMatchObject([{ state: 'done', succeeded: 5 }]);
    expect(askedAbout(town)).toBe(6);
  });

  it('have a canary of each cause; one that returns stops its own and not the other', async () => {
    const town = townOf(8);
    const nights = startNights(town);
    town.troubles.family = () => FULL;
    town.troubles.person = () => OTHER;
    await nights.reconcile(D);
    delete town.troubles.family;
    const begun = await retryAll(nights);
    expect(begun.causes).toHaveLength(2);
    await finish(nights);
    const states = (await now(nights, begun)).causes.map(({ state, succeeded, untried }) => ({ state, succeeded, untried }));
    expect(states).toContainEqual({ state: 'done', succeeded: 8, untried: 0 });
    expect(states).toContainEqual({ state: 'stopped', succeeded: 0, untried: 7 });
    expect(stateOf((await now(nights, begun)).causes)).toBe('stopped');
  });

  it('in two batches at once open their run once, and each ends by itself', async () => {
    const { nights } = await failedNight(6);
    const ids = (await failedWork(nights.context.pool)).map(({ workId }) => workId);
    const half = async (jobIds: readonly string[]) => (await retryJobs({ ...ALL, jobIds }, acting, nights.context)).retry;
    const batches = await Promise.all([half(ids.slice(0, 3)), half(ids.slice(3))]);
    expect((await finish(nights)).run).toMatchObject({ status: 'completed', pass: 2 });
    for (const batch of batches) expect((await now(nights, batch)).causes).toMatchObject([{ state: 'done', succeeded: 3 }]);
  });

  it('asked for twice at the same moment are tried by one batch, and the other finds nothing failed', async () => {
    const { nights } = await failedNight(4);
    const outcomes = await Promise.allSettled([retryAll(nights), retryAll(nights)]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { kind: 'conflict', code: 'nothing-failed' } });
    expect(await query(nights, `select attempt from work where dataset = 'family' group by attempt`)).toHaveLength(1);
  });

  it('stopped by hand: what was not tried stays failed with its fault, and its attempt is never used again', async () => {
    const { nights } = await failedNight(4);
    const begun = await retryAll(nights);
    const stopped = await stopRetry(begun.retryId, acting, nights.context);
    expect(stopped).toMatchObject({ stoppedBy: 'command:tester', causes: [{ state: 'stopped', untried: 4, stoppedBecause: null }] });
    expect(stopped.endedAt).not.toBeNull();
    await expect(stopRetry(begun.retryId, acting, nights.context)).rejects.toMatchObject({ code: 'retry-over' });
    const failed = await failedWork(nights.context.pool);
    expect(failed.map(({ fault }) => fault?.code)).toEqual(Array(4).fill('refused-by-authority'));
    const numbers = new Set(failed.map(({ attempt }) => attempt));
    await finish(nights);
    const used = await query<{ attempt: number }>(
      nights,
      `select distinct a.attempt from work_attempt a join work w using (work_id) where w.dataset = 'family'`,
    );
    for (const number of numbers) expect(used.map(({ attempt }) => attempt)).not.toContain(number);
  });

  it('under way when their batch is stopped end their attempt, and are not tried once more', async () => {
    const { town, nights } = await failedNight(4);
    const asked = Promise.withResolvers<void>();
    const answer = Promise.withResolvers<typeof OTHER>();
    town.troubles.family = () => {
      asked.resolve();
      return answer.promise;
    };
    const begun = await retryAll(nights);
    const working = performReady(nights.context);
    await asked.promise;
    expect((await stopRetry(begun.retryId, acting, nights.context)).causes).toMatchObject([{ state: 'stopped', underWay: 1, untried: 3 }]);
    answer.resolve(OTHER);
    await working;
    const ended = await now(nights, begun);
    expect(ended.causes).toMatchObject([{ underWay: 0, failed: 1, untried: 3 }]);
    expect(ended.endedAt).not.toBeNull();
  });

  it('lost in mid-batch go on where the batch was: who died before releasing the wave is made up for', async () => {
    const { nights } = await failedNight(5);
    const { pool } = nights.context;
    const begun = await retryAll(nights);
    const [canary] = await takeForRelay(pool, 10);
    if (canary === undefined) throw new Error('a canary is ready');
    await claim(pool, canary);
    // Its results are saved, and then the process is gone before it could look at the batch.
    await pool.query(`update work set state = 'done', finished_at = now() where work_id = $1`, [canary.workId]);
    await pool.query(`update retry_job set outcome = 'succeeded' where work_id = $1`, [canary.workId]);
    expect(await query(nights, `select 1 from work where state = 'ready' and not held`)).toEqual([]);
    await driveRetries(pool);
    await driveRetries(pool);
    expect(await query(nights, `select 1 from work where state = 'ready' and not held`)).toHaveLength(4);
    await finish(nights);
    expect((await now(nights, begun)).causes).toMatchObject([{ state: 'done', succeeded: 5 }]);
  });
});

describe('failed jobs that a later night has made good', () => {
  it('need nobody any more once that night is over, and trying the date again begins another run', async () => {
    const { nights } = await failedNight(4);
    const [failed] = await failedWork(nights.context.pool);
    await nights.reconcile(NEXT);
    expect(await failedWork(nights.context.pool)).toEqual([]);
    expect(await findJob(nights.context.pool, failed?.workId ?? '')).toMatchObject({ state: 'overtaken', overtakenBy: `run-${NEXT}` });
    await expect(retryAll(nights)).rejects.toMatchObject({ code: 'nothing-failed' });
    expect(await nights.open(D)).toMatchObject({ how: 'new', run: { runId: `run-${D}-2` } });
  });

  it('stay failed where that night was of another source', async () => {
    const { nights } = await failedNight(4);
    await nights.reconcile(NEXT, { source: 'medical-insurance' });
    expect(await failedWork(nights.context.pool)).toHaveLength(4);
    expect(await nights.open(D)).toMatchObject({ how: 'reopened', run: { runId: `run-${D}` } });
  });

  it('are not tried while it goes on: the preview counts them, and they are settled as overtaken without a run being opened', async () => {
    const { town, nights } = await failedNight(4);
    await nights.reconcile(NEXT);
    // As it was before the night closed.
    await nights.context.pool.query(`update work set state = 'failed' where state = 'overtaken'`);
    town.questions.length = 0;
    expect(await previewRetry(ALL, nights.context)).toMatchObject({ tried: [], overtaken: { length: 4 }, causes: [], runs: [] });
    const begun = await retryAll(nights);
    expect(begun).toMatchObject({ overtaken: 4, runs: [], causes: [] });
    expect([begun.endedAt === null, stateOf(begun.causes)]).toEqual([false, 'done']);
    expect(await query(nights, `select 1 from work where state = 'overtaken' and dataset = 'family'`)).toHaveLength(4);
    expect(town.questions).toEqual([]);
    expect(await query(nights, `select 1 from run where status = 'running'`)).toEqual([]);
    expect(await jobsOfRetry(nights.context.pool, begun.retryId, 10)).toMatchObject(Array(4).fill({ state: 'overtaken' }));
  });

  it('are tried where the later night was cancelled, or read less far', async () => {
    const { nights } = await failedNight(4);
    await nights.reconcile(NEXT);
    await nights.context.pool.query(`update work set state = 'failed' where state = 'overtaken'`);
    const untouched = async (change: string): Promise<number> => {
      await nights.context.pool.query(change);
      return (await previewRetry(ALL, nights.context)).tried.length;
    };
    expect(await untouched(`update run set status = 'cancelled' where date = '2026-11-23'`)).toBe(4);
    expect(await untouched(`update run set status = 'completed', window_to = '2026-11-21' where date = '2026-11-23'`)).toBe(4);
    expect(await untouched(`update run set window_to = '2026-11-24' where date = '2026-11-23'`)).toBe(0);
  });
});

describe('an old page that comes late', () => {
  it.each(['assistance', 'participation'] as const)('replaces nothing newer: %s', async (dataset) => {
    const { town, ordinary } = settleTown();
    const nights = startNights(town);
    const { idNumber } = ordinary.sealed;
    const record = { assistance: aDibao({}, { recordKey: 'changed' }), participation: aParticipation({}, { recordKey: 'changed' }) }[
      dataset
    ];
    const older = aRow(idNumber, record, { at: startOf(day('2026-11-20')) });
    const newer = aRow(idNumber, record, { at: startOf(day('2026-11-23')), ended: true });
    town.rows[dataset].push(older);
    town.troubles[dataset] = () => FULL;
    await nights.reconcile(D);
    delete town.troubles[dataset];
    town.rows[dataset].splice(town.rows[dataset].indexOf(older), 1, newer);
    // Read, and then given up: what was read stays, and what failed before is not made good by it.
    const later = await nights.open(NEXT);
    await readAll(nights, later.run.runId);
    await cancelRun(later.run.runId, acting, nights.context);
    town.rows[dataset].splice(town.rows[dataset].indexOf(newer), 1, older);
    expect(await retryAll(nights)).toMatchObject({ overtaken: 0, causes: [{ jobs: 1 }] });
    expect((await finish(nights)).run.status).toBe('completed');
    expect(
      await query(nights, `select changed_at as at, current, ended from record where record_key = 'changed' order by changed_at`),
    ).toEqual([
      { at: older.at, current: false, ended: false },
      { at: newer.at, current: true, ended: true },
    ]);
  });

  /** Until its readings are read. */
  const readAll = async ({ context }: Nights, runId: string): Promise<void> => {
    for (let phase = ''; phase !== 'verification'; phase = (await findRun(context.pool, runId))?.phase ?? '') {
      const [ref] = await takeForRelay(context.pool, 1);
      if (ref !== undefined) await performUnit(ref, context, new AbortController().signal);
    }
  };
});

describe('a run under way', () => {
  it('asks about what follows from jobs that are tried once more in it, though it had planned that without them', async () => {
    const town = townOf(3);
    const nights = startNights(town);
    town.troubles.person = () => FULL;
    expect((await nights.reconcile(D)).run.status).toBe('incomplete');
    delete town.troubles.person;
    // Stopped before anybody worked on it: the night goes on without person numbers, and is then told of them all the same.
    await stopRetry((await retryAll(nights)).retryId, acting, nights.context);
    await retryAll(nights);
    const night = await finish(nights);
    expect(night.run.status).toBe('completed');
    expect(['settlement', 'registration'].map((dataset) => askedAbout(town, dataset) > 0)).toEqual([true, true]);
    expect(night.digest).toBe(await startNights.undisturbed(townOf(3), D));
  });

  it('takes up jobs of its own phase, and refuses those of another', async () => {
    const { nights } = await failedNight(4);
    const ids = (await failedWork(nights.context.pool)).map(({ workId }) => workId);
    await retryJobs({ ...ALL, jobIds: ids.slice(0, 1) }, acting, nights.context);
    expect((await retryJobs({ ...ALL, jobIds: ids.slice(1, 2) }, acting, nights.context)).retry.causes).toMatchObject([{ jobs: 1 }]);
    await nights.context.pool.query(`update run set phase = 'verification'`);
    await expect(retryJobs({ ...ALL, jobIds: ids.slice(2) }, acting, nights.context)).rejects.toMatchObject({
      kind: 'conflict',
      code: 'run-under-way',
    });
    await nights.context.pool.query(`update run set phase = 'readings'`);
    expect((await finish(nights)).run.status).toBe('incomplete');
    expect(await failedWork(nights.context.pool)).toHaveLength(2);
  });
});
