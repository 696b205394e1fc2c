/** What may no longer be used of a person: the records of datasets that no purpose may use, and later what was derived for purposes that lost some. */
import type { Programme } from '../domain/application.ts';
import type { Instant } from '../domain/period.ts';
import { PURPOSES, type Purpose } from '../domain/sources.ts';
import type { Tx } from './database.ts';
import type { PersonDataset, PersonPurpose } from './permissions.ts';
import type { Taken } from './retention.ts';
import { forgetAnswersAbout } from './verifications.ts';

/** All versions of the records, and rows that could not be read. Answers how many rows went. */
export const deleteUnpermitted = async (tx: Tx, closed: readonly PersonDataset[]): Promise<number> => {
  const given = [closed.map((one) => one.personKey), closed.map((one) => one.dataset)];
  const records = await tx.query(
    `delete from record r using unnest($1::uuid[], $2::text[]) as n (person_key, dataset) where r.person_key = n.person_key and r.dataset = n.dataset`,
    given,
  );
  const broken = await tx.query(
    `delete from quarantine q using unnest($1::uuid[], $2::text[]) as n (person_key, dataset) where q.person_key = n.person_key and q.dataset = n.dataset`,
    given,
  );
  return (records.rowCount ?? 0) + (broken.rowCount ?? 0);
};

/** Remembers that something was derived for these purposes from what they may not use any more. */
export const noteLessened = async (tx: Tx, lessened: readonly PersonPurpose[]): Promise<void> => {
  await tx.query(`insert into ended_purpose (person_key, purpose) select * from unnest($1::uuid[], $2::text[]) on conflict do nothing`, [
    lessened.map((one) => one.personKey),
    lessened.map((one) => one.purpose),
  ]);
};

/** What one purpose holds is of that purpose: results that tonight's have replaced, where nothing says which of them rested on what. */
const DERIVED_FOR_PURPOSE = [
  // What is the same as that of another purpose is kept under that one: once it is gone there, nothing is left of it here.
  `delete from finding f using unnest($1::uuid[], $2::text[]) as n (person_key, purpose)
    where f.person_key = n.person_key and not f.current and (f.purpose = n.purpose or f.content = to_jsonb(n.purpose))`,
  `delete from screening_case c using unnest($1::uuid[], $2::text[]) as n (person_key, purpose)
    where c.person_key = n.person_key and c.purpose = n.purpose and c.closed_run is not null`,
];
const DERIVED_FOR_PROGRAMME = [
  `delete from concern c using unnest($1::uuid[], $2::text[]) as n (person_key, programme) join application a on a.person_key = n.person_key and a.programme = n.programme
    where c.person_key = a.person_key and c.application_id = a.application_id and c.closed_run is not null`,
  // A form that waits for the worker is amended or withdrawn tonight; one the worker confirmed is theirs, and a duty's.
  `delete from application_version v using unnest($1::uuid[], $2::text[]) as n (person_key, programme) join application a on a.person_key = n.person_key and a.programme = n.programme
    where v.person_key = a.person_key and v.application_id = a.application_id
      and case when a.remote_status in ('confirmed', 'granted') then v.version <> coalesce(a.delivered_version, v.version)
          else v.version < a.version or a.state = 'withdrawn' or (a.state = 'decided' and a.remote_status in ('declined', 'expired', 'refused')) end`,
];
/** What holds all purposes in one, or does not say for which it is: made anew tonight, so that every earlier one goes. */
const DERIVED_FOR_ANY = [
  `delete from fact_sheet where person_key = any($1::uuid[]) and not current`,
  `delete from screening where person_key = any($1::uuid[]) and not current`,
  `delete from correction_request q using discrepancy d
    where q.person_key = any($1::uuid[]) and d.person_key = q.person_key and d.discrepancy_id = q.discrepancy_id and d.closed_run is not null`,
  `delete from discrepancy where person_key = any($1::uuid[]) and closed_run is not null`,
];

/** Of people whom only a mistaken number made members, of whom no night will make anything anew. */
const DERIVED_FOR_NOBODY = ['fact_sheet', 'screening', 'due', 'permission'].map(
  (table) =>
    `delete from ${table} d where person_key = any($1::uuid[]) and not exists (select from member m where m.person_key = d.person_key)`,
);

/**
 * Whoever is still to be looked at, or has an application that is to be sent or withdrawn, waits for the night that has done it: earlier results and forms are
 * not replaced yet, and a worker may have confirmed one of these. Nobody waits for anybody else, but where nobody could be listed, and for another run that is
 * not so far yet.
 */
const IS_TIME = `not exists (select from agenda a where a.person_key = e.person_key)
  and not exists (select from application a where a.person_key = e.person_key and a.state in ('ready', 'withdrawing'))
  and not exists (select from work w where w.run_id = $1 and w.state = 'failed' and w.step = 'plan-verification')
  and not exists (select from run r where r.status = 'running' and r.run_id <> $1 and r.phase not in ('retention', 'closing'))`;

export interface Deriving {
  readonly programmesFor: (purpose: Purpose) => readonly Programme[];
  /** How somebody is found in the audit ledger, in hex, by the digest of their number. */
  readonly subjectOf: (idDigest: Buffer) => string;
  /** Answers from before are forgotten, whoever they are about. */
  readonly answersSince: Instant;
}

/** Of so many people at a time: what was derived for the purposes that lost something of them, and the answers that were kept of it for whoever had asked. */
export const deleteDerived = async (
  tx: Tx,
  { runId, limit }: { readonly runId: string; readonly limit: number },
  deriving: Deriving,
): Promise<Taken> => {
  const { rows } = await tx.query<{ person_key: string }>(
    `(select distinct e.person_key from ended_purpose e where ${IS_TIME} order by e.person_key limit $2)
     union (select distinct e.person_key from ended_permission e where ${IS_TIME} order by e.person_key limit $2) order by person_key limit $2`,
    [runId, limit],
  );
  const people = rows.map((row) => row.person_key);
  if (people.length === 0) return { deleted: 0, more: false };
  const lessened = await takeLessened(tx, people);
  const ofPurposes = [lessened.map((one) => one.personKey), lessened.map((one) => one.purpose)];
  const forms = lessened.flatMap(({ personKey, purpose }) =>
    deriving.programmesFor(purpose).map((programme) => ({ personKey, programme })),
  );
  const ofProgrammes = [forms.map((one) => one.personKey), forms.map((one) => one.programme)];
  let deleted = await forgetAnswersAbout(tx, await subjectsOf(tx, lessened, deriving), deriving.answersSince);
  for (const sql of DERIVED_FOR_PROGRAMME) deleted += (await tx.query(sql, ofProgrammes)).rowCount ?? 0;
  for (const sql of DERIVED_FOR_PURPOSE) deleted += (await tx.query(sql, ofPurposes)).rowCount ?? 0;
  for (const sql of [...DERIVED_FOR_ANY, ...DERIVED_FOR_NOBODY]) deleted += (await tx.query(sql, [people])).rowCount ?? 0;
  return { deleted, more: people.length >= limit };
};

/** Noted by the version before, which did not say of which purpose: of any. */
const takeLessened = async (tx: Tx, people: readonly string[]): Promise<readonly PersonPurpose[]> => {
  const { rows } = await tx.query<PersonPurpose>(
    `with of_purposes as (delete from ended_purpose where person_key = any($1::uuid[]) returning person_key, purpose),
          of_any as (delete from ended_permission where person_key = any($1::uuid[]) returning person_key)
     select person_key as "personKey", purpose from of_purposes
     union select person_key, purpose from of_any cross join unnest($2::text[]) as p (purpose) order by 1, 2`,
    [people, PURPOSES],
  );
  return rows;
};

const subjectsOf = async (tx: Tx, lessened: readonly PersonPurpose[], { subjectOf }: Deriving) => {
  const { rows } = await tx.query<{ purpose: Purpose; id_digest: Buffer }>(
    `select n.purpose, l.id_digest from unnest($1::uuid[], $2::text[]) as n (person_key, purpose) join person_lookup l on l.person_key = n.person_key`,
    [lessened.map((one) => one.personKey), lessened.map((one) => one.purpose)],
  );
  return rows.map(({ purpose, id_digest }) => ({ subject: Buffer.from(subjectOf(id_digest), 'hex'), purpose }));
};
