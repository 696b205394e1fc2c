/**
 * Which worker processes are about. Each holds, in a session of its own, a lock under its number; one that dies loses it at that moment, however it
 * dies. All that share a queue hold one more lock in common, which whoever takes from a queue that cannot be shared holds alone; and one of them
 * at a time holds the sweeper's.
 */
import type pg from 'pg';
import { asFault, type Fault } from '../faults.ts';
import { pause } from '../pause.ts';
import { type Db, one } from './database.ts';
import { databaseFault } from './database-faults.ts';
import type { Line } from './line.ts';
import { openLockSession } from './lock.ts';
import { isLockHeld } from './lock-holders.ts';

/** Held by all in common, or by one alone. */
const WORKING = 'huzheng:worker';
const SWEEPING = 'huzheng:sweeper';
/** The first half of the key whose second half is a worker's number. */
const NUMBERED = `hashtext('huzheng:worker-number')`;
/** A session that is lost is opened again before anybody takes its worker for gone. */
const BACK_AFTER_MS = 250;

export interface Attendance {
  /** What it notes on the units it takes. Never given again. */
  readonly worker: number;
  /** Whether it falls to this one to sweep: to one at a time, and to the next when that one is gone. */
  readonly isSweeper: () => Promise<boolean>;
  readonly leave: () => Promise<void>;
}

export interface Attending {
  /** Whoever comes takes from a queue that only one may take from. */
  readonly alone: boolean;
  /** Told what keeps a lost session from coming back, unless the database is away. */
  readonly onTrouble: (fault: Fault) => void;
}

/** Null: nobody may come beside who is about. */
export const attend = async (line: Line, { alone, onTrouble }: Attending): Promise<Attendance | null> => {
  const leaving = new AbortController();
  let session: Session | null = null;
  let comingBack = Promise.resolve();
  const lost = (): void => {
    session = null;
    comingBack = comeBack();
  };
  const comeBack = async (): Promise<void> => {
    while (session === null) {
      await pause(BACK_AFTER_MS, leaving.signal);
      if (leaving.signal.aborted) return;
      try {
        // Null: another works in the meantime; it tries on.
        session = await sign(line, { alone, worker, lost });
      } catch (thrown) {
        const fault = asFault(databaseFault(thrown));
        // Of an outage whatever the worker does meanwhile tells.
        if (fault.kind !== 'busy') onTrouble(fault);
      }
    }
  };
  const first = await sign(line, { alone, worker: null, lost });
  if (first === null) return null;
  const { worker } = first;
  session = first;
  return {
    worker,
    isSweeper: async () => session !== null && (await sweeps(session)),
    leave: async () => {
      leaving.abort();
      await comingBack;
      await session?.client.end();
    },
  };
};

interface Session {
  readonly client: pg.Client;
  readonly worker: number;
  isSweeper: boolean;
}

interface Signing {
  readonly alone: boolean;
  /** Null: it is new, and is given one. */
  readonly worker: number | null;
  readonly lost: () => void;
}

const sign = async (line: Line, { alone, worker: known, lost }: Signing): Promise<Session | null> => {
  let isIn = false;
  const client = await openLockSession(line, () => {
    if (isIn) lost();
  });
  try {
    const worker = await signed(client, { alone, known });
    if (worker === null) await client.end();
    isIn = worker !== null;
    return worker === null ? null : { client, worker, isSweeper: false };
  } catch (thrown) {
    // Nobody else knows of it: it would hold what it has for as long as the process lives.
    await client.end();
    throw thrown;
  }
};

const signed = async (
  client: pg.Client,
  { alone, known }: { readonly alone: boolean; readonly known: number | null },
): Promise<number | null> => {
  const { rows } = await client.query<{ held: boolean }>(
    alone
      ? `select pg_try_advisory_lock(hashtextextended($1, 0)) as held`
      : `select pg_try_advisory_lock_shared(hashtextextended($1, 0)) as held`,
    [WORKING],
  );
  if (!one(rows).held) return null;
  const numbered = await client.query<{ worker: number }>(`select coalesce($1::integer, nextval('worker_number')::integer) as worker`, [
    known,
  ]);
  const { worker } = one(numbered.rows);
  await client.query(`select pg_advisory_lock(${NUMBERED}, $1)`, [worker]);
  return worker;
};

const sweeps = async (session: Session): Promise<boolean> => {
  if (!session.isSweeper) {
    const { rows } = await session.client.query<{ held: boolean }>(`select pg_try_advisory_lock(hashtextextended($1, 0)) as held`, [
      SWEEPING,
    ]);
    session.isSweeper = one(rows).held;
  }
  return session.isSweeper;
};

/** Whether any process works on this database. */
export const isWorkerAbout = (db: Db): Promise<boolean> => isLockHeld(db, WORKING);

/** Whether those who do share their queue: they have a REDIS_URL. */
export const isWorkShared = (db: Db): Promise<boolean> => isLockHeld(db, WORKING, { shared: true });

/** Those of them that are gone. */
export const goneOf = async (db: Db, workers: readonly number[]): Promise<readonly number[]> => {
  const { rows } = await db.query<{ worker: number }>(
    `select worker from unnest($1::integer[]) as n (worker)
      where not exists (select from pg_locks l
                         where l.locktype = 'advisory' and l.objsubid = 2 and l.granted and l.classid::bigint = (${NUMBERED}::bigint & 4294967295)
                           and l.objid::bigint = n.worker and l.database = (select oid from pg_database where datname = current_database()))`,
    [workers],
  );
  return rows.map(({ worker }) => worker);
};
