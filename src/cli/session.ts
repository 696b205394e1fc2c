/** A command's context: opened for it, closed after it, whatever happens in between; warnings of the configuration said once. */
import type pg from 'pg';
import { type Config, type Mode, processEnvironment, type RawEnvironment, readConfig } from '../config.ts';
import { type Context, openContext, openDatabase } from '../context.ts';

export const withContext = async <T>(
  mode: Mode,
  act: (context: Context) => Promise<T>,
  environment: RawEnvironment = processEnvironment(),
): Promise<T> => {
  const config = readConfig(environment, { mode });
  for (const warning of config.warnings) process.stderr.write(`huzheng: ${warning}\n`);
  const context = await openContext(config);
  try {
    return await act(context);
  } finally {
    await context.close();
  }
};

/** Only the database, for what must be decided before the counterparts are known; it stays up as long as `act` runs. */
export const withDatabase = async <T>(config: Config, act: (pool: pg.Pool) => Promise<T>): Promise<T> => {
  const database = await openDatabase(config);
  try {
    return await act(database.pool);
  } finally {
    await database.close();
  }
};
