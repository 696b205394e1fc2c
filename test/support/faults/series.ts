/** Nights in a row on one server, each on a database of its own with a plan of its own, each compared with an undisturbed one of the same city and date. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { orElse } from '../../../src/context/closers.ts';
import { addDays, type Day } from '../../../src/domain/period.ts';
import { buildCity } from '../../../src/sandbox/city/city.ts';
import { REDIS_SERVER, startRedis } from '../../redis/redis-server.ts';
import { openCluster } from './cluster.ts';
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
  const folder = await mkdtemp(join(tmpdir(), 'huzheng-mishaps-'));
  const cluster = await openCluster();
  const redis = REDIS_SERVER === null ? null : await startRedis();
  const { people } = buildCity(city);
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
  readonly kept: Kept | null;
}
