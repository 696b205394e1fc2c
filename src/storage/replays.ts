/** Replays of quarantined rows: who wanted one, which rows wait for it, and what became of each. */
import type { Instant } from '../domain/period.ts';
import type { Testimony } from '../domain/sources.ts';
import type { Db, Tx } from './database.ts';
import { markOwnersDue, type QuarantinedRow, type Whose } from './quarantine.ts';

export interface Replay {
  readonly replayId: string;
  readonly runId: string;
  readonly rows: number;
  readonly requestedBy: string;
  readonly requestedAt: Instant;
}

/** Which rows are wanted: these, or all of a dataset, or of a reason in it. */
export type WantedRows = { readonly ids: readonly string[] } | { readonly datasets: readonly Testimony[]; readonly reason: string | null };

export interface ReplayableRow {
  readonly quarantineId: string;
  readonly dataset: Testimony;
}

/** Open, and kept: of these datasets a row can be read by itself. Held until the transaction ends. */
export const holdReplayable = async (tx: Tx, wanted: WantedRows, byRow: readonly Testimony[]): Promise<readonly ReplayableRow[]> => {
  const { rows } = await tx.query<ReplayableRow>(
    `select quarantine_id as "quarantineId", dataset from quarantine
      where state = 'open' and sealed is not null and dataset = any($1::text[])
        and ${'ids' in wanted ? 'quarantine_id = any($2::uuid[])' : `dataset = any($2::text[]) and ($3::text is null or reason = $3 or reason like $3 || ':%')`}
      order by quarantine_id for update`,
    'ids' in wanted ? [byRow, wanted.ids] : [byRow, wanted.datasets, wanted.reason],
  );
  return rows;
};

export const insertReplay = async (tx: Tx, replay: Replay, quarantineIds: readonly string[]): Promise<void> => {
  const { replayId, runId, rows, requestedBy, requestedAt } = replay;
  await tx.query(`insert into replay (replay_id, run_id, rows, requested_by, requested_at) values ($1, $2, $3, $4, $5)`, [
    replayId,
    runId,
    rows,
    requestedBy,
    requestedAt,
  ]);
  await tx.query(`update quarantine set replay_id = $1 where quarantine_id = any($2::uuid[])`, [replayId, quarantineIds]);
};

/** Rows of a run's replays that are still to be read. */
export const awaitingReplay = async (db: Db, runId: string): Promise<readonly (ReplayableRow & { readonly replayId: string })[]> => {
  const { rows } = await db.query<ReplayableRow & { replayId: string }>(
    `select q.quarantine_id as "quarantineId", q.dataset, r.replay_id as "replayId" from replay r join quarantine q on q.replay_id = r.replay_id and q.state = 'open'
      where r.run_id = $1 order by q.quarantine_id`,
    [runId],
  );
  return rows;
};

/** As it was set aside. */
export interface RowToReplay {
  readonly quarantineId: string;
  readonly personKey: string;
  readonly wrappedKey: Buffer;
  /** Hex. */
  readonly fingerprint: string;
  readonly sealed: Buffer;
  /** When the run in which it was last met began. */
  readonly metAt: Instant;
}

/** Of these, the ones that are still open and kept. */
export const rowsToReplay = async (db: Db, quarantineIds: readonly string[]): Promise<readonly RowToReplay[]> => {
  const { rows } = await db.query<RowToReplay>(
    `select q.quarantine_id as "quarantineId", q.person_key as "personKey", p.wrapped_key as "wrappedKey", encode(q.fingerprint, 'hex') as fingerprint, q.sealed,
            k.started_at as "metAt"
       from quarantine q join person p on p.person_key = q.person_key join run k on k.run_id = q.last_run
      where q.quarantine_id = any($1::uuid[]) and q.state = 'open' and q.sealed is not null order by q.created_at, q.quarantine_id`,
    [quarantineIds],
  );
  return rows;
};

/** Whether all of these are still open; they are held until the transaction ends. */
export const holdOpen = async (tx: Tx, quarantineIds: readonly string[]): Promise<boolean> => {
  const { rowCount } = await tx.query(
    `select from quarantine where quarantine_id = any($1::uuid[]) and state = 'open' and sealed is not null order by quarantine_id for update`,
    [quarantineIds],
  );
  return rowCount === new Set(quarantineIds).size;
};

/** They were read: nothing of their content is needed any more. */
export const markReplayed = async (tx: Tx, quarantineIds: readonly string[]): Promise<void> => {
  const { rows } = await tx.query<Whose>(
    `update quarantine set state = 'replayed', sealed = null, replay_id = null where quarantine_id = any($1::uuid[]) returning person_key as "personKey"`,
    [quarantineIds],
  );
  await markOwnersDue(tx, rows);
};

/** Nobody waits for their replay any more; what cannot be read is as open as before. */
export const endReplay = async (tx: Tx, quarantineIds: readonly string[]): Promise<void> => {
  await tx.query(`update quarantine set replay_id = null where quarantine_id = any($1::uuid[]) and replay_id is not null`, [quarantineIds]);
};

export interface StillBroken {
  readonly quarantineId: string;
  readonly row: Omit<QuarantinedRow, 'position'>;
}

/**
 * Rows that still cannot be read, perhaps for another reason than before: the same entry says so from now on, and keeps no more of them than may be
 * kept now. When and where they were last met stays as it was. Where another entry says the same already, that one is enough.
 */
export const restate = async (tx: Tx, broken: readonly StillBroken[]): Promise<void> => {
  if (broken.length === 0) return;
  const given = [broken.map(({ quarantineId }) => quarantineId), broken.map(({ row }) => row.fingerprint)];
  await tx.query(
    `update quarantine q set fingerprint = decode(n.fingerprint, 'hex'), record_key = n.record_key, reason = n.reason, path = n.path, shape = n.shape,
            person_key = n.person_key, sealed = n.sealed
       from (select distinct on (fingerprint) *
               from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::uuid[], $8::bytea[])
                 as g (quarantine_id, fingerprint, record_key, reason, path, shape, person_key, sealed) order by fingerprint, quarantine_id) n
      where q.quarantine_id = n.quarantine_id
        and not exists (select from quarantine o where o.fingerprint = decode(n.fingerprint, 'hex') and o.quarantine_id <> n.quarantine_id)`,
    [
      ...given,
      broken.map(({ row }) => row.recordKey),
      broken.map(({ row }) => row.reason),
      broken.map(({ row }) => row.path),
      broken.map(({ row }) => row.shape),
      broken.map(({ row }) => row.personKey),
      broken.map(({ row }) => row.sealed),
    ],
  );
  await tx.query(
    `delete from quarantine q using unnest($1::uuid[], $2::text[]) as n (quarantine_id, fingerprint)
      where q.quarantine_id = n.quarantine_id and q.fingerprint <> decode(n.fingerprint, 'hex')`,
    given,
  );
};

/** Of these records, those that a later run than the one named has seen. */
export const seenSince = async (
  db: Db,
  dataset: Testimony,
  records: readonly { readonly personKey: string; readonly recordKey: string; readonly metAt: Instant }[],
): Promise<ReadonlySet<string>> => {
  const { rows } = await db.query<{ personKey: string; recordKey: string }>(
    `select n.person_key as "personKey", n.record_key as "recordKey" from unnest($2::uuid[], $3::text[], $4::timestamptz[]) as n (person_key, record_key, met_at)
      where exists (select from record r join run k on k.run_id = r.seen_run
                     where r.person_key = n.person_key and r.dataset = $1 and r.record_key = n.record_key and r.current and k.started_at > n.met_at)`,
    [dataset, records.map((one) => one.personKey), records.map((one) => one.recordKey), records.map((one) => one.metAt)],
  );
  return new Set(rows.map(({ personKey, recordKey }) => `${personKey} ${recordKey}`));
};
