/** A command's context: opened for it, closed after it, whatever happens in between; warnings of the configuration said once. */
import type pg from 'pg';
import { type Config, type Mode, processEnvironment, type RawEnvironment, readConfig } from '../config.ts';
import { orElse } from '../context/closers.ts';
import { openDatabase } from '../context/database.ts';
import { type Context, openContext } from '../context.ts';
import { readConnection } from '../storage/embedded/connection.ts';
import { embeddedFault } from '../storage/embedded/room.ts';

export const withContext = async <T>(
  mode: Mode,
  act: (context: Context) => Promise<T>,
  environment: RawEnvironment = processEnvironment(),
): Promise<T> => {
  const config = readConfig(environment, { mode });
  for (const warning of config.warnings) process.stderr.write(`huzheng: ${warning}\n`);
  return explaining(config, async () => {
    const isNew = mode === 'tool' && config.database.kind === 'embedded' && (await readConnection(config.home)) === null;
    const context = await openContext(config);
    if (isNew)
      process.stderr.write(`huzheng: there was no database in ${config.home}; a new, empty one was made (HUZHENG_HOME says where).\n`);
    const result = await orElse(() => act(context), context.close);
    await context.close();
    return result;
  });
};

/** Only the database, for what must be decided before the counterparts are known; it stays up as long as `act` runs. */
export const withDatabase = <T>(config: Config, act: (pool: pg.Pool) => Promise<T>): Promise<T> =>
  explaining(config, async () => {
    const database = await openDatabase(config);
    const result = await orElse(() => act(database.pool), database.close);
    await database.close();
    return result;
  });

/** A fault of the embedded database is told with the folder it lies in. */
const explaining = <T>(config: Config, act: () => Promise<T>): Promise<T> =>
  act().catch(async (thrown: unknown) => {
    throw await embeddedFault(thrown, config);
  });
