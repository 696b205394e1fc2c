/** A full disk: one clear line, nothing left running, nothing spoilt; with some space the same command comes to the same results. */
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { canMountDisks, mountSmallDisk, type SmallDisk } from '../support/small-disk.ts';
import { type Ending, processesOf } from './huzheng.ts';
import { expectDone, openStage, RESUME, START } from './stage.ts';
import { UNDISTURBED_WITHIN_MS, undisturbedNight } from './undisturbed.ts';

const stage = openStage();
const disks: SmallDisk[] = [];
let digest: string;

beforeAll(async () => {
  ({ digest } = await undisturbedNight());
}, UNDISTURBED_WITHIN_MS);
afterEach(async () => {
  for (const disk of disks.splice(0)) await disk.remove();
  await stage.clear();
});

const homeOnDisk = async (options: string): Promise<{ readonly home: string; readonly disk: SmallDisk }> => {
  const home = await stage.home();
  const disk = await mountSmallDisk(home, options);
  disks.push(disk);
  return { home, disk };
};

/** One line that names the folder and says what to do; a code a script can go by; nobody left. */
const expectFull = async ({ code, stdout, stderr }: Ending, home: string): Promise<void> => {
  expect([stdout, code]).toEqual(['', 1]);
  const complaints = stderr.split('\n').filter((line) => /^huzheng:|^ {4}at |full|No space/.test(line));
  expect(complaints, stderr).toEqual([
    expect.stringMatching(/^huzheng: The disk that holds \S+ is full: free some space and give the same/),
  ]);
  expect(complaints[0]).toContain(home);
  expect(await processesOf(home)).toEqual([]);
};

/** Ever more room, and where each still is too little. */
const STAGES: readonly { readonly options: string; readonly reached: RegExp }[] = [
  { options: 'size=100m,nr_inodes=2', reached: /\/home\/logs\S* is full/ },
  { options: 'size=100m,nr_inodes=3', reached: /\/home is full/ },
  { options: 'size=20m,nr_inodes=0', reached: /\/home\/postgres is full/ },
  { options: 'size=40m', reached: /\/home\/postgres\S* is full/ },
  { options: 'size=73m', reached: /^run-.* begins$/m },
];
const PLENTY = 'size=512m';
/** Every one of these is several runs of the whole program. */
const LONG_MS = 180_000;

describe.skipIf(!(await canMountDisks()))('a full disk (only who may mount a small one sees it)', () => {
  it('is one clear line, whatever runs into it first; with some space the same command goes on', { timeout: LONG_MS }, async () => {
    const { home, disk } = await homeOnDisk('size=100m,nr_inodes=2');
    for (const { options, reached } of STAGES) {
      await disk.become(options);
      const refused = await stage.run(START, { home });
      await expectFull(refused, home);
      expect(refused.stderr, options).toMatch(reached);
    }
    await disk.become(PLENTY);
    expect((await expectDone(await stage.run(START, { home }), home)).resultDigest).toBe(digest);
  });

  it('in mid-run is gone on with by `reconcile` as well, once there is space', { timeout: LONG_MS }, async () => {
    const { home, disk } = await homeOnDisk('size=75m');
    const refused = await stage.run(START, { home });
    await expectFull(refused, home);
    expect(refused.stderr).toMatch(/^pull /m);
    await disk.become(PLENTY);
    const resumed = await stage.run(RESUME, { home });
    expect(resumed.stderr).toMatch(/goes on where it stopped/);
    expect((await expectDone(resumed, home)).resultDigest).toBe(digest);
  });
});
