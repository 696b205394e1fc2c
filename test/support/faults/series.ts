/** Nights in a row on one server, each on a database of its own with a plan of its own, each compared with an undisturbed one of the same city and date. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { type Closers, closers, orElse } from '../../../src/context/closers.ts';
import { addDays, type Day } from '../../../src/domain/period.ts';
import { buildCity } from '../../../src/sandbox/city/city.ts';
import { REDIS_SERVER, type RedisServer, startRedis } from '../../redis/redis-server.ts';
import { type Cluster, openCluster } from './cluster.ts';
import type { Facts } from './facts.ts';
import { type Played, playAt } from './night.ts';
import { type Kept, openPlace } from './place.ts';
import type { Night, Plan } from './plan.ts';

export interface CityOptions {
  readonly members: number;
  readonly seed: number;
  readonly date: Day;
}

export interface Series {
  /** False: nights planned on Redis are played on PostgreSQL. */
  readonly hasRedis: boolean;
  readonly undisturbed: Readonly<Record<Night, Facts>>;
  readonly play: (plan: Plan) => Promise<Played>;
  readonly close: () => Promise<void>;
}

const undisturbed = (night: Night): Plan => ({ seed: 0, night, queue: 'postgres', cast: ['reconcile'], windows: [], blows: [] });

export const openSeries = async (city: CityOptions): Promise<Series> => {
  // What it refuses is refused before anything is up.
  const { people } = buildCity(city);
  const opened = closers((fault) => process.stderr.write(`${inspect(fault)}\n`));
  return orElse(async () => seriesIn(await roomsOf(opened), { city, people, close: opened.close }), opened.close);
};

interface Rooms {
  readonly folder: string;
  readonly cluster: Cluster;
  readonly redis: RedisServer | null;
}

const roomsOf = async (opened: Closers): Promise<Rooms> => {
  const folder = await mkdtemp(join(tmpdir(), 'huzheng-mishaps-'));
  opened.add(() => rm(folder, { recursive: true, force: true }));
  const cluster = await openCluster();
  opened.add(() => cluster.close());
  if (REDIS_SERVER === null) return { folder, cluster, redis: null };
  const redis = await startRedis();
  opened.add(() => redis.stop());
  return { folder, cluster, redis };
};

interface InCity {
  readonly city: CityOptions;
  readonly people: ReturnType<typeof buildCity>['people'];
  readonly close: () => Promise<void>;
}

const seriesIn = async ({ folder, cluster, redis }: Rooms, { city, people, close }: InCity): Promise<Series> => {
  let nights = 0;
  const play = async (plan: Plan, { after, expected, keep }: Playing): Promise<Counted> => {
    nights += 1;
    const home = join(folder, String(nights));
    const grounds = { cluster, database: `night_${nights}`, home, after, redis: plan.queue === 'redis' ? redis : null };
    const nightly = { ...city, date: plan.night === 'first' ? city.date : addDays(city.date, 1) };
    const place = await openPlace(grounds, { ...nightly, faults: plan.windows });
    try {
      const played = await playAt(place, { plan, date: nightly.date, people, expected });
      return { ...played, kept: keep ? await place.keep(folder) : null };
    } finally {
      await place.close();
      await rm(home, { recursive: true, force: true });
    }
  };
  const first = await play(undisturbed('first'), { after: null, expected: null, keep: true });
  const ordinary = await play(undisturbed('ordinary'), { after: first.kept, expected: null, keep: false });
  const expected = { first, ordinary };
  return {
    hasRedis: redis !== null,
    undisturbed: { first: first.facts, ordinary: ordinary.facts },
    play: (plan) => play(plan, { after: plan.night === 'first' ? null : first.kept, expected: expected[plan.night], keep: false }),
    close,
  };
};

interface Playing {
  readonly after: Kept | null;
  /** Null: nobody knows yet what it should come to. */
  readonly expected: Counted | null;
  readonly keep: boolean;
}

interface Counted extends Played {
  readonly kept: Kept | null;
}
