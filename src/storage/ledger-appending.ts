/**
 * Appending turn by turn, without asking where the chain stands. A process that appends all the time and finds nobody between its own entries
 * remembers where it left the chain: it is told by the database when that is no longer so (`ledger_advance`), and does it all once more, asking.
 */
import type pg from 'pg';
import type { Instant } from '../domain/period.ts';
import type { Head } from '../security/ledger/chain.ts';
import type { LedgerDraft } from '../security/ledger/entry.ts';
import { turns } from '../turns.ts';
import { inTransaction, type Tx } from './database.ts';

export type Append = (tx: Tx, drafts: readonly LedgerDraft[]) => Promise<void>;

/** `at`: of the last entry; null before the first. */
export interface StandingHead extends Head {
  readonly at: Instant | null;
}

/**
 * Comes when nobody else of this process appends, and lasts to the end of the transaction. Whatever others may wait for is sent after it, together
 * with the append: who waits for the turn must hold nothing that its holder needs.
 */
export type AppendTurn = () => Promise<Append>;

/** Where the chain stood before an append and stands after it. */
export interface Appended {
  readonly from: StandingHead;
  readonly to: StandingHead;
}

/** `stands` null: to be asked for. Null: there was nothing to append. */
export type AppendFrom = (tx: Tx, drafts: readonly LedgerDraft[], stands: StandingHead | null) => Promise<Appended | null>;

export type Appending = <T>(act: (tx: Tx, turn: AppendTurn) => Promise<T>) => Promise<T>;

export const appendingBy = (pool: pg.Pool, appendFrom: AppendFrom): Appending => {
  const turn = turns();
  const memory = headMemory();
  const once = async <T>(act: (tx: Tx, turn: AppendTurn) => Promise<T>, { asks }: { readonly asks: boolean }): Promise<T> => {
    let letGo = (): void => undefined;
    let appended: Appended | null = null;
    let isUnderWay = false;
    const append: Append = async (tx, drafts) => {
      isUnderWay = true;
      appended = await appendFrom(tx, drafts, asks ? null : memory.trusted());
    };
    try {
      const result = await inTransaction(pool, (tx) =>
        act(tx, async () => {
          letGo = await turn();
          return append;
        }),
      );
      if (appended !== null) memory.committed(appended);
      return result;
    } catch (thrown) {
      if (isUnderWay) memory.forget();
      throw thrown;
    } finally {
      letGo();
    }
  };
  return async (act) => {
    try {
      return await once(act, { asks: false });
    } catch (thrown) {
      if (!hasMoved(thrown)) throw thrown;
      return once(act, { asks: true });
    }
  };
};

/** Raised by `ledger_advance`. */
const MOVED = 'HZ001';
const hasMoved = (thrown: unknown): boolean => thrown instanceof Error && 'code' in thrown && thrown.code === MOVED;

/** So many of one's own in a row, and the next will be one's own too: to be wrong costs a whole transaction. */
const TRUSTED_AFTER = 10;

const headMemory = () => {
  let left: StandingHead | null = null;
  let inRow = 0;
  return {
    trusted: (): StandingHead | null => (inRow >= TRUSTED_AFTER ? left : null),
    committed: ({ from, to }: Appended): void => {
      inRow = left !== null && from.hash === left.hash ? inRow + 1 : 0;
      left = to;
    },
    /** What became of the last append is not known. */
    forget: (): void => {
      [left, inRow] = [null, 0];
    },
  };
};
