/** Making, starting and mending the server on one data folder. Call everything here under the lock. */
import { chown, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { SECOND } from '../../domain/period.ts';
import { homeFault } from '../../security/home.ts';
import { run } from './account.ts';
import type { Binaries } from './binaries.ts';
import type { Connection } from './connection.ts';
import type { Place } from './place.ts';
import { disownPid, postmasterOf, stopPostmaster } from './postmaster.ts';
import { serverFault } from './server-faults.ts';
import { HBA, postgresqlConf } from './server-settings.ts';
import type { EmbeddedTools } from './tools.ts';

export interface Server {
  readonly place: Place;
  /** Its port is where it listened last. */
  readonly connection: Connection;
  /** Looked for when first needed: a server that runs needs none. */
  readonly programs: () => Promise<Binaries>;
  readonly tools: EmbeddedTools;
}

export const isMade = ({ data }: Place): Promise<boolean> =>
  stat(join(data, 'PG_VERSION')).then(
    () => true,
    () => false,
  );

/** Made aside and renamed: a data folder that is there is whole, also when we are killed halfway. */
export const make = async ({ place, connection, programs }: Server): Promise<void> => {
  const draft = join(place.folder, 'data.new');
  const passwordFile = join(place.folder, 'password');
  const { initdb } = await programs();
  await rm(draft, { recursive: true, force: true });
  try {
    await writeOwned(place, passwordFile, connection.password);
    const made = await run(initdb, [...INITDB, '-D', draft, '-U', connection.user, `--pwfile=${passwordFile}`], place);
    if (!made.ok) throw serverFault(made.said, place.folder);
    await rename(draft, place.data);
  } finally {
    await rm(passwordFile, { force: true });
    await rm(draft, { recursive: true, force: true });
  }
};

const INITDB = [
  '--encoding=UTF8',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  '--locale=C',
  '--auth=scram-sha-256',
  '--no-instructions',
];

/**
 * Tries other ports while one is taken, and waits for what a killed server left in memory: at its own port, which is all that those who were connected to it
 * know. Answers the port.
 */
export const start = async ({ place, connection, programs, tools }: Server): Promise<number> => {
  const deadline = tools.now() + 30 * SECOND;
  const { pgCtl } = await programs();
  await disownPid(place.data);
  await makeRoomInLog(place);
  let preferred = connection.port;
  for (;;) {
    const port = await freePort(preferred);
    const said = await startOn(port, place, pgCtl);
    if (said === null) return port;
    const isTaken = TAKEN.test(said);
    if (!(isTaken || STILL_HELD.test(said)) || tools.now() > deadline) throw serverFault(said, place.folder);
    if (isTaken) preferred = 0;
    await tools.sleep(100);
  }
};

/** Another program was faster to the port. */
const TAKEN = /could not bind|could not create any TCP\/IP sockets/;
/** The children of a killed server have not noticed yet. */
const STILL_HELD = /pre-existing shared memory block/;

/** Null: it runs and takes connections. Else what it said. */
const startOn = async (port: number, place: Place, pgCtl: string): Promise<string | null> => {
  await writeOwned(place, join(place.data, 'postgresql.conf'), postgresqlConf(port));
  await writeOwned(place, join(place.data, 'pg_hba.conf'), HBA);
  const before = await sizeOf(place.log);
  const started = await run(pgCtl, ['start', '--wait', '--timeout=60', '--silent', '-D', place.data, '-l', place.log], place);
  // Slow is not failed: after a crash it may still be recovering.
  if (started.ok || (await postmasterOf(place.data)) !== null) return null;
  return (await addedTo(place.log, before)) || started.said;
};

/** Sets the password anew where `connection.json` was lost: without the server, as only the owner of the data can. */
export const resetPassword = async ({ place, connection, programs, tools }: Server): Promise<void> => {
  const { postgres } = await programs();
  await stopPostmaster(place.data, tools);
  await disownPid(place.data);
  const statement = `alter role ${connection.user} password '${connection.password}'\n`;
  const done = await run(postgres, ['--single', '-D', place.data, 'postgres'], { account: place.account, input: statement });
  if (!done.ok) throw serverFault(done.said, place.folder);
};

/** The port if it can be had, else any. */
const freePort = (preferred: number): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error) => (preferred === 0 ? reject(error) : resolve(freePort(0))));
    probe.listen(preferred, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : preferred));
    });
  });

const writeOwned = async ({ account, folder }: Place, path: string, text: string): Promise<void> => {
  try {
    await writeFile(path, text, { mode: 0o600 });
    if (account !== null) await chown(path, account.uid, account.gid);
  } catch (thrown) {
    throw homeFault(folder, thrown);
  }
};

const LARGEST_LOG = 1024 * 1024;

const makeRoomInLog = async ({ log }: Place): Promise<void> => {
  if ((await sizeOf(log)) > LARGEST_LOG) await rename(log, `${log}.1`);
};

const sizeOf = (path: string): Promise<number> =>
  stat(path).then(
    ({ size }) => size,
    () => 0,
  );

const addedTo = async (log: string, from: number): Promise<string> => {
  if ((await sizeOf(log)) <= from) return '';
  return (await readFile(log)).subarray(from).toString();
};
