/** Verifies the ledger as it stands in the database, along the whole chain, in constant memory. */
import type { Head } from '../security/ledger/chain.ts';
import { type Inspected, inspector, type Trust } from '../security/ledger/inspect.ts';
import { inspect } from '../security/ledger/verify-export.ts';
import { type Db, one } from './database.ts';
import { chainUpTo } from './ledger-reading.ts';

/** `seen` is told how many entries and checkpoints there were so far; it may throw to leave. */
export const inspectLedger = async (db: Db, trust: Trust, seen: (items: number) => void): Promise<Inspected> => {
  const chain = inspector(trust);
  const { head, last } = await endOf(db);
  let read = 0;
  for await (const items of chainUpTo(db, last)) {
    if (!items.every((item) => inspect(chain, item))) break;
    read += items.length;
    seen(read);
  }
  // A head that was set back has entries after it, or a checkpoint.
  return chain.end(head.seq < last && chain.at().seq < last ? { seq: last, hash: head.hash } : head);
};

/** The head, and the last number that anything has, seen at one moment: what is appended later is beyond both. */
const endOf = async (db: Db): Promise<{ readonly head: Head; readonly last: number }> => {
  const { rows } = await db.query<Head & { last: number }>(
    `select seq, encode(hash, 'hex') as hash, greatest(seq, (select max(seq) from ledger_entry), (select max(seq) from ledger_checkpoint)) as last from ledger_head`,
  );
  const { last, ...head } = one(rows);
  return { head, last };
};
