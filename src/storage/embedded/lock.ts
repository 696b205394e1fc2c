/**
 * One process at a time starts, stops or joins the embedded server of a home. The lock is SQLite's on a file of its own: the kernel
 * holds it and drops it with the process, so that a killed one leaves nothing to be broken open. (Node has no `flock`.)
 */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { MINUTE } from '../../domain/period.ts';
import { Fault } from '../../faults.ts';
import { type EmbeddedTools, until } from './tools.ts';

/** Longer than a server takes to start after a crash. */
const PATIENCE = { withinMs: 2 * MINUTE, everyMs: 25 };
const SQLITE_BUSY = 5;

export const underLock = async <T>(home: string, tools: EmbeddedTools, act: () => Promise<T>): Promise<T> => {
  const lock = new DatabaseSync(join(home, 'lock'));
  try {
    if ((await until(tools, PATIENCE, () => taken(lock))) === null) throw stillLocked(home);
    return await act();
  } finally {
    lock.close();
  }
};

const taken = (lock: DatabaseSync): true | null => {
  try {
    lock.exec('BEGIN EXCLUSIVE');
    return true;
  } catch (thrown) {
    if (thrown instanceof Error && 'errcode' in thrown && thrown.errcode === SQLITE_BUSY) return null;
    throw thrown;
  }
};

const stillLocked = (home: string): Fault =>
  new Fault('conflict', { code: 'home-locked', detail: `Another huzheng process has been starting or stopping the database in ${home} for two minutes; wait for it or end it, then start again.` });
