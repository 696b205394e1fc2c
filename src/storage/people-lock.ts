/**
 * Erasing beside a night under way. Whoever saves what it knows of people shares a lock and proves that nobody was erased since it began to
 * know; whoever erases holds it alone. What a unit of work had loaded before can so never be written after.
 */
import { Fault } from '../faults.ts';
import { together } from '../together.ts';
import { type Db, one, type Tx } from './database.ts';

/** The number of the last erasure. */
export const lastErasure = async (db: Db): Promise<number> => {
  const { rows } = await db.query<{ last: number }>({
    name: 'last-erasure',
    text: 'select coalesce(max(erasure_no), 0) as last from erasure',
  });
  return one(rows).last;
};

/** Before the first statement that saves anything about people. `known`: the last erasure when they were loaded; null: none were. */
export const sharePeople = async (tx: Tx, known: number | null): Promise<void> => {
  const shared = tx.query({ name: 'share-people', text: `select pg_advisory_xact_lock_shared(hashtextextended('huzheng:people', 0))` });
  // A statement of its own: it has to see what was committed while the lock was waited for.
  const [, last] = await together([shared, known === null ? null : lastErasure(tx)]);
  if (last !== known) throw somebodyErased();
};

/** Before anything else of an erasure: waits for those who are saving. */
export const holdPeople = async (tx: Tx): Promise<void> => {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('huzheng:people', 0))`);
};

const CODE = 'somebody-erased';
export const isOutrunByErasure = (fault: Fault): boolean => fault.code === CODE;
const somebodyErased = (): Fault =>
  new Fault('conflict', { code: CODE, detail: 'Somebody was erased while this unit was under way; it begins anew.' });
