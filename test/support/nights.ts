/**
 * Whole nights on a real database, against counterparts that are plain objects. `reconcile` opens a run and performs its units as a worker does,
 * until it is closed; nobody sleeps: where everything waits for its next attempt, the clock is put on instead.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Config, readConfig } from '../../src/config.ts';
import { type Context, openContext } from '../../src/context.ts';
import { addDays, type Day, dayAt, epochOf, HOUR, type Instant, instantOf, SECOND, startOf } from '../../src/domain/period.ts';
import type { Testimony } from '../../src/domain/sources.ts';
import { type OpenedRun, openRun } from '../../src/jobs/open-run.ts';
import { moveOn } from '../../src/jobs/phases.ts';
import type { Summary } from '../../src/jobs/summary.ts';
import { performUnit } from '../../src/jobs/worker.ts';
import type { Reading } from '../../src/pipeline/2-normalise/types.ts';
import { memberFiles } from '../../src/storage/dossiers.ts';
import { membersByKey } from '../../src/storage/people.ts';
import { resultDigest } from '../../src/storage/result-digest.ts';
import { findRun, type Run, type RunOptions } from '../../src/storage/runs.ts';
import { type AttemptRef, takeForRelay } from '../../src/storage/work.ts';
import { createDatabase } from './database.ts';
import type { Town } from './nights-town.ts';

export interface Night {
  readonly run: Run;
  readonly how: OpenedRun['how'];
  readonly summary: Summary;
  readonly digest: string;
}

export interface Nights {
  readonly context: Context;
  readonly clock: Clock;
  /** Opens the date's run, or goes on with it, at one in the morning after it, and works until it is closed. */
  readonly reconcile: (date: Day, options?: Partial<RunOptions>) => Promise<Night>;
  readonly open: (date: Day, options?: Partial<RunOptions>) => Promise<OpenedRun>;
  /** At the clock's own time. */
  readonly openToday: (date: Day, options?: Partial<RunOptions>) => Promise<OpenedRun>;
  readonly finish: (opened: OpenedRun) => Promise<Night>;
  /** How far a dataset speaks for a member, for hardship screening. */
  readonly readingOf: (memberId: string, dataset: Testimony) => Promise<Reading['state']>;
  /** A second process on the same database, against the same town. */
  readonly another: () => Promise<Context>;
}

export interface Clock {
  readonly now: () => number;
  readonly set: (at: Instant) => void;
  readonly forward: (ms: number) => void;
}

export interface NightSettings {
  readonly config?: Partial<Config>;
}

/** Closed when the test ends. */
export const openNights = async (town: Town, { config = {} }: NightSettings = {}): Promise<Nights> => {
  const database = await createDatabase();
  onTestFinished(database.drop);
  const home = await mkdtemp(join(tmpdir(), 'huzheng-nights-'));
  onTestFinished(() => rm(home, { recursive: true }));
  const clock = createClock();
  const another = async (): Promise<Context> => {
    const variables = {
      DATABASE_URL: database.url,
      HUZHENG_RULESET: 'sandbox-city',
      HUZHENG_HOME: home,
      HUZHENG_KEY: Buffer.alloc(32, 7).toString('base64'),
    };
    const context = await openContext(
      { ...readConfig(variables, { mode: 'tool' }), ...config },
      { now: clock.now, random: () => 0.5, clients: { authorities: town.clients, aidSystem: town.office.client } },
    );
    onTestFinished(context.close);
    return context;
  };
  const context = await another();
  const openToday: Nights['open'] = (date, options = {}) => openRun(date, { full: false, source: null, waitMs: 0, ...options }, context);
  const open: Nights['open'] = (date, options = {}) => {
    const morning = instantOf(epochOf(startOf(addDays(date, 1))) + HOUR);
    if (clock.now() < epochOf(morning)) clock.set(morning);
    return openToday(date, options);
  };
  const finish: Nights['finish'] = async ({ run, how }) => {
    const closed = await workUntilClosed(run, { context, clock });
    return { run: closed, how, summary: closed.summary as Summary, digest: await resultDigest(context.pool, context.vault, run.date) };
  };
  return {
    context,
    clock,
    open,
    openToday,
    finish,
    another,
    readingOf: (memberId, dataset) => readingOf(context, memberId, dataset),
    reconcile: async (date, options) => finish(await open(date, options)),
  };
};

const readingOf = async ({ pool, vault, clock }: Context, memberId: string, dataset: Testimony): Promise<Reading['state']> => {
  const { rows } = await pool.query<{ person_key: string }>('select person_key from member where member_id = $1', [memberId]);
  const on = dayAt(clock());
  const members = await membersByKey(
    pool,
    rows.map(({ person_key }) => person_key),
    on,
  );
  const [file] = await memberFiles(pool, members, { vault, on, opened: false });
  return file?.byPurpose['hardship-screening']?.readings[dataset].state ?? 'withheld';
};

const createClock = (): Clock => {
  let now = epochOf(startOf('2026-11-01' as Day));
  return {
    now: () => now,
    set: (at) => {
      now = epochOf(at);
    },
    forward: (ms) => {
      now += ms;
    },
  };
};

const NOBODY_LEAVES = new AbortController().signal;
const AT_ONCE = 8;

/** What the engine does, without its timers and without a queue in between. */
const workUntilClosed = async (run: Run, { context, clock }: { readonly context: Context; readonly clock: Clock }): Promise<Run> => {
  for (;;) {
    await performReady(context);
    await moveOn(run.runId, context.pool);
    const now = await findRun(context.pool, run.runId);
    if (now === null) throw new Error('the run is gone');
    if (now.status !== 'running') return now;
    if (!(await hasReady(context)) && !(await passTime(context, clock)))
      throw new Error(`nothing is left to do, and ${run.runId} is in the phase ${now.phase}`);
  }
};

/** Everything whose time has come, several at once, until nothing is. */
export const performReady = async (
  context: Context,
  perform: (ref: AttemptRef) => Promise<void> = (ref) => performUnit(ref, context, NOBODY_LEAVES),
): Promise<void> => {
  for (;;) {
    const ready = [...(await takeForRelay(context.pool, 1_000))];
    if (ready.length === 0) return;
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (let ref = ready.shift(); ref !== undefined; ref = ready.shift()) await perform(ref);
      }),
    );
  }
};

const hasReady = async ({ pool }: Context): Promise<boolean> => {
  const { rowCount } = await pool.query(
    `select 1 from work where state = 'ready' and not enqueued and (not_before is null or not_before <= now()) limit 1`,
  );
  return rowCount === 1;
};

/** False: nothing waits for its next attempt. */
const passTime = async ({ pool }: Context, clock: Clock): Promise<boolean> => {
  clock.forward(30 * SECOND);
  const { rowCount } = await pool.query(`update work set not_before = null where state = 'ready' and not_before > now()`);
  return (rowCount ?? 0) > 0;
};
