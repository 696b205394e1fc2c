/**
 * One process at a time starts, stops or joins the embedded server of a home. The lock is SQLite's on a file of its own: the kernel
 * holds it and drops it with the process, so that a killed one leaves nothing to be broken open. (Node has no `flock`.)
 */
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { MINUTE } from '../../domain/period.ts';
import { Fault } from '../../faults.ts';
import { diskFull, homeFault } from '../../security/home.ts';
import { type EmbeddedTools, until } from './tools.ts';

/** Longer than a server takes to start after a crash. */
const PATIENCE = { withinMs: 2 * MINUTE, everyMs: 25 };
/** Result codes of SQLite: held by another process; disk full. */
const BUSY = 5;
const FULL = 13;

export const underLock = async <T>(home: string, tools: EmbeddedTools, act: () => Promise<T>): Promise<T> => {
  const lock = await opened(home);
  try {
    if ((await until(tools, PATIENCE, () => taken(lock, home))) === null) throw stillLocked(home);
    return await act();
  } finally {
    lock.close();
  }
};

/** Made by ourselves: SQLite does not tell why it cannot make a file. */
const opened = async (home: string): Promise<DatabaseSync> => {
  const path = join(home, 'lock');
  await appendFile(path, '').catch((thrown: unknown) => {
    const fault = homeFault(home, thrown);
    throw fault instanceof Fault ? fault : lockFault(thrown, home);
  });
  try {
    return new DatabaseSync(path);
  } catch (thrown) {
    throw lockFault(thrown, home);
  }
};

/** Without a journal on disk: a full one must not keep the last one out from stopping the server. */
const TAKE = 'PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE';

const taken = (lock: DatabaseSync, home: string): true | null => {
  try {
    lock.exec(TAKE);
    return true;
  } catch (thrown) {
    if (resultCode(thrown) === BUSY) return null;
    throw lockFault(thrown, home);
  }
};

const resultCode = (thrown: unknown): unknown => (thrown instanceof Error && 'errcode' in thrown ? thrown.errcode : null);

const lockFault = (thrown: unknown, home: string): Fault =>
  resultCode(thrown) === FULL
    ? diskFull(home, thrown)
    : new Fault('invalid', {
        code: 'home-not-lockable',
        detail: `No lock can be held in ${home}; set HUZHENG_HOME to a folder on a local disk, with a path of less than 500 characters.`,
        cause: thrown,
      });

const stillLocked = (home: string): Fault =>
  new Fault('conflict', {
    code: 'home-locked',
    detail: `Another huzheng process has been starting or stopping the database in ${home} for two minutes; wait for it or end it, then start again.`,
  });
