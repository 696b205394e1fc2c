/** Takes a person out of every table, in a transaction of the caller's that holds the people lock; what is left says whom only by digest. */
import type { Day, Instant } from '../domain/period.ts';
import type { Tombstone } from '../pipeline/2-normalise/erased/after-erasure.ts';
import type { RemoteStatus } from '../pipeline/5-apply/callback.ts';
import type { Db, Tx } from './database.ts';
import { markHouseholdsOf } from './due.ts';
import { forgetAnswersAbout } from './verifications.ts';

/** A person, and whoever the same member was taken for before the roster corrected the identity number. */
export interface MemberPeople {
  readonly personKey: string;
  readonly personKeys: readonly string[];
  readonly memberIds: readonly string[];
  readonly idDigests: readonly Buffer[];
}

/** Null: nobody. */
export const peopleOfMember = async (tx: Tx, memberId: string): Promise<MemberPeople | null> => {
  const { rows } = await tx.query<{ personKey: string; memberIds: string[] }>(
    `select m.person_key as "personKey", array_agg(m.member_id order by m.member_id) as "memberIds"
       from member a join member m on m.person_key = a.person_key where a.member_id = $1 group by m.person_key`,
    [memberId],
  );
  const [found] = rows;
  if (found === undefined) return null;
  const { rows: keys } = await tx.query<{ key: string }>(
    `select distinct r.person_key as key from record r
      where r.dataset = 'members' and r.record_key = any($1::text[]) and r.current
        and not exists (select from member m where m.person_key = r.person_key and m.person_key <> $2)`,
    [found.memberIds, found.personKey],
  );
  const personKeys = [...new Set([found.personKey, ...keys.map(({ key }) => key)])];
  const { rows: digests } = await tx.query<{ id_digest: Buffer }>(
    `select id_digest from person_lookup where person_key = any($1::uuid[])`,
    [personKeys],
  );
  return { ...found, personKeys, idDigests: digests.map((row) => row.id_digest) };
};

/** An application as a retention duty sees it, with the place its newest version is sealed in. */
export interface HeldApplication {
  readonly personKey: string;
  readonly applicationId: string;
  readonly programme: string;
  readonly version: number;
  readonly remoteStatus: RemoteStatus | null;
  readonly sealed: Buffer | null;
  readonly lastOn: Day | null;
}

export const applicationsOf = async (tx: Tx, personKeys: readonly string[]): Promise<readonly HeldApplication[]> => {
  const { rows } = await tx.query<HeldApplication>(
    `select a.person_key as "personKey", a.application_id as "applicationId", a.programme, a.version, a.remote_status as "remoteStatus", v.sealed, r.date as "lastOn"
       from application a
       left join application_version v on v.person_key = a.person_key and v.application_id = a.application_id and v.version = a.version
       left join run r on r.run_id = v.known_run
      where a.person_key = any($1::uuid[]) order by a.application_id`,
    [personKeys],
  );
  return rows;
};

/** Whatever may stand open at the aid system, or be on its way there, is to be withdrawn; the row stays until it is. */
export const withdrawOpen = async (tx: Tx, personKeys: readonly string[]): Promise<readonly OpenWithdrawal[]> => {
  const { rows } = await tx.query<OpenWithdrawal>(
    `update application set state = 'withdrawing', hold_reason = 'erased'
      where person_key = any($1::uuid[])
        and (state in ('ready', 'withdrawing')
             or (state <> 'withdrawn' and delivered_version is not null and coalesce(remote_status, 'awaiting-confirmation') = 'awaiting-confirmation'))
     returning person_key as "personKey", application_id as "applicationId", version`,
    [personKeys],
  );
  return rows;
};

export interface OpenWithdrawal {
  readonly personKey: string;
  readonly applicationId: string;
  readonly version: number;
}

/** Delivered applications of a member that, as far as we know, still wait for the worker. */
export const undecidedOf = async (db: Db, memberId: string): Promise<readonly Pick<OpenWithdrawal, 'personKey' | 'applicationId'>[]> => {
  const { rows } = await db.query<Pick<OpenWithdrawal, 'personKey' | 'applicationId'>>(
    `select a.person_key as "personKey", a.application_id as "applicationId" from member m join application a on a.person_key = m.person_key
      where m.member_id = $1 and a.state = 'delivered' and coalesce(a.remote_status, 'awaiting-confirmation') = 'awaiting-confirmation' order by a.application_id`,
    [memberId],
  );
  return rows;
};

export const openWithdrawals = async (tx: Db): Promise<readonly OpenWithdrawal[]> => {
  const { rows } = await tx.query<OpenWithdrawal>(
    `select person_key as "personKey", application_id as "applicationId", version from application where state = 'withdrawing' and hold_reason = 'erased' order by application_id`,
  );
  return rows;
};

/** Once it is withdrawn, or was decided on before: nothing of it stays. */
export const forgetWithdrawn = async (
  tx: Tx,
  applications: readonly Pick<OpenWithdrawal, 'personKey' | 'applicationId'>[],
): Promise<void> => {
  if (applications.length === 0) return;
  await tx.query(
    `delete from application where (person_key, application_id) in (select * from unnest($1::uuid[], $2::uuid[])) and hold_reason = 'erased' and state <> 'withdrawing'`,
    [applications.map(({ personKey }) => personKey), applications.map(({ applicationId }) => applicationId)],
  );
};

/** Whoever delivers an application, by itself or with others, withdraws it. */
const IS_DELIVERED_BY = `(w.params ->> 'applicationId' = n.application_id::text
  or w.params -> 'deliveries' @> jsonb_build_array(jsonb_build_object('applicationId', n.application_id)))`;

/** A night whose applications are under way withdraws these too; one that has not come so far finds them itself. */
export const withdrawInRun = async (tx: Tx, open: readonly OpenWithdrawal[]): Promise<void> => {
  const { rows: runs } = await tx.query<{ run_id: string; pass: number }>(
    `select run_id, pass from run where status = 'running' and phase = 'applications' for no key update`,
  );
  for (const { run_id, pass } of runs)
    await tx.query(
      `insert into work (work_id, run_id, pass, step, source, dataset, unit, params, about, state)
       select gen_random_uuid(), $1, $2, 'deliver', 'aid-system', null, application_id || '@' || version || '-erased',
              jsonb_build_object('personKey', person_key, 'applicationId', application_id, 'version', version), 1, 'ready'
         from unnest($3::uuid[], $4::uuid[], $5::int[]) as n (person_key, application_id, version)
        where not exists (select from work w where w.run_id = $1 and w.step = 'deliver' and w.state in ('ready', 'running') and ${IS_DELIVERED_BY})
       on conflict (run_id, pass, step, unit) do nothing`,
      [run_id, pass, open.map((one) => one.personKey), open.map((one) => one.applicationId), open.map((one) => one.version)],
    );
};

const BY_PERSON = [
  'record',
  'finding',
  'discrepancy',
  'correction_request',
  'fact_sheet',
  'screening',
  'screening_case',
  'coverage',
  'permission',
  'ended_permission',
  'ended_purpose',
  'quarantine',
  'application_version',
  'concern',
] as const;

export type DeletedTable = (typeof BY_PERSON)[number] | 'verification' | 'callback_event' | 'application' | 'member' | 'person_lookup';

/** Rows deleted, by table. */
export type Deleted = Readonly<Partial<Record<DeletedTable, number>>>;

/** When they are looked at: nothing about them, and nobody counts it. */
const ABOUT_NIGHTS = ['person_news', 'agenda', 'briefing', 'due'] as const;

/**
 * Everything but the keys and the tombstones. Applications that are being withdrawn stay, without a document. `subjects`: how the audit ledger calls
 * them; it alone knows which verifications are about them.
 */
export const deletePeople = async (
  tx: Tx,
  { personKeys, memberIds, subjects }: MemberPeople & { readonly subjects: readonly Buffer[] },
): Promise<Deleted> => {
  const counts: Partial<Record<DeletedTable, number>> = {};
  const count = async (table: DeletedTable, sql: string, values: readonly unknown[]): Promise<void> => {
    const { rowCount } = await tx.query(sql, [...values]);
    if ((rowCount ?? 0) > 0) counts[table] = (counts[table] ?? 0) + (rowCount ?? 0);
  };
  await markHouseholdsOf(tx, personKeys);
  for (const table of ABOUT_NIGHTS) await tx.query(`delete from ${table} where person_key = any($1::uuid[])`, [personKeys]);
  for (const table of BY_PERSON) await count(table, `delete from ${table} where person_key = any($1::uuid[])`, [personKeys]);
  const answers = await forgetAnswersAbout(
    tx,
    subjects.map((subject) => ({ subject, purpose: null })),
    null,
  );
  if (answers > 0) counts.verification = answers;
  // Rows of the roster that named somebody else as this member.
  await count(
    'record',
    `delete from record r using (select person_key, record_key from record where dataset = 'members' and record_key = any($1::text[]) and current) c
      where r.person_key = c.person_key and r.dataset = 'members' and r.record_key = c.record_key`,
    [memberIds],
  );
  await count('quarantine', `delete from quarantine where dataset = 'members' and record_key = any($1::text[])`, [memberIds]);
  await count(
    'callback_event',
    `delete from callback_event e using application a where a.person_key = any($1::uuid[]) and e.application_id = a.application_id::text`,
    [personKeys],
  );
  await count('application', `delete from application where person_key = any($1::uuid[]) and state <> 'withdrawing'`, [personKeys]);
  await count('member', `delete from member where person_key = any($1::uuid[])`, [personKeys]);
  await count('person_lookup', `delete from person_lookup where person_key = any($1::uuid[])`, [personKeys]);
  return counts;
};

/** The end of everything sealed for them: their keys. */
export const destroyKeys = async (tx: Tx, personKeys: readonly string[]): Promise<void> => {
  await tx.query(`delete from person where person_key = any($1::uuid[])`, [personKeys]);
};

export interface Restriction {
  readonly personKey: string;
  /** Of every member id they had. */
  readonly memberDigests: readonly Buffer[];
  readonly restrictedAt: Instant;
  /** With that day. */
  readonly until: Day;
  readonly duties: readonly { readonly duty: string; readonly document: string; readonly until: Day }[];
}

export interface RetainedItem {
  readonly item: string;
  readonly until: Day;
  readonly sealed: Buffer;
}

export const restrict = async (
  tx: Tx,
  { personKey, memberDigests, restrictedAt, until, duties }: Restriction,
  items: readonly RetainedItem[],
): Promise<void> => {
  await tx.query(`insert into restriction (person_key, member_digests, restricted_at, until, duties) values ($1, $2, $3, $4, $5)`, [
    personKey,
    memberDigests,
    restrictedAt,
    until,
    JSON.stringify(duties),
  ]);
  await tx.query(`insert into retained (person_key, item, until, sealed) select $1, * from unnest($2::text[], $3::date[], $4::bytea[])`, [
    personKey,
    items.map(({ item }) => item),
    items.map((one) => one.until),
    items.map(({ sealed }) => sealed),
  ]);
};

export const restrictionsOf = async (tx: Tx, memberDigest: Buffer): Promise<readonly Restriction[]> => {
  const { rows } = await tx.query<Restriction>(
    `select person_key as "personKey", member_digests as "memberDigests", restricted_at as "restrictedAt", until, duties
       from restriction where $1 = any(member_digests) order by until`,
    [memberDigest],
  );
  return rows;
};

export type ErasureCause = Tombstone['cause'];

export interface ErasureAct {
  readonly memberDigest: Buffer;
  readonly cause: ErasureCause;
  readonly reason: string | null;
  readonly erasedAt: Instant;
  readonly deleted: Deleted;
}

/** The act itself. The audit ledger's entry (`erase`) is written here as well: in this transaction, or not at all. */
export const noteErasure = async (tx: Tx, { memberDigest, cause, reason, erasedAt, deleted }: ErasureAct): Promise<void> => {
  await tx.query(`insert into erasure (member_digest, cause, reason, erased_at, deleted) values ($1, $2, $3, $4, $5)`, [
    memberDigest,
    cause,
    reason,
    erasedAt,
    JSON.stringify(deleted),
  ]);
};

export const raiseTombstones = async (tx: Tx, digests: readonly Buffer[], { cause, erasedAt }: Tombstone): Promise<void> => {
  await tx.query(
    `insert into tombstone (digest, cause, erased_at) select d, $2, $3 from unnest($1::bytea[]) as d
     on conflict (digest) do update set cause = case when tombstone.cause = 'asked' then 'asked' else excluded.cause end, erased_at = excluded.erased_at`,
    [digests, cause, erasedAt],
  );
};

/** By hex digest. */
export const tombstonesAmong = async (db: Db, digests: readonly Buffer[]): Promise<ReadonlyMap<string, Tombstone>> => {
  const { rows } = await db.query<{ digest: Buffer } & Tombstone>(
    `select digest, cause, erased_at as "erasedAt" from tombstone where digest = any($1::bytea[])`,
    [digests],
  );
  return new Map(rows.map(({ digest, ...tombstone }) => [digest.toString('hex'), tombstone]));
};
