/** Promise 2 in the morning: what failed by night is tried again, one first, and whatever is killed meanwhile loses nothing. */
import pg from 'pg';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { attachEmbedded } from '../../src/storage/embedded/attach.ts';
import { embeddedTools } from '../support/database.ts';
import { until } from '../support/nights.ts';
import { processesOf } from './huzheng.ts';
import { CITY, CITY_OPTIONS, openStage, summaryIn, variablesOf } from './stage.ts';
import { UNDISTURBED_WITHIN_MS, undisturbedNight } from './undisturbed.ts';

const stage = openStage();
let digest: string;

beforeAll(async () => {
  ({ digest } = await undisturbedNight());
}, UNDISTURBED_WITHIN_MS);
afterEach(() => stage.clear());

/** A night and a morning of whole processes. */
const LONG = 300_000;

const RECONCILE = ['reconcile', '--date', CITY.date, '--json'] as const;
/** Nobody kept looking: the commands did as they ended. Of the source that failed, where it failed often enough, or else of the run. */
const UNFINISHED = new RegExp(`^final {5}(The run of ${CITY.date} is incomplete|Social security failed .*\\n.*retry what failed)`, 'm');
const RETRY = ['jobs', 'retry', '--all', '--why', '社保系统已恢复'] as const;

/** A night that had one authority down and did not wait for it; the authority is well again. */
const failedNight = async () => {
  const [home, theirs] = [await stage.madeHome(), await stage.home()];
  const down = stage.start(['sandbox', ...CITY_OPTIONS, '--faults', 'social-security:down@0-100'], { home: theirs });
  const night = await stage.run([...RECONCILE, '--wait', '0s'], { home, environment: await variablesOf(down) });
  expect(night.code, night.stderr).toBe(3);
  expect(summaryIn(night).jobs.failed).toBeGreaterThan(2);
  await down.kill();
  return { home, environment: await variablesOf(stage.start(['sandbox', ...CITY_OPTIONS], { home: theirs })) };
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
  it(
    'is healed by one command in the morning, also when it is killed as it begins, and whoever goes on is killed between the canary’s end and its wave',
    async () => {
      const { home, environment } = await failedNight();
      const said = async (...args: readonly string[]) => (await stage.run(args, { home, environment })).stdout;
      expect(await said('alerts', 'list')).toMatch(UNFINISHED);
      const preview = await stage.run([...RETRY, '--dry-run'], { home, environment });
      expect([preview.code, preview.stdout]).toEqual([
        0,
        expect.stringMatching(/jobs would be tried again \(contributions, .*participation/),
      ]);
      const server = await attachEmbedded(home, embeddedTools);
      const waves = await holdingWaves(server.url);
      const begun = stage.start(RETRY, { home, environment });
      await begun.says(/^[0-9a-f-]{36}: \d+ jobs are tried again, [0-9a-f]{8}(, [0-9a-f]{8})* first$/);
      await begun.kill();
      expect(await said(...RETRY, '--dry-run')).toMatch(
        /^0 jobs would be tried again\.\nA batch of retries is unfinished: `huzheng jobs retry --all` goes on/,
      );
      expect(await said('jobs', 'failed')).toMatch(
        /^Nothing failed that is not tried again already\.\nrun-\S+ is unfinished .*\nA batch of retries is unfinished: .*; `huzheng jobs stop [0-9a-f-]{36} --why …` ends it\.\n$/,
      );
      const night = stage.start(RECONCILE, { home, environment });
      const canaryIsDone = async () => (await waves.query(`select 1 from retry_job where outcome = 'succeeded'`)).length > 0;
      await until(canaryIsDone);
      await night.kill();
      expect(await waves.query(`select distinct state, wave from retry_cause`)).toEqual([{ state: 'canary', wave: 1 }]);
      await waves.letGo();
      await server.detach();
      const healed = await stage.run([...RETRY, '--json'], { home, environment });
      expect(healed.code, healed.stderr).toBe(0);
      expect(healed.stderr).toMatch(/^[0-9a-f-]{36}: nothing else has failed; what was begun goes on \(\d+ of \d+ jobs still to be tried/m);
      const { retry, runs } = JSON.parse(healed.stdout) as Healed;
      expect(retry).toMatchObject({ state: 'done', failed: 0, untried: 0, why: '社保系统已恢复' });
      expect(runs).toMatchObject([{ run: { status: 'completed' }, resultDigest: digest }]);
      expect(runs[0]?.books.filter(({ balanced }) => !balanced)).toEqual([]);
      expect(await processesOf(home)).toEqual([]);
      expect(await said('alerts', 'list')).not.toMatch(UNFINISHED);
      expect(await stage.run(RETRY, { home, environment })).toMatchObject({ code: 0, stdout: 'Nothing is left to be tried again.\n' });
    },
    LONG,
  );
});

interface Healed {
  readonly retry: object;
  readonly runs: readonly { readonly books: readonly { readonly balanced: boolean }[] }[];
}
