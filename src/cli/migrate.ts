/** `huzheng migrate`: brings the database to this version. Opening it does that; here is said what was done. */
import { processEnvironment, readConfig } from '../config.ts';
import { openDatabase } from '../context/database.ts';

export const migrateDatabase = async ({ json }: { readonly json?: true }): Promise<number> => {
  const { applied, close } = await openDatabase(readConfig(processEnvironment(), { mode: 'migrate' }));
  try {
    process.stdout.write(json === true ? `${JSON.stringify({ applied })}\n` : text(applied));
    return 0;
  } finally {
    await close();
  }
};

const text = (applied: readonly string[]): string =>
  applied.length === 0 ? 'The database is up to date.\n' : `Applied: ${applied.join(', ')}\n`;
