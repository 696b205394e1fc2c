/**
 * A bench leaves nothing of itself behind, whether it comes to its end, breaks off or is interrupted: no process, no server, no folder. What it opens it
 * has closed at last, here; `toItsEnd` does it, the latest first.
 */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import type pg from 'pg';
import { removeHome } from '../test/storage/embedded/homes.ts';

type Close = () => Promise<unknown> | unknown;

const open = new Set<Close>();
let isInterrupted = false;

/** At the end, or by whoever calls what is answered before. */
export const closedAtLast = (close: Close): (() => Promise<void>) => {
  open.add(close);
  return async () => {
    if (open.delete(close)) await close();
  };
};

/** The same of what takes a while to open: it is waited for, and closed, also by whoever is interrupted meanwhile. */
export const closedOnceOpen = <T>(opening: Promise<T>, close: (opened: T) => Promise<unknown>): (() => Promise<void>) =>
  closedAtLast(() => opening.then(close, () => undefined));

/** Stands until the bench is over. */
export const kept = <T>(opening: Promise<T>, close: (opened: T) => Promise<unknown>): Promise<T> => {
  closedOnceOpen(opening, close);
  return opening;
};

/** Gone at the end, with all that is in it. */
export const benchFolder = (name: string): Promise<string> =>
  kept(mkdtemp(join(tmpdir(), `huzheng-bench-${name}-`)), (folder) => rm(folder, { recursive: true, force: true }));

/** A home of the embedded server's; a server that still runs there is stopped. */
export const benchHome = async (name: string): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), `huzheng-bench-${name}-`));
  const home = join(folder, 'home');
  closedAtLast(() => removeHome(home));
  // The server's own account passes through.
  await chmod(folder, 0o711);
  return home;
};

/** Statements under way would else be waited for. */
export const cutOff = async (pool: pg.Pool): Promise<void> => {
  if (!isInterrupted) return;
  await pool.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()');
};

/** A terminal's Ctrl-C reaches whatever was started as well: that it has gone already is no fault then. */
const sayFault = (thrown: unknown): void => {
  if (!isInterrupted) process.stderr.write(`bench, leaving: ${inspect(thrown)}\n`);
};

/** One that does not close keeps no other from closing. */
const closeOpen = async (): Promise<void> => {
  for (let last = [...open].at(-1); last !== undefined; last = [...open].at(-1)) {
    open.delete(last);
    await Promise.resolve().then(last).catch(sayFault);
  }
};

let closing: Promise<void> | null = null;
const closeAll = (): Promise<void> => {
  closing ??= closeOpen();
  return closing;
};

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const leave = (signal: NodeJS.Signals): void => {
  // A terminal tells the whole group, and npm tells it again.
  if (isInterrupted) return;
  isInterrupted = true;
  // Whatever the bench was at now breaks off, at any place.
  for (const event of ['unhandledRejection', 'uncaughtException'] as const) process.on(event, () => undefined);
  void closeAll().then(() => process.exit(128 + constants.signals[signal]));
};

/** Answers what the bench came to, once all is closed. Never answers when it was interrupted: the process ends. */
export const toItsEnd = async <T>(bench: () => Promise<T>): Promise<T> => {
  for (const signal of SIGNALS) process.on(signal, leave);
  try {
    return await bench();
  } finally {
    await closeAll();
    if (isInterrupted) await new Promise(() => undefined);
  }
};
