/**
 * Whole nights on a real database, against counterparts that are plain objects. `reconcile` opens a run and performs its units as a worker does,
 * until it is closed; nobody sleeps: where everything waits for its next attempt, the clock is put on instead.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { type Config, readConfig } from '../../src/config.ts';
import type { Clients } from '../../src/context/counterparts.ts';
import { type Context, openContext } from '../../src/context.ts';
import { addDays, type Day, dayAt, epochOf, HOUR, type Instant, instantOf, SECOND, startOf } from '../../src/domain/period.ts';
import type { Testimony } from '../../src/domain/sources.ts';
import { type OpenedRun, openRun } from '../../src/jobs/open-run.ts';
import { moveOn } from '../../src/jobs/phases.ts';
import type { Summary } from '../../src/jobs/summary.ts';
import { performUnit } from '../../src/jobs/worker.ts';
import { memberFiles } from '../../src/pipeline/2-normalise/member-file/job.ts';
import type { Reading } from '../../src/pipeline/2-normalise/types.ts';
import type { Caller } from '../../src/security/caller.ts';
import { takeForRelay } from '../../src/storage/handing-over.ts';
import { membersByKey } from '../../src/storage/people.ts';
import { resultDigest } from '../../src/storage/result-digest.ts';
import { findRun, type Run, type RunOptions } from '../../src/storage/runs.ts';
import type { AttemptRef } from '../../src/storage/work.ts';
import { createDatabase, type TestDatabase } from './database.ts';
import type { Town } from './nights-town.ts';
import { queueVariables } from './queue-place.ts';

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
}

export interface Clock {
  readonly now: () => number;
  readonly set: (at: Instant) => void;
  readonly forward: (ms: number) => void;
}

export interface StartNights {
  (town: Town, config?: Partial<Config>): Nights;
  /** After other nights in the same test: empties the database first. */
  readonly anew: (town: Town) => Promise<Nights>;
  /** What the town's first night comes to when nothing goes wrong; leaves nothing behind. */
  readonly undisturbed: (town: Town, date: Day) => Promise<string>;
}

/** For a test file: one database and one context, emptied after each test. */
export const nightsOfThisFile = (variables: Readonly<Record<string, string>> = {}): StartNights => {
  const place = nightPlace(variables);
  beforeAll(place.open, 120_000);
  afterEach(place.empty);
  afterAll(place.close);
  const start = (town: Town, config: Partial<Config> = {}): Nights => {
    place.settle(town);
    const context = place.context();
    return nightsIn({ ...context, config: { ...context.config, ...config }, writtenBases: config.writtenBases ?? [] }, place.clock);
  };
  const undisturbed: StartNights['undisturbed'] = async (town, date) => {
    const { digest } = await start(town).reconcile(date);
    await place.empty();
    return digest;
  };
  const anew: StartNights['anew'] = async (town) => {
    await place.empty();
    return start(town);
  };
  return Object.assign(start, { undisturbed, anew });
};

/** Where nights take place: whoever settles next is who the counterparts speak of. */
export const nightPlace = (besides: Readonly<Record<string, string>> = {}) => {
  const clock = createClock();
  let opened: Opened | null = null;
  let town: Town | null = null;
  const settled = (): Town => town ?? fail('no town has been settled');
  const clients: Clients = {
    authorities: {
      get 'civil-affairs'() {
        return settled().clients['civil-affairs'];
      },
      get 'medical-insurance'() {
        return settled().clients['medical-insurance'];
      },
      get 'social-security'() {
        return settled().clients['social-security'];
      },
    },
    get aidSystem() {
      return settled().office.client;
    },
  };
  const contextOn = (
    { database, home }: Pick<Opened, 'database' | 'home'>,
    ownVariables: Readonly<Record<string, string>> = {},
  ): Promise<Context> => {
    const variables = {
      DATABASE_URL: database.url,
      HUZHENG_HOME: home,
      HUZHENG_KEY: Buffer.alloc(32, 7).toString('base64'),
      HUZHENG_RULESET: 'sandbox-city',
      HUZHENG_LOG_LEVEL: 'error',
      ...queueVariables,
      ...besides,
      ...ownVariables,
    };
    return openContext(readConfig(variables, { mode: 'tool' }), { now: clock.now, random: () => 0.5, clients });
  };
  const place = (): Opened => opened ?? fail('the database is not open');
  return {
    clock,
    context: () => place().context,
    /** A second process on the same database. */
    another: (variables: Readonly<Record<string, string>> = {}) => contextOn(place(), variables),
    settle: (next: Town) => {
      town = next;
      clock.set(startOf('2026-11-01' as Day));
    },
    open: async () => {
      const database = await createDatabase();
      const home = await mkdtemp(join(tmpdir(), 'huzheng-nights-'));
      opened = { database, home, context: await contextOn({ database, home }) };
    },
    empty: () => emptyTables(place().database),
    close: async () => {
      const { database, home, context } = place();
      await context.close();
      await database.drop();
      await rm(home, { recursive: true });
    },
  };
};

interface Opened {
  readonly database: TestDatabase;
  readonly home: string;
  readonly context: Context;
}

/** Who opens the nights of tests. */
export const TESTER: Caller = { kind: 'command', id: 'tester' };

const fail = (why: string): never => {
  throw new Error(why);
};

const createClock = (): Clock => {
  let now = 0;
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

/** Tables that others point at come last; keys, migrations and the ledger stay. */
const LAST = ['work_attempt', 'work', 'reading', 'run', 'rule_set'];
/** The ledger lets nobody empty it: a test that asks it looks at what came after it began. */
const KEPT = [
  'setting',
  'schema_migration',
  'wrapped_key',
  'vault_key',
  'ledger_entry',
  'ledger_subject',
  'ledger_head',
  'ledger_checkpoint',
];

/** Deleting some hundred rows is much faster than truncating a hundred partitions. */
const emptyTables = async ({ pool }: TestDatabase): Promise<void> => {
  const { rows } = await pool.query<{ relname: string }>(
    `select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition`,
  );
  const tables = rows.map(({ relname }) => relname).filter((name) => !KEPT.includes(name));
  const ordered = tables.toSorted((a, b) => LAST.indexOf(a) - LAST.indexOf(b));
  await pool.query(ordered.map((name) => `delete from ${name}`).join('; '));
};

export const nightsIn = (context: Context, clock: Clock): Nights => {
  const openToday: Nights['open'] = (date, options = {}) =>
    openRun(date, { full: false, source: null, waitMs: 0, by: TESTER, ...options }, context);
  const open: Nights['open'] = (date, options) => {
    const morning = epochOf(startOf(addDays(date, 1))) + HOUR;
    if (clock.now() < morning) clock.set(instantOf(morning));
    return openToday(date, options);
  };
  const finish: Nights['finish'] = async ({ run, how }) => {
    const closed = await workUntilClosed(run, { context, clock });
    return { run: closed, how, summary: closed.summary as Summary, digest: await resultDigest(context.pool, context.vault) };
  };
  return {
    context,
    clock,
    openToday,
    open,
    finish,
    reconcile: async (date, options) => finish(await open(date, options)),
    readingOf: (memberId, dataset) => readingOf(context, memberId, dataset),
  };
};

const readingOf = async ({ pool, vault, clock }: Context, memberId: string, dataset: Testimony): Promise<Reading['state']> => {
  const on = dayAt(clock());
  const { rows } = await pool.query<{ person_key: string }>('select person_key from member where member_id = $1', [memberId]);
  const keys = rows.map(({ person_key }) => person_key);
  const [file] = await memberFiles(pool, await membersByKey(pool, keys), { vault, on, opened: false });
  return file?.byPurpose['hardship-screening']?.readings[dataset].state ?? 'withheld';
};

/** Long: whoever gives up fails, and a machine may have others to serve. */
const PATIENCE = 90 * SECOND;

/** For those who let the engine work: comes back when it has come to that. */
export const until = async (hasCome: () => Promise<boolean>, patience = PATIENCE): Promise<void> => {
  const giveUpAt = performance.now() + patience;
  while (!(await hasCome())) {
    if (performance.now() > giveUpAt) fail('what was waited for did not come');
    await sleep(20);
  }
};

/** The run, once it is closed. */
export const closed = async ({ pool }: Context, runId: string, patience = PATIENCE): Promise<Run> => {
  await until(async () => (await findRun(pool, runId))?.status !== 'running', patience);
  return (await findRun(pool, runId)) ?? fail('the run is gone');
};

const NOBODY_LEAVES = new AbortController().signal;
const AT_ONCE = 3;

/** What the engine does, without its timers and without a queue in between. */
const workUntilClosed = async (run: Run, { context, clock }: { readonly context: Context; readonly clock: Clock }): Promise<Run> => {
  for (;;) {
    await performReady(context);
    await moveOn(run.runId, context.pool);
    const now = (await findRun(context.pool, run.runId)) ?? fail('the run is gone');
    if (now.status !== 'running') return now;
    if (!(await hasReady(context)) && !(await passTime(context, clock)))
      fail(`nothing is left to do, and ${run.runId} is in phase ${now.phase}`);
  }
};

/** Everything whose time has come, several at once, until nothing is left or under way. */
export const performReady = async (context: Context): Promise<void> => {
  const underWay = new Set<Promise<void>>();
  const begin = (ref: AttemptRef): void => {
    const performed = performUnit(ref, context, NOBODY_LEAVES).finally(() => underWay.delete(performed));
    underWay.add(performed);
  };
  for (;;) {
    const ready = await takeForRelay(context.pool, AT_ONCE - underWay.size);
    for (const ref of ready) begin(ref);
    if (underWay.size === 0) return;
    if (ready.length === 0 || underWay.size === AT_ONCE) await Promise.race(underWay);
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
