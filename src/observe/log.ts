/** The log: JSON lines, one function a business event (`log.pageRead({...})`), nothing else. */
import { rename, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pino } from 'pino';
import { homeFault, privateFolder, systemCode } from '../security/home.ts';
import type { Heard } from './counted-events.ts';
import { EVENTS, type EventFields, type EventName, eventReader, type LogLevel } from './events.ts';
import { asideOf } from './log-files.ts';

export type Log = { readonly [E in EventName]: (fields: EventFields<E>) => void };

type Say = (fields: Readonly<Record<string, unknown>>) => void;

export interface OpenLog {
  readonly log: Log;
  readonly close: () => void;
}

export interface LogSettings {
  readonly level: LogLevel;
  /** A file for commands a person watches, `stderr` for services whose supervisor collects it. */
  readonly to: 'stderr' | { readonly file: string };
}

const STDERR = 2;
/** Kept back while the disk is full; what is beyond it is lost. */
const MOST_UNWRITTEN = 1024 * 1024;
const LARGEST_FILE = 20 * 1024 * 1024;

export const logFileOf = (home: string): string => join(home, 'logs', 'huzheng.log');

/** Written synchronously: the line about what went wrong is there even when the process is killed next. `heard` is told of every event, at any level. */
export const openLog = async ({ level, to }: LogSettings, now: () => number, heard: Heard = () => undefined): Promise<OpenLog> => {
  if (to !== 'stderr') await makeRoom(to.file, now());
  const destination = opened(to);
  // A full disk must not take the work down by way of its log.
  destination.on('error', () => undefined);
  const logger = pino(
    { level, base: { pid: process.pid }, timestamp: pino.stdTimeFunctions.isoTime, formatters: { level: (label) => ({ level: label }) } },
    destination,
  );
  const say = (name: EventName): Say => {
    const read = eventReader(name);
    return (given) => {
      const { level: at, fields } = read(given);
      heard(name, fields);
      logger[at]({ event: name, ...fields });
    };
  };
  const names = Object.keys(EVENTS) as EventName[];
  const log = Object.fromEntries(names.map((name) => [name, say(name)])) as Record<EventName, Say>;
  return { log, close: () => destination.end() };
};

const opened = (to: LogSettings['to']): ReturnType<typeof pino.destination> => {
  const options = { sync: true, append: true, mode: 0o600, maxLength: MOST_UNWRITTEN };
  if (to === 'stderr') return pino.destination({ ...options, dest: STDERR });
  try {
    return pino.destination({ ...options, dest: to.file });
  } catch (thrown) {
    throw homeFault(to.file, thrown);
  }
};

/** A file that has grown too large is set aside, and deleted by retention, never before its time. */
const makeRoom = async (file: string, now: number): Promise<void> => {
  await privateFolder(dirname(file));
  const size = await stat(file).then((found) => found.size, sizeOfMissing);
  if (size <= LARGEST_FILE) return;
  await rename(file, asideOf(file, now)).catch((thrown: unknown) => {
    // Another process of ours made room a moment earlier.
    if (systemCode(thrown) !== 'ENOENT') throw homeFault(dirname(file), thrown);
  });
};

const sizeOfMissing = (thrown: unknown): number => {
  if (systemCode(thrown) === 'ENOENT') return 0;
  throw thrown;
};
