/** The process's database: the one the configuration names, else the embedded server of its home. */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleepFor } from 'node:timers/promises';
import type pg from 'pg';
import type { Config } from '../config.ts';
import { Fault } from '../faults.ts';
import { type Log, openLog } from '../observe/log.ts';
import { pause } from '../pause.ts';
import { openPool } from '../storage/database.ts';
import { databaseFault, isGone, isUnreachable } from '../storage/database-faults.ts';
import { attachEmbedded, type Embedded } from '../storage/embedded/attach.ts';
import { migrate } from '../storage/migrate.ts';
import { type Closers, closers, orElse } from './closers.ts';

const POOL_SIZE = 16;

interface Address {
  readonly url: string;
  readonly revive: () => Promise<boolean>;
}

export const databaseOf = async (config: Config, log: Log, opened: Closers): Promise<Address & { readonly pool: pg.Pool }> => {
  const address = await addressOf(config, log, opened);
  const pool = openPool(address.url, POOL_SIZE);
  opened.add(() => pool.end());
  if (config.database.kind === 'embedded') opened.add(watching({ pool, revive: address.revive, log }));
  return { ...address, pool };
};

/** A process that stays up may be the only one: nobody else would start the embedded server again. */
const WATCH_EVERY_MS = 5_000;
/** A server that is up has said by then that it is. */
const ANSWERS_WITHIN_MS = 5_000;

interface Watched {
  readonly pool: pg.Pool;
  readonly revive: Address['revive'];
  readonly log: Log;
}

/** Until what it answers is called. */
const watching = ({ pool, revive, log }: Watched): (() => Promise<void>) => {
  const leaving = new AbortController();
  const watch = async (): Promise<void> => {
    for (;;) {
      await pause(WATCH_EVERY_MS, leaving.signal, { ref: false });
      if (leaving.signal.aborted) return;
      if (await isAway(pool, leaving.signal)) await revive().catch((fault: unknown) => log.failed({ doing: 'revive-database', fault }));
    }
  };
  const watched = watch();
  return async () => {
    leaving.abort();
    await watched;
  };
};

/**
 * Unreachable, or gone from under a question (one that is there is merely joined), or silent: what was on its way to it when it was killed may hold every
 * connection there is, and whoever waits for one waits for ever.
 */
const isAway = async (pool: pg.Pool, leaving: AbortSignal): Promise<boolean> => {
  const heard = new AbortController();
  const asked = pool.query('select 1').then(
    () => false,
    (thrown: unknown) => isLost(databaseFault(thrown)),
  );
  const silent = pause(ANSWERS_WITHIN_MS, AbortSignal.any([heard.signal, leaving]), { ref: false }).then(() => !leaving.aborted);
  try {
    return await Promise.race([asked, silent]);
  } finally {
    heard.abort();
  }
};

const isLost = (fault: unknown): boolean => isUnreachable(fault) || isGone(fault);

const addressOf = async (config: Config, log: Log, opened: Closers): Promise<Address> => {
  if (config.database.kind === 'external') return { url: config.database.url, revive: async () => false };
  const attach = async (): Promise<Embedded> => {
    const embedded = await attachEmbedded(config.home, { now: Date.now, sleep: (ms) => sleepFor(ms), randomBytes });
    log.databaseAttached({ state: embedded.state });
    return embedded;
  };
  const { url, detach } = await attach();
  opened.add(detach);
  const revive = async (): Promise<boolean> => {
    const again = await attach();
    // As before: this process is attached once.
    await again.detach();
    if (again.url !== url) throw movedAway();
    return true;
  };
  return { url, revive };
};

const movedAway = (): Fault =>
  new Fault('busy', {
    code: 'database-moved',
    detail:
      'The embedded database was gone and had to be started on another port. Nothing that was saved is lost; the same command goes on.',
  });

/** Only the database, brought to this version. */
export const openDatabase = async (
  config: Config,
): Promise<{ readonly pool: pg.Pool; readonly applied: readonly string[]; readonly close: () => Promise<void> }> => {
  const { log, close: closeLog } = await openLog(config.log, Date.now);
  const opened = closers((fault) => log.failed({ doing: 'close', fault }));
  opened.add(async () => closeLog());
  return orElse(async () => {
    const { pool } = await databaseOf(config, log, opened);
    return { pool, applied: await migrate(pool), close: opened.close };
  }, opened.close);
};
