/** Nights in a row on one server, each on a database of its own with a plan of its own, each compared with an undisturbed one of the same city and date. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { readConfig } from '../../../src/config.ts';
import { orElse } from '../../../src/context/closers.ts';
import { openContext } from '../../../src/context.ts';
import { addDays, type Day } from '../../../src/domain/period.ts';
import { buildCity } from '../../../src/sandbox/city/city.ts';
import { processesOf } from '../../journeys/huzheng.ts';
import { REDIS_SERVER, startRedis } from '../../redis/redis-server.ts';
import { openCluster } from './cluster.ts';
import { complaintsAbout, type Facts, factsOf } from './facts.ts';
import { type Kept, openPlace, type Place } from './place.ts';
import type { Blow, Night, Plan } from './plan.ts';
import { strike } from './strike.ts';
import { gather, offsetTo, type Troupe } from './troupe.ts';

export interface City {
  readonly members: number;
  readonly seed: number;
  readonly date: Day;
}

export interface Played {
  readonly plan: Plan;
  readonly facts: Facts;
  /** Empty: as it should be. */
  readonly complaints: readonly string[];
  /** Whose moment never came: the night was over. */
  readonly missed: number;
  readonly seconds: number;
}

export interface Series {
  /** False: nights planned on Redis are played on PostgreSQL. */
  readonly hasRedis: boolean;
  readonly undisturbed: Readonly<Record<Night, Facts>>;
  readonly play: (plan: Plan) => Promise<Played>;
  readonly close: () => Promise<void>;
}

const undisturbed = (night: Night): Plan => ({ seed: 0, night, queue: 'postgres', cast: ['reconcile'], windows: [], blows: [] });

export const openSeries = async (city: City): Promise<Series> => {
  const folder = await mkdtemp(join(tmpdir(), 'huzheng-mishaps-'));
  const cluster = await openCluster();
  const redis = REDIS_SERVER === null ? null : await startRedis();
  let nights = 0;
  const play = async (plan: Plan, { after, expected, keep }: Playing): Promise<Counted> => {
    nights += 1;
    const home = join(folder, String(nights));
    const grounds = { cluster, database: `night_${nights}`, home, after, redis: plan.queue === 'redis' ? redis : null };
    const nightly = { ...city, date: plan.night === 'first' ? city.date : addDays(city.date, 1) };
    const place = await openPlace(grounds, { ...nightly, faults: plan.windows });
    try {
      const played = await playAt(place, { plan, city: nightly, expected });
      return { ...played, kept: keep ? await place.keep(folder) : null };
    } finally {
      await place.close();
      await rm(home, { recursive: true, force: true });
    }
  };
  const close = async (): Promise<void> => {
    await redis?.stop();
    await cluster.close();
    await rm(folder, { recursive: true, force: true });
  };
  return orElse(async () => {
    const first = await play(undisturbed('first'), { after: null, expected: null, keep: true });
    const ordinary = await play(undisturbed('ordinary'), { after: first.kept, expected: null, keep: false });
    const expected = { first, ordinary };
    return {
      hasRedis: redis !== null,
      undisturbed: { first: first.facts, ordinary: ordinary.facts },
      play: (plan) => play(plan, { after: plan.night === 'first' ? null : first.kept, expected: expected[plan.night], keep: false }),
      close,
    };
  }, close);
};

interface Playing {
  readonly after: Kept | null;
  /** Null: nobody knows yet what it should come to. */
  readonly expected: Counted | null;
  readonly keep: boolean;
}

interface Counted extends Played {
  readonly calls: number;
  readonly kept: Kept | null;
}

/** From the last mishap on: then a night that is not over hangs. */
const ENDS_WITHIN_MS = 120_000;
/** An authority that answered empty is asked again by each. */
const MOST_RECONCILIATIONS = 8;

interface Acting {
  readonly plan: Plan;
  /** On the date of the night. */
  readonly city: City;
  readonly expected: Counted | null;
}

const playAt = async (place: Place, { plan, city, expected }: Acting): Promise<Omit<Counted, 'kept'>> => {
  const from = performance.now();
  const troupe = gather(place, city.date);
  await place.setClock('hour', offsetTo(city.date));
  for (const role of plan.cast) void troupe.start(role);
  const watch = watching(place, city.date);
  try {
    const struck = await strikeAll(plan.blows, { place, troupe, watch, calls: expected?.calls ?? 0 });
    const hung = await watch.over(ENDS_WITHIN_MS);
    const lasting = hung ? [`it hung: ${troupe.said().slice(-500)}`] : await finish(troupe, watch);
    const parting = await troupe.leave();
    const left = await processesOf(place.home);
    const facts = await gathered(place, city.date);
    const named = await namedIn(`${troupe.said()}${await logsOf(place)}`, city);
    const complaints = [
      ...struck.complaints,
      ...lasting,
      ...parting,
      ...left.map((process) => `still runs: ${process}`),
      ...(named === 0 ? [] : [`${named} people are named in what was said`]),
      ...complaintsAbout(facts, expected?.facts ?? facts, plan.blows.some(({ mishap }) => mishap.kind === 'clock') ? ['clock-skew'] : []),
    ];
    return { plan, facts, complaints, missed: struck.missed, seconds: (performance.now() - from) / 1_000, calls: place.calls() };
  } finally {
    await troupe.leave();
  }
};

interface Watch {
  readonly status: () => Promise<string | null>;
  readonly isOver: () => Promise<boolean>;
  /** True: it was not over within the time. */
  readonly over: (withinMs: number) => Promise<boolean>;
}

/** Looks at the run past every wire; while the database is away it is not over. */
const watching = ({ cluster, database }: Place, date: Day): Watch => {
  const ask = async (): Promise<string | null> => {
    const client = new pg.Client({ connectionString: cluster.urlOf(database), connectionTimeoutMillis: 2_000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      const { rows } = await client.query<{ status: string }>('select status from run where date = $1 order by ordinal desc limit 1', [
        date,
      ]);
      return rows[0]?.status ?? null;
    } catch {
      return null;
    } finally {
      await client.end().catch(() => undefined);
    }
  };
  const isOver = async (): Promise<boolean> => !['running', null].includes(await ask());
  const over = async (withinMs: number): Promise<boolean> => {
    const giveUpAt = performance.now() + withinMs;
    while (!(await isOver())) {
      if (performance.now() > giveUpAt) return true;
      await sleep(100);
    }
    return false;
  };
  return { status: ask, isOver, over };
};

interface Striking {
  readonly place: Place;
  readonly troupe: Troupe;
  readonly watch: Watch;
  /** Of an undisturbed night. */
  readonly calls: number;
}

/** All of them, each at its moment, also while others last. */
const strikeAll = async (
  blows: readonly Blow[],
  { place, troupe, watch, calls }: Striking,
): Promise<{ readonly complaints: readonly string[]; readonly missed: number }> => {
  let last: Promise<unknown> = Promise.resolve();
  const alone = <T>(act: () => Promise<T>): Promise<T> => {
    const done = last.then(act);
    last = done.catch(() => undefined);
    return done;
  };
  const outcomes = await Promise.all(
    blows.map(async ({ at, mishap }) => {
      if (!(await come(Math.floor(at.share * calls), { place, watch }))) return null;
      await sleep(at.afterMs);
      return strike(mishap, { place, troupe, alone });
    }),
  );
  return { complaints: outcomes.flatMap((outcome) => outcome ?? []), missed: outcomes.filter((outcome) => outcome === null).length };
};

/** False: the night was over before that many calls. */
const come = async (calls: number, { place, watch }: Pick<Striking, 'place' | 'watch'>): Promise<boolean> => {
  for (let looks = 1; place.calls() < calls; looks += 1) {
    await sleep(10);
    if (looks % 50 === 0 && (await watch.isOver())) return false;
  }
  return true;
};

/** What was missing is asked for again, as an operator would by the same command. */
const finish = async (troupe: Troupe, watch: Watch): Promise<readonly string[]> => {
  for (let times = 0; times < MOST_RECONCILIATIONS; times += 1) {
    if ((await watch.status()) === 'completed') return [];
    await troupe.start('reconcile');
  }
  return [`not completed after ${MOST_RECONCILIATIONS} more reconciliations`];
};

const gathered = async ({ own, sandbox }: Place, date: Day): Promise<Facts> => {
  const context = await openContext(readConfig({ ...own, HUZHENG_LOG_LEVEL: 'error' }, { mode: 'tool' }));
  return factsOf(context, sandbox, date).finally(context.close);
};

const logsOf = ({ home }: Place): Promise<string> => readFile(join(home, 'logs', 'huzheng.log'), 'utf8').catch(() => '');

/** How many people of the city, members or not, are named or numbered in it. */
const namedIn = async (text: string, city: City): Promise<number> =>
  buildCity(city).people.filter(({ name, idNumber }) => text.includes(idNumber.slice(0, 17)) || text.includes(name)).length;
