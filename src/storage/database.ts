/** The database as the query families see it: parameterised statements, transactions, and values in the domain's own forms. */
import pg from 'pg';
import { Fault } from '../faults.ts';

/** A pool or a client in a transaction. */
export type Db = Pick<pg.Pool, 'query'> | Pick<pg.PoolClient, 'query'>;
/** Only inside `inTransaction`: functions that must not run halfway ask for it. */
export type Tx = Pick<pg.PoolClient, 'query'>;

const TIMESTAMPTZ = 1184;
const DATE = 1082;
const INT8 = 20;

/** Instants as ISO text in UTC, days as they are written, counts as numbers: nothing in the domain is a `Date`. */
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') => {
    if (oid === TIMESTAMPTZ) return (text: string) => new Date(text).toISOString();
    if (oid === DATE) return (text: string) => text;
    if (oid === INT8) return Number;
    return pg.types.getTypeParser(oid, format);
  },
};

/**
 * Every statement here goes by keys, in the order its joins are written. A first night fills tables a thousandfold within minutes; a planner
 * that goes by what it last counted would join by scanning them whole, page after page.
 */
const PLANNING = ['jit=off', 'max_parallel_workers_per_gather=0', 'enable_hashjoin=off', 'enable_mergejoin=off', 'join_collapse_limit=1']
  .map((setting) => `-c ${setting}`)
  .join(' ');

export const openPool = (connectionString: string, max: number): pg.Pool => {
  const pool = new pg.Pool({
    connectionString,
    max,
    types,
    application_name: 'huzheng',
    options: PLANNING,
    // Statements given together are sent together: whoever waits for none of them in between pays for one way there and back.
    pipeline: true,
  });
  // A connection that the server drops is replaced at the next query; the query it was dropped under reports what matters. Without a
  // listener of its own, a client that is checked out would end the process.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => void client.on('error', () => undefined));
  return pool;
};

/** Statements given at once. What fails is told when all have ended: none is still on its way when the transaction is given up. */
export const together = async <T extends readonly unknown[]>(statements: T): Promise<{ -readonly [I in keyof T]: Awaited<T[I]> }> => {
  await Promise.allSettled(statements);
  return Promise.all(statements);
};

/** Runs `act` in one transaction: committed when it returns, rolled back when it throws. */
export const inTransaction = async <T>(pool: pg.Pool, act: (tx: Tx) => Promise<T>): Promise<T> => {
  const client = await pool.connect().catch((cause: unknown) => {
    throw new Fault('busy', { code: 'database-unreachable', detail: 'The database does not answer; is PostgreSQL up?', cause });
  });
  let failed = true;
  try {
    // Sent with the first statement; it fails only with the connection, and then so does everything after it.
    const [, result] = await together([client.query('begin'), act(client)]);
    await client.query('commit');
    failed = false;
    return result;
  } finally {
    if (failed)
      await client.query('rollback').then(
        () => client.release(),
        (cause: Error) => client.release(cause),
      );
    else client.release();
  }
};

/** The only row of a statement that always has one. */
export const one = <T>(rows: readonly T[]): T => {
  const [row] = rows;
  if (row === undefined) throw new Fault('bug', { code: 'row-missing', detail: 'A row that must exist is missing.' });
  return row;
};
