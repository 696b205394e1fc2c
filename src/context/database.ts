/** The process's database: the one the configuration names, else the embedded server of its home. */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleepFor } from 'node:timers/promises';
import type pg from 'pg';
import type { Config } from '../config.ts';
import { Fault } from '../faults.ts';
import { type Log, openLog } from '../observe/log.ts';
import { openPool } from '../storage/database.ts';
import { attachEmbedded, type Embedded } from '../storage/embedded/attach.ts';
import { type Line, openLine } from '../storage/line.ts';
import { migrate } from '../storage/migrate.ts';
import { type Closers, closers, orElse } from './closers.ts';

const POOL_SIZE = 16;

interface Address {
  readonly url: string;
  readonly revive: () => Promise<boolean>;
}

export const databaseOf = async (
  config: Config,
  log: Log,
  opened: Closers,
): Promise<{ readonly line: Line; readonly revive: Address['revive']; readonly pool: pg.Pool }> => {
  const { url, revive } = await addressOf(config, log, opened);
  const line = openLine(url, {
    silent: () => log.databaseSilent({}),
    heardAgain: () => log.databaseHeardAgain({}),
    // A process that stays up may be the only one: nobody else would start the embedded server again.
    away: async () => void (await revive().catch((fault: unknown) => log.failed({ doing: 'revive-database', fault }))),
  });
  opened.add(line.close);
  const pool = openPool(line, POOL_SIZE);
  opened.add(() => pool.end());
  return { line, revive, pool };
};

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
