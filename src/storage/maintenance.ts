/** Closures of counterparts that an operator has announced. */
import { type Instant, startOf } from '../domain/period.ts';
import type { Source } from '../domain/sources.ts';
import type { Closure } from '../upstream/planned-closures.ts';
import type { Db, Tx } from './database.ts';
import { type Batch, type Taken, taken } from './retention.ts';

export interface Maintenance extends Closure {
  readonly maintenanceId: string;
  readonly source: Source;
  readonly why: string;
  /** As the ledger names them. */
  readonly by: string;
  readonly plannedAt: Instant;
}

const MAINTENANCE = `maintenance_id as "maintenanceId", source, starts_at as "from", ends_at as "to", why, planned_by as "by", planned_at as "plannedAt"`;

export const planMaintenance = async (tx: Tx, { maintenanceId, source, from, to, why, by, plannedAt }: Maintenance): Promise<void> => {
  await tx.query(
    `insert into maintenance (maintenance_id, source, starts_at, ends_at, why, planned_by, planned_at) values ($1, $2, $3, $4, $5, $6, $7)`,
    [maintenanceId, source, from, to, why, by, plannedAt],
  );
};

/** Held until the transaction ends. */
export const holdMaintenance = async (tx: Tx, maintenanceId: string): Promise<Maintenance | null> => {
  const { rows } = await tx.query<Maintenance>(`select ${MAINTENANCE} from maintenance where maintenance_id = $1 for update`, [
    maintenanceId,
  ]);
  return rows[0] ?? null;
};

export const takeBackMaintenance = async (tx: Tx, maintenanceId: string): Promise<void> => {
  await tx.query(`delete from maintenance where maintenance_id = $1`, [maintenanceId]);
};

export const endMaintenance = async (tx: Tx, maintenanceId: string, at: Instant): Promise<void> => {
  await tx.query(`update maintenance set ends_at = $2 where maintenance_id = $1`, [maintenanceId, at]);
};

/** Not over at that moment, the earliest first. */
export const plannedMaintenance = async (db: Db, at: Instant): Promise<readonly Maintenance[]> => {
  const { rows } = await db.query<Maintenance>({
    name: 'planned-maintenance',
    text: `select ${MAINTENANCE} from maintenance where ends_at > $1 order by starts_at, maintenance_id`,
    values: [at],
  });
  return rows;
};

export interface MaintenanceFilter {
  readonly source?: Source;
  /** Only what is not over then. */
  readonly notOverAt: Instant | null;
}

/** The latest first. `after`: the last of the page before; nothing follows one that is gone. */
export const listMaintenance = async (
  db: Db,
  { source, notOverAt }: MaintenanceFilter,
  { after, limit }: { readonly after: string | null; readonly limit: number },
): Promise<readonly Maintenance[]> => {
  const { rows } = await db.query<Maintenance>(
    `select ${MAINTENANCE} from maintenance m
      where ($1::text is null or source = $1) and ($2::timestamptz is null or ends_at > $2)
        and ($3::uuid is null or (starts_at, maintenance_id) < (select starts_at, maintenance_id from maintenance where maintenance_id = $3))
      order by starts_at desc, maintenance_id desc limit $4`,
    [source ?? null, notOverAt, after, limit],
  );
  return rows;
};

export const deleteOldMaintenance = (tx: Tx, { before, limit }: Batch): Promise<Taken> =>
  taken(tx, `delete from maintenance where maintenance_id in (select maintenance_id from maintenance where ends_at < $1 limit $2)`, [
    startOf(before),
    limit,
  ]);
