/** Locks that live as long as the process that holds them: a session of their own, so that a crash releases them. */
import pg from 'pg';
import { ASKED_AFTER_SILENCE, type Line } from './line.ts';

export interface HeldLock {
  readonly release: () => Promise<void>;
}

/** `lost` is called when a session ends, and its locks with it. Of one that never came about only whoever asked for it is told. */
export const openLockSession = async (line: Line, lost: (session: pg.Client) => void = () => undefined): Promise<pg.Client> => {
  const client = new pg.Client({ ...line, application_name: 'huzheng-lock', keepAlive: true, options: ASKED_AFTER_SILENCE });
  // A lost session loses the lock; the fence around every save still refuses whoever was overtaken.
  client.on('error', () => undefined);
  await client.connect();
  client.on('end', () => lost(client));
  return client;
};

/** Null: somebody else holds it. */
export const holdLock = async (line: Line, name: string): Promise<HeldLock | null> => {
  const client = await openLockSession(line);
  const { rows } = await client.query<{ held: boolean }>(`select pg_try_advisory_lock(hashtextextended($1, 0)) as held`, [name]);
  if (rows[0]?.held !== true) {
    await client.end();
    return null;
  }
  return { release: () => client.end() };
};
