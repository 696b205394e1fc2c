/**
 * Which processes have which vault key at hand. Each keeps a session that hears of new keys and holds a shared lock named for the newest key
 * it has taken up; so whoever rotates sees who has not yet, and a process that dies is not waited for.
 */
import pg from 'pg';
import { pause } from '../pause.ts';
import { type Db, one } from './database.ts';
import { ASKED_AFTER_SILENCE, type Line } from './line.ts';
import { VAULT_CHANNEL, type VaultKeyRow, vaultKeys } from './vault-keys.ts';

/** First number of the locks; any that nobody else uses. */
const LOCKS = 1_870_221_553;
/** What its sessions are called: one for each process of ours that may read or write records. */
const SESSION = 'huzheng-keys';
const RECONNECT_MS = 1_000;
/** A key service may be away for a moment, a file of keys about to be replaced. */
const TRY_AGAIN_MS = 5_000;

export interface Holder {
  /** Takes up what the database holds now. */
  readonly take: (rows: readonly VaultKeyRow[]) => Promise<void>;
  /** It could not: it goes on with the keys it has, is waited for, and tries again. */
  readonly notTaken: (thrown: unknown) => void;
}

/** How many processes work with what this database holds; whoever only looks at the database itself is none of them. */
export const processesAbout = async (db: Db): Promise<number> => {
  const { rows } = await db.query<{ many: number }>(
    `select count(*) as many from pg_stat_activity where datname = current_database() and application_name = $1`,
    [SESSION],
  );
  return one(rows).many;
};

interface Session {
  readonly client: pg.Client;
  held: number;
}

/** Resolves when the keys are taken up for the first time; throws where they cannot be. Follows them until it is closed. */
export const followVaultKeys = async (line: Line, { take, notTaken }: Holder): Promise<{ readonly close: () => Promise<void> }> => {
  const closing = new AbortController();
  let session: Session;
  let last: Promise<void> = Promise.resolve();

  const wait = (ms: number): Promise<void> => pause(ms, closing.signal, { ref: false });
  const refresh = (of: Session): Promise<void> => {
    last = last.then(() => takeUp(of, take)).catch((thrown: unknown) => tryAgain(of, thrown));
    return last;
  };
  const tryAgain = (of: Session, thrown: unknown): void => {
    if (closing.signal.aborted || of !== session) return;
    notTaken(thrown);
    void wait(TRY_AGAIN_MS).then(() => (closing.signal.aborted || of !== session ? undefined : refresh(of)));
  };
  const open = async (): Promise<Session> => {
    const client = new pg.Client({ ...line, application_name: SESSION, keepAlive: true, options: ASKED_AFTER_SILENCE });
    const opened: Session = { client, held: 0 };
    client.on('error', () => undefined);
    client.on('notification', () => void refresh(opened));
    try {
      await client.connect();
      await client.query(`listen ${VAULT_CHANNEL}`);
    } catch (thrown) {
      await client.end();
      throw thrown;
    }
    client.on('end', () => void reopen());
    return opened;
  };
  /** A lost session loses its lock and its hearing: until there is another, what it misses is refused by the database and tried again. */
  const reopen = async (): Promise<void> => {
    let hasFailed = false;
    for (;;) {
      await wait(RECONNECT_MS);
      if (closing.signal.aborted) return;
      try {
        const opened = await open();
        if (closing.signal.aborted) return await opened.client.end();
        session = opened;
        return await refresh(opened);
      } catch (thrown) {
        // An outage is told once, however often it is tried.
        if (!hasFailed) notTaken(thrown);
        hasFailed = true;
      }
    }
  };

  session = await open();
  try {
    await takeUp(session, take);
  } catch (thrown) {
    closing.abort();
    await session.client.end();
    throw thrown;
  }
  return {
    close: async () => {
      closing.abort();
      await session.client.end();
      await last;
    },
  };
};

/** The lock first, then another look: what was added in between is not missed. */
const takeUp = async (session: Session, take: Holder['take']): Promise<void> => {
  for (;;) {
    const rows = await vaultKeys(session.client);
    await take(rows);
    const newest = rows.at(-1)?.version ?? 0;
    if (newest === session.held) return;
    await session.client.query(`select pg_advisory_lock_shared($1, $2)`, [LOCKS, newest]);
    if (session.held !== 0) await session.client.query(`select pg_advisory_unlock_shared($1, $2)`, [LOCKS, session.held]);
    session.held = newest;
  }
};

/** How many processes have not taken up that version yet. */
export const holdersBefore = async (db: Db, version: number): Promise<number> => {
  const { rows } = await db.query<{ holders: number }>(
    `select count(distinct pid)::int as holders from pg_locks
      where locktype = 'advisory' and classid = $1::bigint::oid and objid < $2::bigint::oid
        and database = (select oid from pg_database where datname = current_database())`,
    [LOCKS, version],
  );
  return rows[0]?.holders ?? 0;
};
