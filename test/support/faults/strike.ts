/** Does to a night what a plan says, when it says so, and undoes it: all is mended when the promise resolves. */
import { setTimeout as sleep } from 'node:timers/promises';
import { openPostgresQueue } from '../../../src/jobs/postgres-queue.ts';
import { huzheng } from '../../journeys/huzheng.ts';
import type { Place } from './place.ts';
import type { Blow, Mishap } from './plan.ts';
import type { Troupe } from './troupe.ts';
import type { Watch } from './watch.ts';

export interface Striking {
  readonly place: Place;
  readonly troupe: Troupe;
  readonly watch: Watch;
  /** Of an undisturbed night. */
  readonly calls: number;
}

/** All of them, each at its moment, also while others last. */
export const strikeAll = async (
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

interface Struck {
  readonly place: Place;
  readonly troupe: Troupe;
  /** One at a time for the database: who is down cannot be stopped. */
  readonly alone: <T>(act: () => Promise<T>) => Promise<T>;
}

/** What did not go as it should while it lasted. */
const strike = async (mishap: Mishap, { place, troupe, alone }: Struck): Promise<readonly string[]> => {
  switch (mishap.kind) {
    case 'kill':
      troupe.kill(mishap.role);
      return [];
    case 'terminate':
      troupe.terminate(mishap.role);
      return [];
    case 'second':
      void troupe.start(mishap.role);
      return [];
    case 'cut': {
      const wire = place.wires[mishap.off];
      wire.cut(mishap.how);
      await sleep(mishap.forMs);
      wire.mend();
      return [];
    }
    case 'nonsense':
      place.goBetween[mishap.source].spoil(mishap.how, mishap.answers);
      return [];
    case 'clock':
      await place.setClock('everyone', mishap.byMs);
      await sleep(mishap.forMs);
      await place.setClock('everyone', 0);
      return [];
    case 'database':
      await alone(() => (mishap.how === 'full' ? fill(place, mishap.forMs) : away(place, mishap.how, mishap.forMs)));
      return [];
    case 'sessions':
      await alone(() => place.cluster.throwOut(place.database));
      return [];
    case 'queue':
      await alone(() => loseQueue(place, mishap));
      return [];
    case 'deploy':
      return alone(() => deploy(place, troupe));
  }
};

const away = async ({ cluster }: Place, how: Parameters<Place['cluster']['end']>[0], forMs: number): Promise<void> => {
  await cluster.end(how);
  await sleep(forMs);
  await cluster.start();
};

/** PostgreSQL may give up meanwhile: it is started again once there is room. */
const fill = async ({ cluster }: Place, forMs: number): Promise<void> => {
  if (cluster.disk === null) return;
  await cluster.disk.fill();
  await sleep(forMs);
  await cluster.disk.free();
  await cluster.start();
};

const loseQueue = async ({ cluster, database, redis }: Place, { how, forMs }: Extract<Mishap, { kind: 'queue' }>): Promise<void> => {
  if (redis !== null && how === 'wiped') return void (await redis.client.flushall());
  if (redis !== null) {
    await redis.kill();
    await sleep(forMs);
    return redis.start();
  }
  const queue = openPostgresQueue({ connectionString: cluster.urlOf(database) });
  try {
    await queue.wipe();
  } finally {
    await queue.close();
  }
};

const deploy = async ({ home, own }: Place, troupe: Troupe): Promise<readonly string[]> => {
  const { code, stderr } = await huzheng(['migrate'], { home, environment: own });
  await troupe.renew();
  return code === 0 ? [] : [`migrate ended with ${code}: ${stderr}`];
};
