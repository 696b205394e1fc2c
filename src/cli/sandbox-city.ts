/**
 * The synthetic city that this home belongs to. `npm start` notes it, so that `reconcile --sandbox` brings up the same one; another city
 * needs an empty database, and real data is never replaced by a synthetic one.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import { type RawEnvironment, readConfig } from '../config.ts';
import type { Day } from '../domain/period.ts';
import { Fault } from '../faults.ts';
import { type SandboxProcess, startSandboxProcess } from '../sandbox/spawn.ts';
import { parseFaults } from '../sandbox/faults.ts';
import { hasPeople, startOver } from '../storage/start-over.ts';

export interface City {
  readonly home: string;
  readonly members: number;
  readonly seed: number;
  readonly date: Day;
  readonly faults: string | null;
}

const noteOf = (home: string): string => join(home, 'sandbox', 'city.json');
const nameOf = ({ members, seed, date }: City): string => `${members}-${seed}-${date}`;

const readNote = async (home: string): Promise<City | null> => {
  const text = await readFile(noteOf(home), 'utf8').catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code === 'ENOENT') return null;
    throw thrown;
  });
  return text === null ? null : (JSON.parse(text) as City);
};

/** The city `npm start` last used in this home. */
export const rememberedCity = async (environment: RawEnvironment): Promise<City> => {
  const { home } = readConfig(environment, { mode: 'start' });
  const city = await readNote(home);
  if (city === null) throw new Fault('invalid', { code: 'no-city', detail: `${home} belongs to no synthetic city; run \`npm start\` first, or set the counterparts' variables.` });
  return { ...city, home, faults: null };
};

export const withSandbox = async <T>(city: City, act: (sandbox: SandboxProcess) => Promise<T>): Promise<T> => {
  const { members, seed, date } = city;
  await mkdir(join(city.home, 'sandbox'), { recursive: true });
  const sandbox = await startSandboxProcess({ members, seed, date, faults: city.faults === null ? [] : parseFaults(city.faults), stateFile: join(city.home, 'sandbox', `applications-${nameOf(city)}.jsonl`) });
  try {
    return await act(sandbox);
  } finally {
    await sandbox.close();
  }
};

export const environmentOf = (environment: RawEnvironment, sandbox: SandboxProcess): RawEnvironment => ({ ...environment, ...sandbox.environment });

/** Makes the database this city's: as it is, emptied of another city's, or refused because it holds real people. */
export const settleIn = async (city: City, pool: pg.Pool): Promise<'same' | 'new'> => {
  const noted = await readNote(city.home);
  if (noted !== null && nameOf(noted) === nameOf(city)) return 'same';
  if (await hasPeople(pool)) {
    if (noted === null) throw new Fault('conflict', { code: 'home-in-use', detail: `${city.home} holds data that is no synthetic city's; set HUZHENG_HOME to another folder for \`npm start\`.` });
    process.stderr.write(`The home held another synthetic city (${nameOf(noted)}); it is replaced by ${nameOf(city)}.\n`);
    await startOver(pool);
  }
  await writeFile(noteOf(city.home), `${JSON.stringify({ members: city.members, seed: city.seed, date: city.date })}\n`);
  return 'new';
};
