/** `huzheng migrate`: brings the database to this version. Opening it does that; here is said what was done. */
import { processEnvironment, readConfig } from '../config.ts';
import { openDatabase } from '../context.ts';

export const migrateDatabase = async ({ json }: { readonly json?: true }): Promise<number> => {
  const database = await openDatabase(readConfig(processEnvironment(), { mode: 'migrate' }));
  try {
    const { applied } = database;
    process.stdout.write(json === true ? `${JSON.stringify({ applied })}\n` : applied.length === 0 ? 'The database is up to date.\n' : `Applied: ${applied.join(', ')}\n`);
    return 0;
  } finally {
    await database.close();
  }
};
