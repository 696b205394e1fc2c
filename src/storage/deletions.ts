/** What a night deleted, by the rule that said so: counted in the transaction that deletes. */
import type { Db, Tx } from './database.ts';

export interface Deletion {
  readonly rule: string;
  readonly deleted: number;
}

export const noteDeletion = async (tx: Tx, runId: string, { rule, deleted }: Deletion): Promise<void> => {
  if (deleted === 0) return;
  await tx.query(
    `insert into deletion (run_id, rule, deleted) values ($1, $2, $3) on conflict (run_id, rule) do update set deleted = deletion.deleted + excluded.deleted`,
    [runId, rule, deleted],
  );
};

export const deletionsOf = async (db: Db, runId: string): Promise<readonly Deletion[]> => {
  const { rows } = await db.query<Deletion>(`select rule, deleted from deletion where run_id = $1 order by rule`, [runId]);
  return rows;
};
