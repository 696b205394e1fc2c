/** Locks that live as long as the process that holds them: a session of their own, so that a crash releases them. */
import pg from 'pg';

export interface HeldLock {
  readonly release: () => Promise<void>;
}

/** Null: somebody else holds it. */
export const holdLock = async (connectionString: string, name: string): Promise<HeldLock | null> => {
  const client = new pg.Client({ connectionString, application_name: 'huzheng-lock', keepAlive: true });
  // A lost session loses the lock; the fence around every save still refuses whoever was overtaken.
  client.on('error', () => undefined);
  await client.connect();
  const { rows } = await client.query<{ held: boolean }>(`select pg_try_advisory_lock(hashtextextended($1, 0)) as held`, [name]);
  if (rows[0]?.held !== true) {
    await client.end();
    return null;
  }
  return { release: () => client.end() };
};
