/** The vault's keys, wrapped, and which people are under which. A key that is added or destroyed is announced to every process. */
import type pg from 'pg';
import type { Db, Tx } from './database.ts';
import { inTransaction } from './database.ts';

export interface VaultKeyRow {
  readonly version: number;
  readonly wrapped: Buffer;
  /** False: announced, and not every process may have it yet. */
  readonly inUse: boolean;
}

export interface WrappedPerson {
  readonly personKey: string;
  readonly wrappedKey: Buffer;
}

/** Channel that says: read the vault's keys anew. */
export const VAULT_CHANNEL = 'huzheng_vault_key';

export const vaultKeys = async (db: Db): Promise<readonly VaultKeyRow[]> => {
  const { rows } = await db.query<VaultKeyRow>(`select version, wrapped, in_use as "inUse" from vault_key order by version`);
  return rows;
};

export const ensureVaultKey = async (db: Db, initial: () => Promise<Buffer>): Promise<void> => {
  if ((await vaultKeys(db)).length > 0) return;
  await db.query(`insert into vault_key (version, wrapped, in_use) values (1, $1, true) on conflict (version) do nothing`, [
    await initial(),
  ]);
};

const announced = (pool: pg.Pool, act: (tx: Tx) => Promise<unknown>): Promise<void> =>
  inTransaction(pool, async (tx) => {
    await act(tx);
    await tx.query(`select pg_notify($1, '')`, [VAULT_CHANNEL]);
  });

export const announceVaultKey = (pool: pg.Pool, { version, wrapped }: Omit<VaultKeyRow, 'inUse'>): Promise<void> =>
  announced(pool, (tx) => tx.query(`insert into vault_key (version, wrapped, in_use) values ($1, $2, false)`, [version, wrapped]));

/** Call when every process has it. */
export const useVaultKey = (pool: pg.Pool, version: number): Promise<void> =>
  announced(pool, (tx) => tx.query(`update vault_key set in_use = true where version = $1`, [version]));

export const replaceVaultKey = async (tx: Tx, { version, wrapped }: Omit<VaultKeyRow, 'inUse'>): Promise<void> => {
  await tx.query(`update vault_key set wrapped = $2 where version = $1`, [version, wrapped]);
};

const STILL_REFERENCED = new Set(['23001', '23503']);

/** Destroys what is older than `version`. False: somebody's key is still wrapped by it, and nothing was destroyed. */
export const destroyVaultKeysBefore = async (pool: pg.Pool, version: number): Promise<boolean> => {
  try {
    await announced(pool, (tx) => tx.query(`delete from vault_key where version < $1`, [version]));
    return true;
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && STILL_REFERENCED.has(String(thrown.code))) return false;
    throw thrown;
  }
};

/** People by version of the vault key that wraps theirs. */
export const peopleByVaultKey = async (db: Db): Promise<ReadonlyMap<number, number>> => {
  const { rows } = await db.query<{ version: number; people: number }>(
    `select vault_key as version, count(*)::int as people from person where vault_key is not null group by 1 order by 1`,
  );
  return new Map(rows.map(({ version, people }) => [version, people]));
};

export interface Batch {
  readonly under: number;
  readonly after: string;
  readonly size: number;
}

/** The next people after a key who are not under that vault key yet, locked until the transaction ends. */
export const peopleToRewrap = async (tx: Tx, { under, after, size }: Batch): Promise<readonly WrappedPerson[]> => {
  const { rows } = await tx.query<WrappedPerson>(
    `select person_key as "personKey", wrapped_key as "wrappedKey" from person
      where person_key > $2 and vault_key < $1 order by person_key limit $3 for update`,
    [under, after, size],
  );
  return rows;
};

export const replacePersonKeys = async (tx: Tx, people: readonly WrappedPerson[]): Promise<void> => {
  await tx.query(
    `update person p set wrapped_key = given.wrapped_key from unnest($1::uuid[], $2::bytea[]) as given (person_key, wrapped_key) where p.person_key = given.person_key`,
    [people.map(({ personKey }) => personKey), people.map(({ wrappedKey }) => wrappedKey)],
  );
};
