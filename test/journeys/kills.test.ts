/** Promise 1: whatever is killed, whenever, the night comes to the results of an undisturbed one. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { serverPid } from '../storage/embedded/homes.ts';
import type { Command } from './huzheng.ts';
import { pidOf, processesOf } from './huzheng.ts';
import { CITY, CITY_OPTIONS, expectDone, openStage, RESUME, START, takenApplications, variablesOf } from './stage.ts';
import { UNDISTURBED_WITHIN_MS, undisturbedNight } from './undisturbed.ts';

const stage = openStage();
let digest: string;
let applications: readonly string[];

beforeAll(async () => {
  ({ digest, applications } = await undisturbedNight());
}, UNDISTURBED_WITHIN_MS);
afterEach(() => stage.clear());

/** Moments of a night, and what says that one has come. */
const MOMENTS = {
  'as the roster is read': /^run-.* begins/,
  'as consents are weighed': /^roster .* done/,
  'as the feeds are read': /^pull .*participation: under way/,
  'as the last of them end': /^pull .*contributions: done/,
  'after verification': /^verify .*: done/,
  'after screening': /^screen .*: done/,
} as const;
type Moment = keyof typeof MOMENTS;

/** A fixed seed draws which moment each kill strikes at. */
const drawn = (seed: number): readonly Moment[] => {
  const moments = Object.keys(MOMENTS) as Moment[];
  return moments
    .map((moment, index) => ({ moment, lot: (seed * (index + 3) * 7919) % 101 }))
    .toSorted((a, b) => a.lot - b.lot)
    .map(({ moment }) => moment);
};
const [one, two, three, four, five] = drawn(7) as [Moment, Moment, Moment, Moment, Moment];

const attachments = async (home: string): Promise<readonly string[]> => {
  const log = await readFile(join(home, 'logs', 'huzheng.log'), 'utf8');
  return [...log.matchAll(/"event":"databaseAttached","state":"(\w+)"/g)].map(([, state]) => state ?? '');
};

const started = async (home: string, moment: Moment): Promise<Command> => {
  const night = stage.start(START, { home });
  await night.says(MOMENTS[moment]);
  return night;
};

describe('kill -9', { retry: 2 }, () => {
  it.each([{ first: three, later: one }])(
    'of our process $first, and of both $later: the next adopts the database that was left, or starts it again, and goes on',
    async ({ first, later }) => {
      const home = await stage.madeHome();
      const madeBy = (await attachments(home)).length;
      const night = await started(home, first);
      await night.kill();
      expect(await processesOf(home)).toEqual([expect.stringContaining('postgres')]);
      const resumed = stage.start(RESUME, { home });
      await resumed.says(/goes on where it stopped/);
      await resumed.says(MOMENTS[later]);
      process.kill(await serverPid(home), 'SIGKILL');
      await resumed.kill();
      const last = await stage.run(RESUME, { home });
      expect(last.stderr).toContain('goes on where it stopped');
      expect((await expectDone(last, home)).resultDigest).toBe(digest);
      expect(await takenApplications(home)).toEqual(applications);
      expect((await attachments(home)).slice(madeBy)).toEqual(['started', 'joined', 'adopted', 'joined', 'started', 'joined']);
    },
  );

  it.each([two])(
    'of the database %s, and again once the books are closed: the night starts it again and tells what it came to',
    async (moment) => {
      const home = await stage.madeHome();
      const night = await started(home, moment);
      process.kill(await serverPid(home), 'SIGKILL');
      await night.says(/^books .*: done/);
      process.kill(await serverPid(home), 'SIGKILL');
      const ending = await night.ended;
      expect(ending.stderr).toContain('has been started again');
      expect((await expectDone(ending, home)).resultDigest).toBe(digest);
      expect(await takenApplications(home)).toEqual(applications);
    },
  );

  it.each([five])('of its synthetic counterparts %s: it says so at once, and the same command goes on', async (moment) => {
    const home = await stage.madeHome();
    const night = await started(home, moment);
    process.kill(await pidOf(home, 'sandbox/process.ts'), 'SIGKILL');
    const { code, stdout, stderr } = await night.ended;
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain('huzheng: The synthetic counterparts are gone: the sandbox process ended (SIGKILL).');
    expect(stderr).not.toContain('please report');
    expect(await processesOf(home)).toEqual([]);
    const resumed = await stage.run(START, { home });
    expect((await expectDone(resumed, home)).resultDigest).toBe(digest);
    expect(await takenApplications(home)).toEqual(applications);
  });

  it.each([four])('of a `reconcile` against counterparts of its own %s: the same command goes on', async (moment) => {
    const [home, theirs] = [await stage.madeHome(), await stage.home()];
    const environment = await variablesOf(stage.start(['sandbox', ...CITY_OPTIONS], { home: theirs }));
    const reconcile = ['reconcile', '--date', CITY.date, '--json'];
    const night = stage.start(reconcile, { home, environment });
    await night.says(MOMENTS[moment]);
    await night.kill();
    const resumed = await stage.run(reconcile, { home, environment });
    expect((await expectDone(resumed, home)).resultDigest).toBe(digest);
    expect(await takenApplications(theirs)).toEqual(applications);
  });
});
