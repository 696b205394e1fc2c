/** A look into the queue past its own doors, and a hand in it: what a broken connection leaves there cannot be asked for. */
import { Redis } from 'ioredis';
import type { Context } from '../../src/context.ts';
import { QUEUE_NAME } from '../../src/jobs/bullmq.ts';
import { REDIS_URL } from './queue-place.ts';

export interface QueueInsides {
  /** Whatever waits, given to a worker that will not hear of it. */
  readonly giveAway: () => Promise<void>;
  /** Ids of the jobs it holds for a unit. */
  readonly jobsFor: (workId: string) => Promise<readonly string[]>;
  readonly forget: (workId: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

export const insidesOf = async (context: Pick<Context, 'pool'>): Promise<QueueInsides> =>
  REDIS_URL === null ? inDatabase(context) : onRedis(REDIS_URL, await installationIn(context));

const inDatabase = ({ pool }: Pick<Context, 'pool'>): QueueInsides => ({
  giveAway: async () => void (await pool.query(`update bullmq.job set state = 'active', lock_token = 'nobody', locked_until_ms = 0`)),
  jobsFor: async (workId) =>
    (await pool.query<{ id: string }>(`select id from bullmq.job where data ->> 'workId' = $1`, [workId])).rows.map(({ id }) => id),
  forget: async (workId) => void (await pool.query(`delete from bullmq.job where data ->> 'workId' = $1`, [workId])),
  close: () => Promise.resolve(),
});

const onRedis = (url: string, installation: string): QueueInsides => {
  const client = new Redis(url);
  const key = (name: string): string => `{huzheng-${installation}}:${QUEUE_NAME}:${name}`;
  const idsFor = async (workId: string): Promise<readonly string[]> =>
    (await client.keys(key(`*-${workId}-g*`))).filter((found) => !found.endsWith(':lock')).map((found) => found.slice(key('').length));
  return {
    giveAway: async () => {
      while ((await client.lmove(key('wait'), key('active'), 'RIGHT', 'LEFT')) !== null);
    },
    jobsFor: idsFor,
    forget: async (workId) => {
      for (const id of await idsFor(workId)) {
        for (const list of ['wait', 'active']) await client.lrem(key(list), 0, id);
        await client.del(key(id), key(`${id}:lock`));
      }
    },
    close: async () => client.disconnect(),
  };
};

const installationIn = async ({ pool }: Pick<Context, 'pool'>): Promise<string> => {
  const { rows } = await pool.query<{ value: Buffer }>(`select value from setting where name = 'installation'`);
  return rows[0]?.value.toString() ?? '';
};
