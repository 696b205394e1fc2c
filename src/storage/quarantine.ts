/** Rows that could not be read: key, page position, reason, path and shape; content only for people on the roster, and sealed. */
import type { Instant } from '../domain/period.ts';
import type { Dataset, Testimony } from '../domain/sources.ts';
import type { Db, Tx } from './database.ts';
import { markDue } from './due.ts';

export interface QuarantinedRow {
  readonly dataset: Dataset;
  readonly recordKey: string | null;
  /** Where it stood: run, unit of work, page and row. */
  readonly position: object;
  readonly reason: string;
  readonly path: string;
  readonly shape: string;
  readonly personKey: string | null;
  readonly sealed: Buffer | null;
  /** The same broken row met again is the same entry. Hex. */
  readonly fingerprint: string;
}

export const quarantine = async (tx: Tx, runId: string, at: Instant, broken: readonly QuarantinedRow[]): Promise<void> => {
  if (broken.length === 0) return;
  const { rows } = await tx.query<Whose>(
    `insert into quarantine (quarantine_id, fingerprint, dataset, record_key, position, reason, path, shape, person_key, sealed, first_run, last_run, created_at)
     select gen_random_uuid(), decode(fingerprint, 'hex'), dataset, record_key, position, reason, path, shape, person_key, sealed, $1, $1, $2
       from (select distinct on (fingerprint) * from unnest($3::text[], $4::text[], $5::text[], $6::jsonb[], $7::text[], $8::text[], $9::text[], $10::uuid[], $11::bytea[])
         as n (fingerprint, dataset, record_key, position, reason, path, shape, person_key, sealed)) as once
     on conflict (fingerprint) do update set last_run = excluded.last_run, position = excluded.position, shape = excluded.shape,
       person_key = excluded.person_key, sealed = excluded.sealed, state = 'open'
     returning case when old.state is distinct from 'open' then new.person_key end as "personKey"`,
    [
      runId,
      at,
      broken.map((row) => row.fingerprint),
      broken.map((row) => row.dataset),
      broken.map((row) => row.recordKey),
      broken.map((row) => JSON.stringify(row.position)),
      broken.map((row) => row.reason),
      broken.map((row) => row.path),
      broken.map((row) => row.shape),
      broken.map((row) => row.personKey),
      broken.map((row) => row.sealed),
    ],
  );
  await markOwnersDue(tx, rows);
};

/** Of a row whose standing has changed, and with it what can be told of a person; null: it has not, or it is nobody's. */
export interface Whose {
  readonly personKey: string | null;
}

/** In the transaction that opens or closes these rows. */
export const markOwnersDue = (tx: Tx, rows: readonly Whose[]): Promise<void> =>
  markDue(
    tx,
    rows.flatMap(({ personKey }) => personKey ?? []),
  );

/** Datasets of which a row about these people could not be read, and has not been since. */
export const unreadableOf = async (db: Db, personKeys: readonly string[]): Promise<ReadonlyMap<string, ReadonlySet<Testimony>>> => {
  const { rows } = await db.query<{ readonly personKey: string; readonly datasets: readonly Testimony[] }>({
    name: 'unreadable-of',
    text: `select person_key as "personKey", array_agg(distinct dataset) as datasets from quarantine
      where person_key = any($1::uuid[]) and state = 'open' and dataset <> 'members' group by person_key`,
    values: [personKeys],
  });
  return new Map(rows.map(({ personKey, datasets }) => [personKey, new Set(datasets)]));
};

/** A row of a feed with the same key has since been read: what was broken is mended. */
export const markMended = async (tx: Tx, dataset: Dataset, recordKeys: readonly string[]): Promise<void> => {
  if (recordKeys.length === 0) return;
  const { rows } = await tx.query<Whose>({
    name: 'mark-mended',
    text: `update quarantine set state = 'replayed' where dataset = $1 and record_key = any($2::text[]) and state = 'open' returning person_key as "personKey"`,
    values: [dataset, recordKeys],
  });
  await markOwnersDue(tx, rows);
};

/** A lookup has since answered for these people without a broken row. */
export const markMendedOf = async (tx: Tx, dataset: Dataset, personKeys: readonly string[]): Promise<void> => {
  if (personKeys.length === 0) return;
  const { rows } = await tx.query<Whose>({
    name: 'mark-mended-of',
    text: `update quarantine set state = 'replayed' where dataset = $1 and person_key = any($2::uuid[]) and state = 'open' returning person_key as "personKey"`,
    values: [dataset, personKeys],
  });
  await markOwnersDue(tx, rows);
};

/** How many of these could not be read yet. */
export const stillOpenAmong = async (db: Db, quarantineIds: readonly string[]): Promise<number> => {
  const { rowCount } = await db.query(`select from quarantine where quarantine_id = any($1::uuid[]) and state = 'open'`, [quarantineIds]);
  return rowCount ?? 0;
};

export const openQuarantineCount = async (db: Db): Promise<number> => {
  const { rows } = await db.query<{ rows: number }>(`select count(*)::int as rows from quarantine where state = 'open'`);
  return rows[0]?.rows ?? 0;
};
