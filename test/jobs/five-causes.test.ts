/**
 * One night in which a thousand jobs fail of five causes, through the engine and its queue; each test takes up a cause of its own, in this order.
 * Ten thousand, with the same claims and in seconds: `npm run bench -- triage`.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MINUTE, startOf } from '../../src/domain/period.ts';
import { type Engine, startEngine } from '../../src/jobs/engine.ts';
import { openRun } from '../../src/jobs/open-run.ts';
import { retryJobs } from '../../src/jobs/retry-jobs.ts';
import type { Summary } from '../../src/jobs/summary.ts';
import { listCauses } from '../../src/storage/causes.ts';
import { findRetry, type StoredCause } from '../../src/storage/retries.ts';
import type { Selection } from '../../src/storage/retry-choice.ts';
import type { Run } from '../../src/storage/runs.ts';
import { day } from '../support/dossiers.ts';
import { ALL, acting } from '../support/failed-nights.ts';
import { CAUSE_NAMES, type CauseName, refusingTown } from '../support/five-causes.ts';
import { closed, nightPlace, TESTER } from '../support/nights.ts';

const FAILURES = 1_000;
/** Longer than any of it takes where other suites have the machine too. */
const PATIENCE = 6 * MINUTE;
const AT_ONCE = 8;

const place = nightPlace();
const refusals = refusingTown(FAILURES);
let engine: Engine | null = null;
let night: Run | null = null;

beforeAll(async () => {
  await place.open();
  place.settle(refusals.town);
  place.clock.set(startOf(day('2026-11-23')));
  const { run } = await openRun(day('2026-11-22'), { full: false, source: null, waitMs: 0, by: TESTER }, place.context());
  engine = await startEngine(place.context());
  night = await closed(place.context(), run.runId, PATIENCE);
}, PATIENCE);
afterAll(async () => {
  await engine?.stop();
  await place.close();
});

const query = async <T extends object>(sql: string, values: readonly unknown[] = []): Promise<readonly T[]> =>
  (await place.context().pool.query<T>(sql, [...values])).rows;

/** As operators see them: failed jobs of each cause, by the authority's words. */
const failedBy = async (): Promise<Readonly<Record<string, number>>> =>
  Object.fromEntries(
    (await listCauses(place.context().pool, { state: 'open' })).map(({ authorityCode, message, jobs }) => [
      `${authorityCode} ${message}`,
      jobs,
    ]),
  );
const inWords = (jobs: Partial<Record<CauseName, number>>): Readonly<Record<string, number>> =>
  Object.fromEntries(CAUSE_NAMES.flatMap((cause) => (jobs[cause] === undefined ? [] : [[refusals.said(cause), jobs[cause]]])));

const fingerprintOf = async (cause: CauseName): Promise<string> => {
  const causes = await listCauses(place.context().pool, { state: 'all' });
  const found = causes.find(({ authorityCode, message }) => `${authorityCode} ${message}` === refusals.said(cause));
  if (found === undefined) throw new Error(`nothing failed of ${cause}`);
  return found.fingerprint;
};

/** What is known of the failed jobs, apart from those of a cause. */
const failedJobs = (apartFrom: string) =>
  query<object>(
    `select w.work_id, w.state, w.attempt, w.fingerprint, w.fault, w.finished_at, (select count(*)::int from work_attempt a where a.work_id = w.work_id) as attempts
       from work w where state = 'failed' and fingerprint <> $1 order by work_id`,
    [apartFrom],
  );

/** Begun by an operator, and worked on until its run is closed again. */
const retried = async (selection: Selection): Promise<{ readonly run: Run; readonly causes: readonly StoredCause[] }> => {
  const context = place.context();
  const { retryId, runs } = (await retryJobs(selection, acting, context)).retry;
  engine?.poke();
  const run = await closed(context, runs[0] ?? '', PATIENCE);
  return { run, causes: (await findRetry(context.pool, retryId))?.causes ?? [] };
};
const only = async (cause: CauseName): Promise<Selection> => ({ ...ALL, fingerprint: await fingerprintOf(cause) });

describe('a thousand failures of five causes', () => {
  it('are five lines, each with exactly its own: numbers, times and ids in the words make no other cause', async () => {
    expect(night?.status).toBe('incomplete');
    expect(await failedBy()).toEqual(inWords(refusals.jobs));
    expect(Object.values(refusals.jobs).reduce((sum, jobs) => sum + jobs, 0)).toBe(FAILURES);
  });

  it(
    'of which one is tried again while its cause persists: one question is asked, and every other job is as it was',
    async () => {
      const fingerprint = await fingerprintOf('signature');
      const [others, asked] = [await failedJobs(fingerprint), refusals.asked('signature')];
      const faults = () =>
        query<object>(
          `select w.work_id, w.fault -> 'authority' ->> 'message' as message, w.finished_at from work w
            where fingerprint = $1 and state = 'failed' and (select count(*) from work_attempt a where a.work_id = w.work_id) = 1 order by work_id`,
          [fingerprint],
        );
      const before = await faults();
      const { run, causes } = await retried(await only('signature'));
      const { jobs, canary, ...stopped } = causes[0] ?? fail('a batch has its cause');
      expect(stopped).toMatchObject({ state: 'stopped', succeeded: 0, failed: 1, untried: jobs - 1, waiting: 0, underWay: 0 });
      expect(stopped.stoppedBecause).toMatchObject({ fingerprint, code: 'signature-refused' });
      expect(jobs).toBe(refusals.jobs.signature);
      expect(refusals.asked('signature')).toBe(asked + 1);
      // Never attempted again, and failed with the very fault of the night.
      expect(await faults()).toEqual(before.filter((job) => (job as { readonly work_id: string }).work_id !== canary));
      expect(await failedJobs(fingerprint)).toEqual(others);
      expect(await failedBy()).toEqual(inWords(refusals.jobs));
      expect(run.status).toBe('incomplete');
    },
    PATIENCE,
  );

  it(
    'of which one is tried again when its cause is gone: all of it heals, and no other job is touched',
    async () => {
      const fingerprint = await fingerprintOf('approval');
      const others = await failedJobs(fingerprint);
      refusals.heal('approval');
      const { causes } = await retried(await only('approval'));
      expect(causes).toMatchObject([{ state: 'done', succeeded: refusals.jobs.approval, failed: 0, untried: 0, stoppedBecause: null }]);
      expect(await failedJobs(fingerprint)).toEqual(others);
      const { approval: _, ...rest } = refusals.jobs;
      expect(await failedBy()).toEqual(inWords(rest));
    },
    PATIENCE,
  );

  it(
    'of which one comes back in the third wave: the rest of it is not tried',
    async () => {
      const healed = 1 + 8 + 20;
      const asked = refusals.asked('unregistered');
      refusals.comesBack('unregistered', healed);
      const { causes } = await retried(await only('unregistered'));
      const { jobs, failed, untried, ...stopped } = causes[0] ?? fail('a batch has its cause');
      expect(stopped).toMatchObject({ state: 'stopped', succeeded: healed, waiting: 0, underWay: 0 });
      expect(failed).toBeGreaterThan(0);
      expect(failed).toBeLessThanOrEqual(AT_ONCE);
      expect(healed + failed + untried).toBe(jobs);
      expect(refusals.asked('unregistered')).toBe(asked + healed + failed);
      expect((await failedBy())[refusals.said('unregistered')]).toBe(jobs - healed);
    },
    PATIENCE,
  );

  it(
    'all heal once every cause is gone: the night is complete, and its books balance',
    async () => {
      for (const cause of CAUSE_NAMES) refusals.heal(cause);
      const { run, causes } = await retried(ALL);
      expect(causes).toHaveLength(4);
      expect(causes.map(({ state, failed, untried }) => ({ state, failed, untried }))).toEqual(
        Array(4).fill({ state: 'done', failed: 0, untried: 0 }),
      );
      expect(await failedBy()).toEqual({});
      expect(run.status).toBe('completed');
      expect((run.summary as Summary).books.filter(({ balanced }) => !balanced)).toEqual([]);
    },
    PATIENCE,
  );
});

const fail = (why: string): never => {
  throw new Error(why);
};
