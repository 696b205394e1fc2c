/** What is too old to be kept, deleted in batches: each statement takes some, and says whether there may be more. */
import { type Day, startOf } from '../domain/period.ts';
import type { Dataset } from '../domain/sources.ts';
import { type Db, goByKeys, type Tx } from './database.ts';
import { markOwnersDue, type Whose } from './quarantine.ts';

export interface Batch {
  /** What is older than this day. */
  readonly before: Day;
  readonly limit: number;
}

export interface Taken {
  readonly deleted: number;
  readonly more: boolean;
}

const rowsOf = async (tx: Tx, sql: string, values: readonly unknown[]): Promise<number> => (await tx.query(sql, [...values])).rowCount ?? 0;

/** The last value is the most it takes. */
export const taken = async (tx: Tx, sql: string, values: readonly [...unknown[], number]): Promise<Taken> =>
  takenOf(await rowsOf(tx, sql, values), Number(values.at(-1)));
const takenOf = (deleted: number, limit: number): Taken => ({ deleted, more: deleted >= limit });

/** A statement about the records of one dataset, as it was planned for the first: planned for each, all of them took longer than what they delete. */
const takenOfDataset = async (tx: Tx, { name, text }: { readonly name: string; readonly text: string }, dataset: Dataset, batch: Batch) => {
  goByKeys(tx);
  const { rowCount } = await tx.query({ name, text, values: [dataset, batch.before, batch.limit] });
  return takenOf(rowCount ?? 0, batch.limit);
};

/** Versions that newer ones had replaced by then: any later night is told as exactly as before. */
export const deleteReplacedVersions = (tx: Tx, dataset: Dataset, batch: Batch): Promise<Taken> =>
  takenOfDataset(tx, { name: 'delete-replaced-versions', text: REPLACED_VERSIONS }, dataset, batch);
const REPLACED_VERSIONS = `with old as (
       select r.person_key, r.record_key, r.version from run k
         join record r on r.known_run = k.run_id and r.dataset = $1 and (not r.current or r.ended) and not r.current
        where k.date < $2
          and exists (select from record s join run l on l.run_id = s.known_run
                       where s.person_key = r.person_key and s.dataset = r.dataset and s.record_key = r.record_key
                         and l.date < $2 and (l.date, s.version) > (k.date, r.version))
        limit $3)
     delete from record r using old where r.person_key = old.person_key and r.dataset = $1 and r.record_key = old.record_key and r.version = old.version`;

/** Records that had ended by then and have no other version. */
export const deleteEndedRecords = (tx: Tx, dataset: Dataset, batch: Batch): Promise<Taken> =>
  takenOfDataset(tx, { name: 'delete-ended-records', text: ENDED_RECORDS }, dataset, batch);
const ENDED_RECORDS = `with old as (
       select r.person_key, r.record_key, r.version from run k
         join record r on r.known_run = k.run_id and r.dataset = $1 and (not r.current or r.ended) and r.current and r.ended
        where k.date < $2
          and not exists (select from record o where o.person_key = r.person_key and o.dataset = r.dataset and o.record_key = r.record_key and o.version <> r.version)
        limit $3)
     delete from record r using old where r.person_key = old.person_key and r.dataset = $1 and r.record_key = old.record_key and r.version = old.version`;

/** A table's versions that another had replaced by then, or that ended without one. */
const replacedResults = (table: 'finding' | 'screening' | 'fact_sheet', key: string): string =>
  `with old as (
     select f.person_key, ${key} f.version from run k join ${table} f on f.known_run = k.run_id and not f.current
      where k.date < $1
        and not exists (select from ${table} s join run l on l.run_id = s.known_run
                         where s.person_key = f.person_key ${key === '' ? '' : 'and s.purpose = f.purpose'} and s.version = f.version + 1 and l.date >= $1)
      limit $2)
   delete from ${table} f using old where f.person_key = old.person_key ${key === '' ? '' : 'and f.purpose = old.purpose'} and f.version = old.version`;

const RESULTS = [
  replacedResults('finding', 'f.purpose,'),
  replacedResults('screening', ''),
  replacedResults('fact_sheet', ''),
  `with old as (select d.person_key, d.kind, d.opened_run from run k join discrepancy d on d.closed_run = k.run_id and d.closed_run is not null where k.date < $1 limit $2),
        gone as (delete from discrepancy d using old where d.person_key = old.person_key and d.kind = old.kind and d.opened_run = old.opened_run
                 returning d.person_key, d.discrepancy_id),
        unasked as (delete from correction_request q using gone where q.person_key = gone.person_key and q.discrepancy_id = gone.discrepancy_id)
   select from gone`,
  `with old as (select c.person_key, c.case_id from run k join screening_case c on c.closed_run = k.run_id and c.closed_run is not null where k.date < $1 limit $2)
   delete from screening_case c using old where c.person_key = old.person_key and c.case_id = old.case_id`,
  `with old as (select c.person_key, c.application_id, c.kind, c.opened_run from run k join concern c on c.closed_run = k.run_id and c.closed_run is not null where k.date < $1 limit $2)
   delete from concern c using old where c.person_key = old.person_key and c.application_id = old.application_id and c.kind = old.kind and c.opened_run = old.opened_run`,
];

/** Of each kind of result so many. */
export const deleteOldResults = async (tx: Tx, { before, limit }: Batch): Promise<Taken> => {
  const counts: number[] = [];
  for (const sql of RESULTS) counts.push(await rowsOf(tx, sql, [before, limit]));
  return { deleted: counts.reduce((sum, count) => sum + count, 0), more: counts.some((count) => count >= limit) };
};

/** Versions of forms that a newer one had replaced by then. */
export const deleteReplacedForms = (tx: Tx, { before, limit }: Batch): Promise<Taken> =>
  taken(
    tx,
    `with old as (
       select v.person_key, v.application_id, v.version from run k
         join application_version v on v.known_run = k.run_id
         join application a on a.person_key = v.person_key and a.application_id = v.application_id and a.version > v.version
         join application_version n on n.person_key = v.person_key and n.application_id = v.application_id and n.version = v.version + 1
         join run l on l.run_id = n.known_run and l.date < $1
        where k.date < $1 limit $2)
     delete from application_version v using old where v.person_key = old.person_key and v.application_id = old.application_id and v.version = old.version`,
    [before, limit],
  );

/** Applications of those statuses, or that came to nothing, whose newest version is that old and whose case is closed: nothing offers them again. */
export const deleteSettledApplications = async (tx: Tx, statuses: readonly string[], { before, limit }: Batch): Promise<Taken> => {
  const { rows } = await tx.query<{ person_key: string; application_id: string }>({
    name: 'settled-applications',
    text: `select a.person_key, a.application_id from run k
       join application_version v on v.known_run = k.run_id
       join application a on a.person_key = v.person_key and a.application_id = v.application_id and a.version = v.version
      where k.date < $1 and (a.remote_status = any($2::text[]) or ($3 and a.state in ('withdrawn', 'refused') and coalesce(a.remote_status, '') not in ('confirmed', 'granted')))
        and not exists (select from screening_case c where c.person_key = a.person_key and c.case_id = a.case_id and c.closed_run is null)
      limit $4`,
    values: [before, statuses, !statuses.includes('confirmed') && !statuses.includes('granted'), limit],
  });
  if (rows.length === 0) return { deleted: 0, more: false };
  const keys = [rows.map((row) => row.person_key), rows.map((row) => row.application_id)];
  await tx.query(`delete from callback_event where application_id = any($1::text[])`, [rows.map((row) => row.application_id)]);
  for (const table of ['concern', 'application_version', 'application'])
    await tx.query(
      `delete from ${table} t using unnest($1::uuid[], $2::uuid[]) as n (person_key, application_id) where t.person_key = n.person_key and t.application_id = n.application_id`,
      keys,
    );
  return { deleted: rows.length, more: rows.length >= limit };
};

/** Events about ids that are no application's here, or not any more. */
export const deleteStrayEvents = (tx: Tx, { before, limit }: Batch): Promise<Taken> =>
  taken(
    tx,
    `delete from callback_event where event_id in (
       select e.event_id from callback_event e
        where e.received_at < $1 and not exists (select from application a where a.application_id::text = e.application_id) limit $2)`,
    [startOf(before), limit],
  );

/** Who asked for what to be read once more; rows that wait for it are newer than it. */
export const deleteOldReplays = (tx: Tx, { before, limit }: Batch): Promise<Taken> =>
  taken(
    tx,
    `delete from replay where replay_id in (select r.replay_id from run k join replay r on r.run_id = k.run_id where k.date < $1 and k.status <> 'running' limit $2)`,
    [before, limit],
  );

export const deleteOldQuarantine = async (tx: Tx, { before, limit }: Batch): Promise<Taken> => {
  const { rows } = await tx.query<Whose>(
    `delete from quarantine where quarantine_id in (select q.quarantine_id from quarantine q join run k on k.run_id = q.last_run where k.date < $1 limit $2)
     returning case when state = 'open' then person_key end as "personKey"`,
    [before, limit],
  );
  await markOwnersDue(tx, rows);
  return { deleted: rows.length, more: rows.length >= limit };
};

/** Units of work of runs that are over, with every attempt at them. */
export const deleteOldWork = async (tx: Tx, { before, limit }: Batch): Promise<Taken> => {
  const { rows } = await tx.query<{ work_id: string }>(
    `select w.work_id from run k join work w on w.run_id = k.run_id where k.date < $1 and k.status <> 'running' limit $2`,
    [before, limit],
  );
  const ids = rows.map((row) => row.work_id);
  await tx.query(`delete from work_attempt where work_id = any($1::uuid[])`, [ids]);
  await tx.query(`delete from work where work_id = any($1::uuid[])`, [ids]);
  await tx.query(
    `delete from retry_batch b where b.requested_at < $1 and b.ended_at is not null and not exists (select from retry_job j where j.retry_id = b.retry_id)`,
    [startOf(before)],
  );
  return { deleted: ids.length, more: ids.length >= limit };
};

/** Lines of the books, but for the last complete one of each dataset, from which the next reading goes on. */
export const deleteOldReadings = (tx: Tx, { before, limit }: Batch): Promise<Taken> =>
  taken(
    tx,
    `with kept as (
       (select distinct on (dataset) run_id, dataset, kind from reading where state = 'complete' and kind = 'nightly' order by dataset, as_of desc, started_at desc)
       union
       (select distinct on (dataset) run_id, dataset, kind from reading where state = 'complete' and from_beginning order by dataset, as_of desc)),
     old as (
       select r.run_id, r.dataset, r.kind from run k join reading r on r.run_id = k.run_id
        where k.date < $1 and k.status <> 'running' and (r.run_id, r.dataset, r.kind) not in (select run_id, dataset, kind from kept) limit $2)
     delete from reading r using old where r.run_id = old.run_id and r.dataset = old.dataset and r.kind = old.kind`,
    [before, limit],
  );

/** A member id of each person who left before that day in all their memberships, whose file is closed and for whom nothing is open. */
export const membersLongGone = async (db: Db, { before, limit }: Batch): Promise<readonly string[]> => {
  const { rows } = await db.query<{ member_id: string }>(
    `select min(m.member_id) as member_id from member m
       join record r on r.person_key = m.person_key and r.dataset = 'members' and r.record_key = m.member_id and r.current
      where m.left_on < $1
        and not exists (select from member o where o.person_key = m.person_key and (o.left_on is null or o.left_on >= $1))
        and not exists (select from record f where f.person_key = m.person_key and f.dataset = 'members' and f.current and coalesce(f.content -> 'aidFile', 'null') <> 'null')
        and not exists (select from application a where a.person_key = m.person_key
                           and (a.state in ('ready', 'withdrawing') or (a.state = 'delivered' and coalesce(a.remote_status, 'awaiting-confirmation') = 'awaiting-confirmation')))
      group by m.person_key order by 1 limit $2`,
    [before, limit],
  );
  return rows.map((row) => row.member_id);
};

/** Things whose own duty has ended, and people all of whose duties have: their key with them. */
export const deleteUnrestricted = async (tx: Tx, on: Day, limit: number): Promise<Taken> => {
  const items = await rowsOf(
    tx,
    `delete from retained where (person_key, item) in (select person_key, item from retained where until < $1 limit $2)`,
    [on, limit],
  );
  const { rows } = await tx.query<{ person_key: string }>(
    `delete from restriction where person_key in (select person_key from restriction x where until < $1 and not exists (select from retained t where t.person_key = x.person_key) limit $2)
     returning person_key`,
    [on, limit],
  );
  await tx.query(`delete from person where person_key = any($1::uuid[])`, [rows.map((row) => row.person_key)]);
  return { deleted: items + rows.length, more: items >= limit || rows.length >= limit };
};
