/** What several test files need and what takes long to make: made once for a whole run of the tests, by whoever asks first; the others wait for it. */
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { inject } from 'vitest';
import { attachTestServer } from './database.ts';

/** Not kept from run to run: the next may be of other sources. */
export const onceForAll = async <T>(name: string, make: () => Promise<T>): Promise<T> => {
  const server = await attachTestServer();
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [createHash('sha256').update(name).digest().readInt32BE()]);
    const file = join(inject('sharedFolder'), `${name}.json`);
    const kept = await readFile(file, 'utf8').catch(() => null);
    if (kept !== null) return JSON.parse(kept) as T;
    const made = await make();
    await writeFile(file, JSON.stringify(made));
    return made;
  } finally {
    await client.end();
    await server.detach();
  }
};
