/**
 * The embedded PostgreSQL: a real server that outlives any one of our processes. It is started in a session of its own, shared by all
 * processes of one home, taken over when its starter was killed, and stopped by the last one out.
 */
import { MINUTE } from '../../domain/period.ts';
import { Fault } from '../../faults.ts';
import { lazily } from '../../remember.ts';
import { ensureHome } from '../../security/home.ts';
import { countAttached, enter, leave } from './attached.ts';
import { binariesFor } from './binaries.ts';
import { answers, type Connection, newConnection, readConnection, urlOf, writeConnection } from './connection.ts';
import { underLock } from './lock.ts';
import { orphansOf, type Place, placeOf } from './place.ts';
import { postmasterOf, stopPostmaster } from './postmaster.ts';
import { isMade, make, resetPassword, type Server, start } from './server.ts';
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
    const { connection, started, name } = await entered(home, place, { others, tools });
    return { url: urlOf(connection), state: stateOf(started, others), detach: lazily(() => detach(home, name, tools)) };
  });
};

interface Entering {
  readonly others: number;
  readonly tools: EmbeddedTools;
}

/** In, by name; or nothing of ours is left running: a disk may be full only when the server already is up. */
const entered = async (home: string, place: Place, { others, tools }: Entering): Promise<Reached & { readonly name: string }> => {
  try {
    return { ...(await bringUp(home, place, tools)), name: await enter(home, tools) };
  } catch (thrown) {
    if (others === 0) await stopPostmaster(place.data, tools);
    throw thrown;
  }
};

const stateOf = (started: boolean, others: number): Embedded['state'] => {
  if (started) return 'started';
  return others === 0 ? 'adopted' : 'joined';
};

const detach = (home: string, name: string, tools: EmbeddedTools): Promise<void> =>
  underLock(home, tools, async () => {
    await leave(home, name);
    if ((await countAttached(home)) === 0) await stopPostmaster((await placeOf(home, tools)).data, tools);
  });

interface Reached {
  readonly connection: Connection;
  readonly started: boolean;
}

/** A server that answers, and the way to it, written down. */
const bringUp = async (home: string, place: Place, tools: EmbeddedTools): Promise<Reached> => {
  const known = await readConnection(home);
  const server: Server = {
    place,
    connection: known ?? newConnection(tools),
    programs: lazily(() => binariesFor(place.account, tools)),
    tools,
  };
  if (!(await isMade(place))) await make(server);
  else if (known === null) await resetPassword(server);
  if (known === null) await settle(home, server);
  const reached = await reach(server);
  if (reached.connection.port !== known?.port) await writeConnection(home, reached.connection);
  return reached;
};

/** The first time here. The way in is written down last, so that whoever is killed before it does it all again. */
const settle = async (home: string, { place, connection, tools }: Server): Promise<void> => {
  for (const orphan of await orphansOf(place)) await stopPostmaster(orphan, tools);
  await writeConnection(home, connection);
};

/** Asks the server until it answers; starts it where none runs, also one that dies under us (a killed one is seen for a moment longer). */
const reach = async (server: Server): Promise<Reached> => {
  const { place, connection, tools } = server;
  let started = false;
  const port = await until(tools, { withinMs: 2 * MINUTE, everyMs: 50 }, async () => {
    const running = await postmasterOf(place.data);
    started ||= running === null;
    const at = running?.port ?? (await start(server));
    const answer = at === 0 ? 'no' : await answers({ ...connection, port: at }, place.data);
    if (answer === 'wrong-password') await resetPassword(server);
    return answer === 'yes' ? at : null;
  });
  if (port === null) throw notAnswering(place);
  return { connection: { ...connection, port }, started };
};

const notAnswering = ({ folder }: Place): Fault =>
  new Fault('busy', {
    code: 'database-not-answering',
    detail: `The embedded PostgreSQL in ${folder} does not answer; see server.log there.`,
  });
