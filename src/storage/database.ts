/** The database as the query families see it: parameterised statements, transactions, and values in the domain's own forms. */
import { Socket } from 'node:net';
import pg from 'pg';
import { Fault } from '../faults.ts';
import { together } from '../together.ts';
import { ASKED_AFTER_SILENCE, type Line } from './line.ts';

/** A pool or a client in a transaction. */
export type Db = Pick<pg.Pool, 'query'> | Pick<pg.PoolClient, 'query'>;
/** Only inside `inTransaction`: functions that must not run halfway ask for it. */
export type Tx = Pick<pg.PoolClient, 'query'>;

const TIMESTAMPTZ = 1184;
const DATE = 1082;
const INT8 = 20;

/** `2024-01-01 08:00:00+00` or with a fraction, as a session in UTC writes instants; anything else is left to the clock of the language. */
const instantFrom = (text: string): string =>
  text.length === UTC_TO_THE_SECOND && text.endsWith('+00')
    ? `${text.slice(0, 10)}T${text.slice(11, 19)}.000Z`
    : new Date(text).toISOString();
const UTC_TO_THE_SECOND = 22;

/** Instants as ISO text in UTC, days as they are written, counts as numbers: nothing in the domain is a `Date`. */
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') => {
    if (oid === TIMESTAMPTZ) return instantFrom;
    if (oid === DATE) return (text: string) => text;
    if (oid === INT8) return Number;
    return pg.types.getTypeParser(oid, format);
  },
};

/**
 * Every statement here goes by keys, in the order its joins are written. A first night fills tables a thousandfold within minutes; a planner
 * that goes by what it last counted would join by scanning them whole, page after page. Nor are plans made anew for each value: over tables of
 * eight partitions that takes longer than what is planned.
 */
const PLANNING = [
  'jit=off',
  'max_parallel_workers_per_gather=0',
  'enable_hashjoin=off',
  'enable_mergejoin=off',
  'join_collapse_limit=1',
  'plan_cache_mode=force_generic_plan',
  'timezone=UTC',
]
  .map((setting) => `-c ${setting}`)
  .join(' ');

/** What is written in one turn of the event loop leaves together: every departure by itself would wake the server. */
const gathering = (socket: Socket): Socket => {
  const write = socket.write.bind(socket);
  let isGathering = false;
  const leave = (): void => {
    isGathering = false;
    socket.uncork();
  };
  const gather = (...given: Parameters<typeof write>): boolean => {
    if (!isGathering) {
      isGathering = true;
      socket.cork();
      process.nextTick(leave);
    }
    return write(...given);
  };
  // Not before: connecting puts the socket's own back in place.
  return socket.once('connect', () => void Object.assign(socket, { write: gather }));
};

export const openPool = ({ connectionString, stream = () => new Socket() }: Line, max: number): pg.Pool =>
  heedless({
    connectionString,
    max,
    types,
    application_name: 'huzheng',
    options: `${PLANNING} ${ASKED_AFTER_SILENCE}`,
    // Statements given together are sent together: whoever waits for none of them in between pays for one way there and back.
    pipeline: true,
    stream: () => gathering(stream()),
  });

/** For BullMQ, which reads values in forms of its own. What the queue forgets in a crash, the rows still know. */
export const openQueuePool = (line: Line): pg.Pool =>
  heedless({
    ...line,
    max: 13,
    application_name: 'huzheng-queue',
    options: `-c synchronous_commit=off -c search_path=bullmq ${ASKED_AFTER_SILENCE}`,
  });

const heedless = (config: pg.PoolConfig): pg.Pool => {
  // A network that forgets a connection is noticed in time, and not when the kernel gives up sending.
  const pool = new pg.Pool({ ...config, keepAlive: true });
  // A connection that the server drops is replaced at the next query; the query it was dropped under reports what matters. Without a
  // listener of its own, a client that is checked out would end the process.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => void client.on('error', () => undefined));
  return pool;
};

/**
 * Runs `act` in one transaction: committed when it returns, rolled back when it throws. Its last statements need not be waited for: they are sent
 * with the commit, and when one of them fails nothing is committed.
 */
export const inTransaction = async <T>(pool: pg.Pool, act: (tx: Tx) => Promise<T>): Promise<T> => {
  const client = await connected(pool);
  let failed = true;
  try {
    const { tx, unended } = watched(client);
    // Sent with the first statement; it fails only with the connection, and then so does everything after it.
    const [, result] = await together([client.query('begin'), act(tx)]);
    await together([...unended, client.query('commit')]);
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

/**
 * From here on this transaction's statements go by keys, also where a plan is made while a city's tables are small: it is kept, and they grow a
 * thousandfold within minutes. Sent with the statement that follows.
 */
export const goByKeys = (tx: Tx): void => {
  void tx.query({ name: 'go-by-keys', text: `select set_config('enable_seqscan', 'off', true)` });
};

/** Statements that are sent together without being one transaction: each sees what is committed when it runs. */
export const onOneConnection = async <T>(pool: pg.Pool, act: (db: Db) => Promise<T>): Promise<T> => {
  const client = await connected(pool);
  try {
    return await act(client);
  } finally {
    client.release();
  }
};

export const connected = (pool: pg.Pool): Promise<pg.PoolClient> =>
  pool.connect().catch((cause: unknown) => {
    throw new Fault('busy', { code: 'database-unreachable', detail: 'The database does not answer; is PostgreSQL up?', cause });
  });

/** A client, and its statements that nobody has seen the end of yet. */
const watched = (client: pg.PoolClient): { readonly tx: Tx; readonly unended: ReadonlySet<Promise<unknown>> } => {
  const unended = new Set<Promise<unknown>>();
  const query = (...given: readonly unknown[]): Promise<unknown> => {
    const statement = Reflect.apply(client.query, client, given) as Promise<unknown>;
    unended.add(statement);
    const ended = (): void => void unended.delete(statement);
    statement.then(ended, () => undefined);
    return statement;
  };
  return { tx: { query: query as Tx['query'] }, unended };
};

/** The only row of a statement that always has one. */
export const one = <T>(rows: readonly T[]): T => {
  const [row] = rows;
  if (row === undefined) throw new Fault('bug', { code: 'row-missing', detail: 'A row that must exist is missing.' });
  return row;
};
