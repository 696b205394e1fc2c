/** A night of the synthetic city in this process, as `reconcile` works through it: sandbox and PostgreSQL are processes of their own. */
import { join } from 'node:path';
import { readConfig } from '../../src/config.ts';
import { type Context, openContext } from '../../src/context.ts';
import { addDays, type Day } from '../../src/domain/period.ts';
import { startEngine } from '../../src/jobs/engine.ts';
import { openRun } from '../../src/jobs/open-run.ts';
import { pause } from '../../src/pause.ts';
import { type SandboxProcess, startSandboxProcess } from '../../src/sandbox/spawn.ts';
import { findRun, type Run } from '../../src/storage/runs.ts';
import { createDatabase, type TestDatabase } from '../../test/support/database.ts';
import { TESTER } from '../../test/support/nights.ts';
import { benchFolder, closedAtLast, closedOnceOpen, kept } from '../leaving.ts';

/** Its counterparts stand on a night's date: they are brought up anew for each. */
export interface ProfiledCity {
  readonly members: number;
  readonly seed: number;
  readonly date: Day;
}

export interface NightStage {
  /** Works until the run is closed; `entered` hears of each phase as it begins. */
  readonly night: (nth: number, entered: (phase: string) => void) => Promise<Run>;
}

const LOOK_EVERY_MS = 50;
const NEVER = new AbortController().signal;

export const openNightStage = async (city: ProfiledCity): Promise<NightStage> => {
  const home = await benchFolder('profile');
  const database = await kept(createDatabase(), ({ drop }) => drop());
  return { night: (nth, entered) => oneNight({ ...city, date: addDays(city.date, nth) }, { home, database, entered }) };
};

interface Setting {
  readonly home: string;
  readonly database: TestDatabase;
  readonly entered: (phase: string) => void;
}

const oneNight = async (city: ProfiledCity, { home, database, entered }: Setting): Promise<Run> => {
  entered('(bringing up)');
  const starting = startSandboxProcess({ ...city, testPersons: true, faults: [], stateFile: join(home, 'applications.jsonl') });
  const closeSandbox = closedOnceOpen(starting, ({ close }) => close());
  const sandbox = await starting;
  const opening = openContext(readConfig(variables({ home, database, sandbox }), { mode: 'reconcile' }));
  const closeContext = closedOnceOpen(opening, ({ close }) => close());
  const run = await worked(city.date, await opening, entered);
  await closeContext();
  await closeSandbox();
  return run;
};

const variables = ({ home, database, sandbox }: Omit<Setting, 'entered'> & { readonly sandbox: SandboxProcess }) => ({
  DATABASE_URL: database.url,
  HUZHENG_HOME: home,
  HUZHENG_KEY: Buffer.alloc(32, 7).toString('base64'),
  HUZHENG_RULESET: 'sandbox-city',
  ...sandbox.environment,
});

const worked = async (date: Day, context: Context, entered: (phase: string) => void): Promise<Run> => {
  const { run } = await openRun(date, { full: false, source: null, waitMs: 0, by: TESTER }, context);
  const engine = await startEngine(context);
  const stopEngine = closedAtLast(async () => engine?.stop());
  let phase = '';
  for (;;) {
    const now = await findRun(context.pool, run.runId);
    if (now === null) throw new Error('the run is gone');
    if (now.phase !== phase) entered(now.phase);
    phase = now.phase;
    if (now.status !== 'running') {
      await stopEngine();
      return now;
    }
    await pause(LOOK_EVERY_MS, NEVER);
  }
};
