/**
 * The embedded PostgreSQL: a real server that outlives any one of our processes. It is started in a session of its own, shared by all
 * processes of one home, taken over when its starter was killed, and stopped by the last one out.
 */
import { MINUTE } from '../../domain/period.ts';
import { Fault } from '../../faults.ts';
import { ensureHome } from '../../security/home.ts';
import { countAttached, enter, leave } from './attached.ts';
import { type Binaries, binariesFor } from './binaries.ts';
import { answers, type Connection, newConnection, readConnection, urlOf, writeConnection } from './connection.ts';
import { underLock } from './lock.ts';
import { orphansOf, type Place, placeOf } from './place.ts';
import { postmasterOf, stopPostmaster } from './postmaster.ts';
import { isMade, make, resetPassword, start } from './server.ts';
import { type EmbeddedTools, until } from './tools.ts';

export interface Embedded {
  readonly url: string;
  /** `started`: it was not running. `adopted`: a leftover of processes that were killed. `joined`: others use it too. */
  readonly state: 'started' | 'adopted' | 'joined';
  /** Leaves; the last one out stops the server and waits for it. Once only, however often it is called. */
  readonly detach: () => Promise<void>;
}

/** Brings up, or joins, the server of a home folder. Throws a `Fault` of one line that says what to do. */
export const attachEmbedded = async (home: string, tools: EmbeddedTools): Promise<Embedded> => {
  await ensureHome(home);
  return underLock(home, tools, async () => {
    const others = await countAttached(home);
    const place = await placeOf(home, tools);
    const found = (await postmasterOf(place.data)) !== null;
    const connection = await bringUp(home, place, tools);
    const name = await enter(home, tools);
    const state = !found ? 'started' : others === 0 ? 'adopted' : 'joined';
    return { url: urlOf(connection), state, detach: once(() => detach(home, name, tools)) };
  });
};

const detach = (home: string, name: string, tools: EmbeddedTools): Promise<void> =>
  underLock(home, tools, async () => {
    await leave(home, name);
    if ((await countAttached(home)) === 0) await stopPostmaster((await placeOf(home, tools)).data, tools);
  });

const once = (act: () => Promise<void>): (() => Promise<void>) => {
  let done: Promise<void> | null = null;
  return () => (done ??= act());
};

/** A server that answers, and the way to it, written down. */
const bringUp = async (home: string, place: Place, tools: EmbeddedTools): Promise<Connection> => {
  const binaries = lazily(() => binariesFor(place.account, tools));
  const known = await readConnection(home);
  const connection = known ?? newConnection(tools);
  if (known === null) await prepare(home, place, binaries, connection, tools);
  else if (!(await isMade(place))) await make(place, await binaries(), connection);
  const reached = await until(tools, { withinMs: 2 * MINUTE, everyMs: 50 }, () => reach(place, binaries, connection, tools));
  if (reached === null) throw new Fault('busy', { code: 'database-not-answering', detail: `The embedded PostgreSQL in ${place.folder} does not answer; see server.log there.` });
  if (reached.port !== known?.port) await writeConnection(home, reached);
  return reached;
};

const lazily = <T>(make: () => Promise<T>): (() => Promise<T>) => {
  let made: Promise<T> | null = null;
  return () => (made ??= make());
};

/** The first time here, or `connection.json` was lost: the password is ours to set. Written down last, so that a half-done step is done again. */
const prepare = async (home: string, place: Place, binaries: () => Promise<Binaries>, connection: Connection, tools: EmbeddedTools): Promise<void> => {
  for (const orphan of await orphansOf(place)) await stopPostmaster(orphan, tools);
  if (await isMade(place)) await resetPassword(place, await binaries(), connection, tools);
  else await make(place, await binaries(), connection);
  await writeConnection(home, connection);
};

/** Where the server answers; starts it if none runs. Null: it is there and does not answer yet. */
const reach = async (place: Place, binaries: () => Promise<Binaries>, connection: Connection, tools: EmbeddedTools): Promise<Connection | null> => {
  const running = await postmasterOf(place.data);
  const port = running === null ? await start(place, await binaries(), connection.port, tools) : running.port;
  const at = { ...connection, port };
  switch (port === 0 ? 'no' : await answers(at, place.data)) {
    case 'yes':
      return at;
    case 'no':
      return null;
    case 'wrong-password':
      await resetPassword(place, await binaries(), connection, tools);
      return null;
  }
};
