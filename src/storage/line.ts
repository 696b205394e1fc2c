/**
 * The line to the database: every connection of this process comes about here, and whether the server still says anything is asked beside them. One that
 * is silent (frozen, or behind a network that forgets) neither answers nor refuses, and whoever waits for it waits for ever: it is taken for gone.
 */
import { Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import pg from 'pg';
import { SECOND } from '../domain/period.ts';
import { pause } from '../pause.ts';
import { begun } from '../together.ts';
import { databaseFault, isGone, isUnreachable } from './database-faults.ts';

/** As `pg` takes it. Without `stream` nobody watches the connection. */
export interface Line {
  readonly connectionString: string;
  readonly stream?: () => Socket;
}

/**
 * What the server is told of each: a machine that lost its power, or a network in between, says nothing of it, and what it held is held until the server
 * has asked.
 */
export const ASKED_AFTER_SILENCE = '-c tcp_keepalives_idle=15 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3';

export interface WatchedLine extends Required<Line> {
  /** Last, after whatever waits for the database to say goodbye. */
  readonly close: () => Promise<void>;
}

export interface Watcher {
  /** Nothing was heard for so long: every connection is cut, and so is each that is tried until something is heard. */
  readonly silent: () => void;
  readonly heardAgain: () => void;
  /** Nobody is there who could answer. Not asked again before it is done. */
  readonly away: () => Promise<void>;
}

const ASK_EVERY = SECOND;
/** Longer than a server that has anything to do with keeps `select 1` waiting. */
const SILENT_AFTER = 5 * SECOND;

export const openLine = (
  connectionString: string,
  { silent, heardAgain, away }: Watcher,
  { askEvery = ASK_EVERY, silentAfter = SILENT_AFTER } = {},
): WatchedLine => {
  const sockets = new Set<Socket>();
  const leaving = new AbortController();
  const pulse = openPulse(connectionString);
  let isSilent = false;
  const stream = (): Socket => {
    const socket = new Socket();
    sockets.add(socket.once('close', () => sockets.delete(socket)));
    // Not before whoever asked for it listens.
    if (isSilent) process.nextTick(() => socket.destroy());
    return socket;
  };
  const hear = async (): Promise<void> => {
    const heard = await unlessSilent(pulse.ask(), silentAfter, leaving.signal);
    if (leaving.signal.aborted) return;
    if (heard === 'nothing') {
      if (!isSilent) silent();
      isSilent = true;
      pulse.drop();
      for (const socket of sockets) socket.destroy();
      return;
    }
    if (isSilent) heardAgain();
    isSilent = false;
    if (heard === 'nobody') await away();
  };
  const listen = async (): Promise<void> => {
    for (;;) {
      await pause(askEvery, leaving.signal, { ref: false });
      if (leaving.signal.aborted) return;
      await hear();
    }
  };
  const listening = listen();
  return {
    connectionString,
    stream,
    close: async () => {
      leaving.abort();
      await listening;
      pulse.drop();
    },
  };
};

/** `lost`: it let go of a connection that had come about, as one does that is started again. `nobody`: none came about. */
type Heard = 'something' | 'nothing' | 'lost' | 'nobody';

interface Pulse {
  readonly client: pg.Client;
  readonly socket: Socket;
  readonly begun: Promise<unknown>;
}

/** On a connection of its own, which no statement keeps waiting. */
const openPulse = (connectionString: string) => {
  let kept: Pulse | null = null;
  const begin = (): Pulse => {
    const socket = new Socket();
    const client = new pg.Client({ connectionString, application_name: 'huzheng-pulse', stream: () => socket });
    client.on('error', () => undefined);
    return { client, socket, begun: begun(client.connect()) };
  };
  const drop = (): void => {
    kept?.socket.destroy();
    kept = null;
  };
  const ask = async (): Promise<Heard> => {
    const isNew = kept === null;
    kept ??= begin();
    const pulse = kept;
    try {
      await pulse.begun;
      await pulse.client.query('select 1');
      return 'something';
    } catch (thrown) {
      // Meanwhile another may have taken its place: nobody waits for this one any more.
      if (kept === pulse) drop();
      const fault = databaseFault(thrown);
      if (!isUnreachable(fault) && !isGone(fault)) return 'something';
      return isNew ? 'nobody' : 'lost';
    }
  };
  return { ask, drop };
};

/** What came while this process itself stood still is heard first. */
const unlessSilent = async (asked: Promise<Heard>, ms: number, leaving: AbortSignal): Promise<Heard> => {
  const heard = new AbortController();
  const silence = async (): Promise<Heard> => {
    await pause(ms, AbortSignal.any([heard.signal, leaving]), { ref: false });
    await nextTurn();
    return 'nothing';
  };
  try {
    return await Promise.race([asked, silence()]);
  } finally {
    heard.abort();
  }
};
