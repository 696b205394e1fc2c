/**
 * Which synthetic city a database holds. The same members and seed are the same city all through a quarter: a later date only adds to it
 * (`src/sandbox/README.md`, "Dates"), and the database goes on. Any other city begins with an empty one; real data is never replaced.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import { type Day, dayAt, instantOf } from '../domain/period.ts';
import { Fault } from '../faults.ts';
import { checkDate } from '../jobs/open-run.ts';
import { privateFolder } from '../security/home.ts';
import { isWorkerAbout } from '../storage/attendance.ts';
import { inTransaction } from '../storage/database.ts';
import { latestRunOf } from '../storage/runs.ts';
import { findCity, hasPeople, markCity, type SyntheticCity, startOver } from '../storage/synthetic-city.ts';
import { processesAbout } from '../storage/vault-holders.ts';

export interface Wanted {
  readonly members: number;
  readonly seed: number;
  /** Absent: the city's unfinished run, else today. */
  readonly date?: Day;
}

export interface Place {
  readonly home: string;
  readonly pool: pg.Pool;
}

export const today = (): Day => dayAt(instantOf(Date.now()));

/** Makes the database this city's: as it is, emptied of another city's, or refused because it holds real people. */
export const settleIn = async ({ members, seed, date }: Wanted, { home, pool }: Place): Promise<SyntheticCity> => {
  const found = await findCity(pool);
  const wanted = { members, seed, date: date ?? (await unfinishedDate(found, { members, seed }, pool)) ?? today() };
  if (found !== null && followsOn(wanted, found)) return moveOn(wanted, found, pool);
  await beginWith(wanted, { found, home, pool });
  return wanted;
};

/** The city that `npm start` last used here, as it stands. */
export const rememberedCity = async (pool: pg.Pool): Promise<SyntheticCity> => {
  const found = await findCity(pool);
  if (found !== null) return found;
  throw new Fault('invalid', {
    code: 'no-city',
    detail: "The database holds no synthetic city: run `npm start` first, or set the counterparts' variables and leave out --sandbox.",
  });
};

/** The same city on a later date, or with a run to finish; it is never replaced. */
export const returnTo = async (date: Day | undefined, pool: pg.Pool): Promise<SyntheticCity> => {
  const found = await rememberedCity(pool);
  const wanted = { ...found, date: date ?? (await unfinishedDate(found, found, pool)) ?? today() };
  checkDate(wanted.date, today());
  if (!followsOn(wanted, found)) throw outOfReach(wanted, found);
  return moveOn(wanted, found, pool);
};

/** Not before its run is done: what is still to be read of that date would be read as of the later one. */
const moveOn = async (wanted: SyntheticCity, found: SyntheticCity, pool: pg.Pool): Promise<SyntheticCity> => {
  if (wanted.date > found.date && (await isUnfinished(found, pool))) throw runUnfinished(found.date);
  // Whoever works here asks counterparts of its own, who stand on the earlier day.
  if (wanted.date > found.date && (await isWorkerAbout(pool))) throw workedOn(found.date);
  await inTransaction(pool, (tx) => markCity(tx, wanted));
  return wanted;
};

const isUnfinished = async ({ date }: SyntheticCity, pool: pg.Pool): Promise<boolean> =>
  (await latestRunOf(pool, date))?.status === 'running';

const workedOn = (date: Day): Fault =>
  new Fault('conflict', {
    code: 'city-worked-on',
    detail: `Another huzheng process works here, and asks a city as of ${date}: end it (Ctrl-C) before the city goes on to a later day.`,
  });

const runUnfinished = (date: Day): Fault =>
  new Fault('conflict', {
    code: 'run-unfinished',
    detail: `The run of ${date} is unfinished: \`huzheng reconcile --sandbox --date ${date}\` finishes it, then a later --date can follow.`,
  });

/** Where the city's aid system remembers the applications it was given, from one process to the next. */
export const stateFileOf = async (home: string, city: SyntheticCity): Promise<string> => {
  const folder = join(home, 'sandbox');
  await privateFolder(folder);
  return join(folder, `applications-${nameOf(city)}.jsonl`);
};

const quarterOf = (on: Day): string => `${on.slice(0, 4)}-q${Math.ceil(Number(on.slice(5, 7)) / 3)}`;
const nameOf = ({ members, seed, date }: SyntheticCity): string => `${members}-${seed}-${quarterOf(date)}`;

/** The same city, no earlier than it is. */
const followsOn = (wanted: SyntheticCity, found: SyntheticCity): boolean => nameOf(wanted) === nameOf(found) && wanted.date >= found.date;

/** A run that was interrupted is gone on with, also after midnight. */
const unfinishedDate = async (found: SyntheticCity | null, wanted: Omit<SyntheticCity, 'date'>, pool: pg.Pool): Promise<Day | null> => {
  if (found === null || found.members !== wanted.members || found.seed !== wanted.seed) return null;
  return (await isUnfinished(found, pool)) ? found.date : null;
};

interface Beginning extends Place {
  readonly found: SyntheticCity | null;
}

/** An empty database, and an aid system that has been given nothing. */
const beginWith = async (wanted: SyntheticCity, { found, home, pool }: Beginning): Promise<void> => {
  if (found === null && (await hasPeople(pool)))
    throw new Fault('conflict', {
      code: 'home-in-use',
      detail:
        'The database holds data that is no synthetic city’s: set HUZHENG_HOME to another folder (and DATABASE_URL to nothing) for `npm start`.',
    });
  if (found !== null) {
    if ((await processesAbout(pool)) > 0) throw cityInUse(found);
    if (await hasPeople(pool)) process.stderr.write(`${replacing(wanted, found)}\n`);
  }
  await rm(await stateFileOf(home, wanted), { force: true });
  await inTransaction(pool, async (tx) => {
    if (found !== null) await startOver(tx);
    await markCity(tx, wanted);
  });
};

const told = ({ members, seed, date }: SyntheticCity): string => `${members} members, seed ${seed}, as of ${date}`;

const replacing = (wanted: SyntheticCity, found: SyntheticCity): string => {
  const why = nameOf(wanted) === nameOf(found) ? ', which cannot go back in time,' : '';
  return `The database held another synthetic city (${told(found)})${why} and begins anew.`;
};

const cityInUse = (found: SyntheticCity): Fault =>
  new Fault('conflict', {
    code: 'city-in-use',
    detail: `Another huzheng process works with the synthetic city here (${told(found)}): end it before another city begins, or set HUZHENG_HOME to another folder.`,
  });

const outOfReach = (wanted: SyntheticCity, found: SyntheticCity): Fault =>
  new Fault('invalid', {
    code: 'city-out-of-reach',
    detail: `The synthetic city here stands on ${found.date} and goes on to later days of its quarter, not to ${wanted.date}: choose such a --date, or begin anew with \`npm start\`.`,
  });
