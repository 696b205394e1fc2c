/** Promise 2 in the morning: what failed by night is tried again, one first, and whatever is killed meanwhile loses nothing. */
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { urlIn } from '../storage/embedded/homes.ts';
import { until } from '../support/nights.ts';
import { expectDone, openStage, RESUME, START, summaryIn } from './stage.ts';

const undisturbed = openStage();
const stage = openStage();
let digest: string | undefined;

beforeAll(async () => {
  const home = await undisturbed.home();
  digest = (await expectDone(await undisturbed.run(START, { home }), home)).resultDigest;
});
afterAll(() => undisturbed.clear());
afterEach(() => stage.clear());

const RETRY = ['jobs', 'retry', '--sandbox', '--all', '--why', '社保系统已恢复'] as const;

/** A home whose night had one authority down; every feed of it failed. */
const failedNight = async (): Promise<string> => {
  const home = await stage.home();
  const night = await stage.run([...START, '--faults', 'social-security:error@0-100'], { home });
  expect(night.code, night.stderr).toBe(3);
  expect(summaryIn(night).jobs.failed).toBeGreaterThan(2);
  return home;
};

/** Whoever releases a wave waits, as long as this holds. */
const holdingWaves = async (url: string) => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const query = async <T extends object>(sql: string): Promise<readonly T[]> => (await client.query<T>(sql)).rows;
  await query(
    `create function wait_for_test() returns trigger language plpgsql as $$ begin perform pg_advisory_xact_lock(7001); return new; end $$`,
  );
  await query(
    `create trigger wait_for_test before update on retry_cause for each row when (new.state = 'running') execute function wait_for_test()`,
  );
  await query(`select pg_advisory_lock(7001)`);
  return {
    query,
    letGo: async () => {
      await query(`select pg_advisory_unlock(7001)`);
      await query(`drop trigger wait_for_test on retry_cause`);
      await client.end();
    },
  };
};

describe('what failed by night', () => {
  it('is healed by one command in the morning, to the results of a night in which nothing failed', async () => {
    const home = await failedNight();
    const preview = await stage.run([...RETRY, '--dry-run'], { home });
    expect([preview.code, preview.stdout]).toEqual([
      0,
      expect.stringMatching(/jobs would be tried again \(contributions, .*participation/),
    ]);
    const retried = await stage.run([...RETRY, '--json'], { home });
    expect(retried.code, retried.stderr).toBe(0);
    expect(retried.stderr).toMatch(/^[0-9a-f-]{36}: \d+ jobs are tried again, [0-9a-f]{8} first$/m);
    const { retry, runs } = JSON.parse(retried.stdout) as {
      readonly retry: object;
      readonly runs: readonly { readonly resultDigest: string }[];
    };
    expect(retry).toMatchObject({ state: 'done', failed: 0, untried: 0, why: '社保系统已恢复' });
    expect(runs).toMatchObject([{ run: { status: 'completed' }, resultDigest: digest }]);
  });

  it('is healed all the same when the process is killed between the canary’s end and the wave that follows it', async () => {
    const home = await failedNight();
    const retrying = stage.start([...RETRY, '--json'], { home });
    const waves = await holdingWaves(await urlIn(home));
    const canaryIsDone = async () => (await waves.query(`select 1 from retry_job where outcome = 'succeeded'`)).length === 1;
    await until(canaryIsDone);
    await retrying.kill();
    expect(await waves.query(`select state, wave from retry_cause`)).toEqual([{ state: 'canary', wave: 1 }]);
    await waves.letGo();
    const resumed = await stage.run(RESUME, { home });
    expect((await expectDone(resumed, home)).resultDigest).toBe(digest);
  });
});
