/** Does to a night what a plan says, and undoes it: each mishap lasts as long as it says, and is over when its promise resolves. */
import { setTimeout as sleep } from 'node:timers/promises';
import { openPostgresQueue } from '../../../src/jobs/postgres-queue.ts';
import { huzheng } from '../../journeys/huzheng.ts';
import type { Place } from './place.ts';
import type { Mishap } from './plan.ts';
import type { Troupe } from './troupe.ts';

export interface Struck {
  readonly place: Place;
  readonly troupe: Troupe;
  /** One at a time for the database: who is down cannot be stopped. */
  readonly alone: <T>(act: () => Promise<T>) => Promise<T>;
}

/** What did not go as it should while it lasted. */
export const strike = async (mishap: Mishap, { place, troupe, alone }: Struck): Promise<readonly string[]> => {
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
  const queue = openPostgresQueue(cluster.urlOf(database));
  await queue.wipe().finally(queue.close);
};

const deploy = async ({ home, own }: Place, troupe: Troupe): Promise<readonly string[]> => {
  const { code, stderr } = await huzheng(['migrate'], { home, environment: own });
  await troupe.renew();
  return code === 0 ? [] : [`migrate ended with ${code}: ${stderr}`];
};
