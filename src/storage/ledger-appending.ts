/**
 * Appending one after the other on one connection, without waiting in between. A process that appends all the time and finds nobody between its own
 * entries knows where the chain will stand before the last append has come back: the next is bound to it and sent after it. The database says when
 * the chain stands elsewhere (`ledger_advance`), nothing of that append is written, and it is done once more, asking.
 */
import pg from 'pg';
import type { Instant } from '../domain/period.ts';
import type { Head } from '../security/ledger/chain.ts';
import { turns } from '../turns.ts';
import { connected } from './database.ts';

/** `at`: of the last entry; null before the first. */
export interface StandingHead extends Head {
  readonly at: Instant | null;
}

/** Where the chain stood before an append and stands after it. */
export interface Appended {
  readonly from: StandingHead;
  readonly to: StandingHead;
}

/** One append, as it can be made. */
export interface Append {
  /** Bound to where the chain is believed to stand; null where it has to be asked all the same. */
  readonly following: (stands: StandingHead) => Following | null;
  /** In a transaction of its own, which asks where the chain stands and holds it. */
  readonly asked: () => Promise<Appended>;
}

export interface Following {
  readonly to: StandingHead;
  readonly statement: pg.QueryConfig;
  readonly committed: () => void;
}

export const appendingOn = (pool: pg.Pool): ((append: Append) => Promise<void>) => {
  const memory = headMemory();
  const line = oneConnection(pool);
  const turn = turns();
  /** Whether it is written. */
  const follow = async (append: Append): Promise<boolean> => {
    const stands = memory.trusted();
    const next = stands === null ? null : append.following(stands);
    if (next === null) return false;
    memory.left(next.to);
    try {
      await line(next.statement);
    } catch (thrown) {
      memory.forget();
      if (hasMoved(thrown)) return false;
      throw thrown;
    }
    next.committed();
    return true;
  };
  const ask = async (append: Append): Promise<void> => {
    try {
      memory.committed(await append.asked());
    } catch (thrown) {
      memory.forget();
      throw thrown;
    }
  };
  return async (append) => {
    if (await follow(append)) return;
    const letGo = await turn();
    try {
      // Whoever waited for the turn may find that nobody has to ask any more.
      if (!(await follow(append))) await ask(append);
    } finally {
      letGo();
    }
  };
};

/** Raised by `ledger_advance`. */
const MOVED = 'HZ001';
const hasMoved = (thrown: unknown): boolean => thrown instanceof pg.DatabaseError && thrown.code === MOVED;

/** One connection of the pool, for as long as anything is under way on it: what is sent arrives in the order it was given. */
const oneConnection = (pool: pg.Pool): ((statement: pg.QueryConfig) => Promise<void>) => {
  let [client, users]: [Promise<pg.PoolClient> | null, number] = [null, 0];
  return async (statement) => {
    client ??= connected(pool);
    const mine = client;
    users += 1;
    try {
      await (await mine).query(statement);
    } finally {
      users -= 1;
      if (users === 0) {
        client = null;
        mine.then(
          (idle) => idle.release(),
          () => undefined,
        );
      }
    }
  };
};

/** So many of one's own in a row, and the next will be one's own too: to be wrong costs a whole append. */
const TRUSTED_AFTER = 10;

const headMemory = () => {
  let stands: StandingHead | null = null;
  let inRow = 0;
  return {
    trusted: (): StandingHead | null => (inRow >= TRUSTED_AFTER ? stands : null),
    /** By an append that is on its way. */
    left: (to: StandingHead): void => {
      stands = to;
    },
    committed: ({ from, to }: Appended): void => {
      inRow = stands !== null && from.hash === stands.hash ? inRow + 1 : 0;
      stands = to;
    },
    /** What became of the last append is not known. */
    forget: (): void => {
      [stands, inRow] = [null, 0];
    },
  };
};
