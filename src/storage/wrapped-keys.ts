/** Keys kept wrapped by the master key, each bound to its name or kind; everything in this table is wrapped anew when the master key changes. */
import type { Db, Tx } from './database.ts';
import { one } from './database.ts';

export interface WrappedKey {
  readonly name: string;
  readonly wrapped: Buffer;
}

/** The key of that name; the first process to ask decides it, whoever else asks at the same moment. */
export const wrappedKeyOr = async (db: Db, name: string, initial: () => Promise<Buffer>): Promise<Buffer> => {
  const kept = await wrappedKeys(db, name);
  if (kept[0] !== undefined) return kept[0].wrapped;
  await db.query(`insert into wrapped_key (name, wrapped) values ($1, $2) on conflict (name) do nothing`, [name, await initial()]);
  return one(await wrappedKeys(db, name)).wrapped;
};

export const wrappedKeys = async (db: Db, name: string | null = null): Promise<readonly WrappedKey[]> => {
  const { rows } = await db.query<WrappedKey>(`select name, wrapped from wrapped_key where $1::text is null or name = $1 order by name`, [
    name,
  ]);
  return rows;
};

/** Locked until the transaction ends. */
export const wrappedKeysToChange = async (tx: Tx): Promise<readonly WrappedKey[]> => {
  const { rows } = await tx.query<WrappedKey>(`select name, wrapped from wrapped_key order by name for update`);
  return rows;
};

export const replaceWrappedKey = async (tx: Tx, { name, wrapped }: WrappedKey): Promise<void> => {
  await tx.query(`update wrapped_key set wrapped = $2 where name = $1`, [name, wrapped]);
};
