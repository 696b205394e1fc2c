/** Looks at the run of a date, past every wire: whoever plays a night has to know whether it is over. */
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Day } from '../../../src/domain/period.ts';
import type { Place } from './place.ts';

export interface Watch {
  /** Of the date's latest run; null: there is none, or the database is away. */
  readonly status: () => Promise<string | null>;
  readonly isOver: () => Promise<boolean>;
  /** True: it was not over within the time. */
  readonly over: (withinMs: number) => Promise<boolean>;
}

/** While the database is away a night is not over. */
export const watching = ({ cluster, database }: Place, date: Day): Watch => {
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
