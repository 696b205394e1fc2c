/** Datasets that may no longer be used of a person: their records, and later what was derived from them. */
import type { Tx } from './database.ts';
import type { PersonDataset } from './permissions.ts';
import type { Taken } from './retention.ts';

/** All versions of the records, and rows that could not be read; remembers that something was derived from them. Answers how many rows went. */
export const deleteUnpermitted = async (tx: Tx, ended: readonly PersonDataset[]): Promise<number> => {
  const given = [ended.map((one) => one.personKey), ended.map((one) => one.dataset)];
  const records = await tx.query(
    `delete from record r using unnest($1::uuid[], $2::text[]) as n (person_key, dataset) where r.person_key = n.person_key and r.dataset = n.dataset`,
    given,
  );
  const broken = await tx.query(
    `delete from quarantine q using unnest($1::uuid[], $2::text[]) as n (person_key, dataset) where q.person_key = n.person_key and q.dataset = n.dataset`,
    given,
  );
  await tx.query(
    `insert into ended_permission (person_key, dataset) select * from unnest($1::uuid[], $2::text[]) on conflict do nothing`,
    given,
  );
  return (records.rowCount ?? 0) + (broken.rowCount ?? 0);
};

/** Results that tonight's have replaced, of people who let us use less than before: nothing says which of them rested on what. */
const DERIVED = [
  `delete from finding where person_key = any($1::uuid[]) and not current`,
  `delete from fact_sheet where person_key = any($1::uuid[]) and not current`,
  `delete from screening where person_key = any($1::uuid[]) and not current`,
  `delete from correction_request q using discrepancy d
    where q.person_key = any($1::uuid[]) and d.person_key = q.person_key and d.discrepancy_id = q.discrepancy_id and d.closed_run is not null`,
  `delete from discrepancy where person_key = any($1::uuid[]) and closed_run is not null`,
  `delete from screening_case where person_key = any($1::uuid[]) and closed_run is not null`,
  `delete from concern where person_key = any($1::uuid[]) and closed_run is not null`,
  // A form that waits for the worker is amended or withdrawn tonight; one the worker confirmed is theirs, and a duty's.
  `delete from application_version v using application a
    where v.person_key = any($1::uuid[]) and a.person_key = v.person_key and a.application_id = v.application_id
      and ((v.version < a.version and coalesce(a.remote_status, '') not in ('confirmed', 'granted'))
           or a.state = 'withdrawn' or a.remote_status in ('declined', 'expired', 'refused', 'withdrawn'))`,
];

/** Of so many people at a time. Where a result of tonight is missing, all of it waits for the next night. */
export const deleteDerived = async (tx: Tx, runId: string, limit: number): Promise<Taken> => {
  const { rows } = await tx.query<{ person_key: string }>(
    `select distinct person_key from ended_permission e
      where not exists (select from work w where w.run_id = $1 and w.state = 'failed' and w.step in ('verify', 'screen', 'apply', 'deliver'))
      order by person_key limit $2`,
    [runId, limit],
  );
  const people = rows.map((row) => row.person_key);
  if (people.length === 0) return { deleted: 0, more: false };
  let deleted = 0;
  for (const sql of DERIVED) deleted += (await tx.query(sql, [people])).rowCount ?? 0;
  await tx.query(`delete from ended_permission where person_key = any($1::uuid[])`, [people]);
  return { deleted, more: people.length >= limit };
};
