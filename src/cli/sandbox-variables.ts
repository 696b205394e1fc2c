/** The variables that point a process at a sandbox: said where they are asked for, kept in the home for as long as a sandbox is up beside another command. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { SOURCES } from '../domain/sources.ts';
import { privateFolder, writePrivately } from '../security/home.ts';

type Environment = Readonly<Record<string, string>>;

/** For a shell to read. */
export const exportsOf = (environment: Environment): string =>
  Object.entries(environment)
    .map(([name, value]) => `export ${name}='${value.replaceAll("'", "'\\''")}'\n`)
    .join('');

/** Acts while they stand in a file of the home that its owner alone reads: secrets are not for a terminal. */
export const withVariablesKept = async <T>(home: string, environment: Environment, act: (path: string) => Promise<T>): Promise<T> => {
  const folder = join(home, 'sandbox');
  const path = join(folder, 'variables');
  await privateFolder(folder);
  await writePrivately(path, exportsOf(environment));
  try {
    return await act(path);
  } finally {
    await rm(path, { force: true });
  }
};

/** `civil-affairs http://127.0.0.1:4001, …` */
export const addressesIn = (environment: Environment): string =>
  SOURCES.map((source) => `${source} ${environment[`${source.toUpperCase().replaceAll('-', '_')}_BASE_URL`]}`).join(', ');
