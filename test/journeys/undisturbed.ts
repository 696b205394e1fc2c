/**
 * The night of the city in which nothing goes wrong: what every disturbed one has to come to. Worked once for a whole run of the tests, by
 * whichever journey asks first; the others wait for it.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { expect, inject } from 'vitest';
import { attachTestServer } from '../support/database.ts';
import { expectDone, openStage, START, takenApplications } from './stage.ts';

export interface Undisturbed {
  readonly digest: string;
  readonly applications: readonly string[];
}

/** For it and for waiting for it, on a machine that has others to serve. */
export const UNDISTURBED_WITHIN_MS = 240_000;
const LOCK = 7_261_904;

export const undisturbedNight = async (): Promise<Undisturbed> => {
  const server = await attachTestServer();
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    return (await kept()) ?? (await keep(await work()));
  } finally {
    await client.end();
    await server.detach();
  }
};

/** Not kept from run to run: the next may be of other sources. */
const file = (): string => join(inject('sharedFolder'), 'undisturbed.json');

const kept = async (): Promise<Undisturbed | null> => {
  const text = await readFile(file(), 'utf8').catch(() => null);
  return text === null ? null : (JSON.parse(text) as Undisturbed);
};

const keep = async (night: Undisturbed): Promise<Undisturbed> => {
  await writeFile(file(), JSON.stringify(night));
  return night;
};

const work = async (): Promise<Undisturbed> => {
  const stage = openStage();
  try {
    const home = await stage.home();
    // On the queue in the database, wherever that of the asking suite is: they come to the same.
    const { resultDigest: digest = '' } = await expectDone(await stage.run(START, { home, environment: { REDIS_URL: '' } }), home);
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
    return { digest, applications: await takenApplications(home) };
  } finally {
    await stage.clear();
  }
};
