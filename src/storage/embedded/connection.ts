/** `connection.json`: how our own processes, and an operator's tools, reach the embedded server. Readable by its owner only. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { SECOND } from '../../domain/period.ts';
import { homeFault, systemCode, writePrivately } from '../../security/home.ts';
import { serverFault } from './server-faults.ts';
import type { EmbeddedTools } from './tools.ts';

const SUPERUSER = 'huzheng';
const DATABASE = 'huzheng';

export interface Connection {
  readonly host: '127.0.0.1';
  /** Where the server last listened. */
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

const pathOf = (home: string): string => join(home, 'connection.json');

export const newConnection = (tools: EmbeddedTools): Connection => ({
  host: '127.0.0.1',
  port: 0,
  user: SUPERUSER,
  password: tools.randomBytes(24).toString('base64url'),
  database: DATABASE,
});

/** Null: there is none, or it was damaged; the password is then set anew. */
export const readConnection = async (home: string): Promise<Connection | null> => {
  try {
    const { port, password } = JSON.parse(await readFile(pathOf(home), 'utf8')) as Partial<Connection>;
    return typeof port === 'number' && typeof password === 'string'
      ? { host: '127.0.0.1', port, user: SUPERUSER, password, database: DATABASE }
      : null;
  } catch (thrown) {
    if (thrown instanceof SyntaxError || systemCode(thrown) === 'ENOENT') return null;
    throw homeFault(home, thrown);
  }
};

export const writeConnection = (home: string, connection: Connection): Promise<void> =>
  writePrivately(pathOf(home), `${JSON.stringify(connection, null, 2)}\n`);

export const urlOf = ({ host, port, user, password, database }: Connection): string =>
  `postgresql://${user}:${password}@${host}:${port}/${database}`;

/** `no`: nothing listens yet, or it is starting up or shutting down (SQLSTATE 57P03). */
export type Answer = 'yes' | 'no' | 'wrong-password';

/** Whether the server on that port is the one of this data folder, and lets us in; makes the database where it is missing. */
export const answers = async (connection: Connection, data: string): Promise<Answer> => {
  const client = new pg.Client({ ...connection, database: 'postgres', connectionTimeoutMillis: 5 * SECOND });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ folder: string; made: boolean }>(
      `select current_setting('data_directory') as folder, exists (select from pg_database where datname = $1) as made`,
      [connection.database],
    );
    if (rows[0]?.folder !== data) return 'no';
    if (!rows[0].made) await client.query(`create database ${client.escapeIdentifier(connection.database)}`);
    return 'yes';
  } catch (thrown) {
    return answerOf(thrown, data);
  } finally {
    await client.end();
  }
};

const NOT_YET: readonly string[] = ['57P03', 'ECONNREFUSED', 'ECONNRESET'];

const answerOf = (thrown: unknown, data: string): Answer => {
  const code = systemCode(thrown) ?? '';
  if (code === '28P01') return 'wrong-password';
  const said = thrown instanceof Error ? thrown.message : '';
  if (NOT_YET.includes(code) || /terminated|timeout/i.test(said)) return 'no';
  throw serverFault(said, data);
};
