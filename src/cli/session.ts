/** A command's context: opened for it, closed after it, whatever happens in between; warnings of the configuration said once. */
import { type Config, type Mode, processEnvironment, type RawEnvironment, readConfig } from '../config.ts';
import { type Context, openContext } from '../context.ts';

export const withContext = async <T>(mode: Mode, act: (context: Context) => Promise<T>, environment: RawEnvironment = processEnvironment()): Promise<T> => {
  const config = readConfig(environment, { mode });
  return withContextOf(config, act);
};

export const withContextOf = async <T>(config: Config, act: (context: Context) => Promise<T>): Promise<T> => {
  for (const warning of config.warnings) process.stderr.write(`huzheng: ${warning}\n`);
  const context = await openContext(config);
  try {
    return await act(context);
  } finally {
    await context.close();
  }
};
