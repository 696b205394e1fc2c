/** Applications and their versions: made once in effect, delivered by id and version, never forgotten. */
import type { Programme } from '../domain/application.ts';
import type { Instant } from '../domain/period.ts';
import type { Whereabouts } from '../pipeline/5-apply/callback.ts';
import type { Db, Tx } from './database.ts';
import { districtOf } from './of-district.ts';

export interface ApplicationKey {
  readonly personKey: string;
  readonly applicationId: string;
}

export interface StoredApplication extends ApplicationKey, Whereabouts {
  /** By which its id is made. Null: made before this was kept. */
  readonly memberId: string | null;
  readonly caseId: string;
  readonly programme: Programme;
  /** The newest made. */
  readonly version: number;
}

export const APPLICATION = `person_key as "personKey", application_id as "applicationId", member_id as "memberId", case_id as "caseId", programme, state, hold_reason as "holdReason", version, delivered_version as "deliveredVersion", remote_status as "remoteStatus", decided_at as "decidedAt", reason_code as "reasonCode"`;

export const applicationsOfPeople = async (db: Db, personKeys: readonly string[]): Promise<readonly StoredApplication[]> => {
  const { rows } = await db.query<StoredApplication>({
    name: 'applications-of-people',
    text: `select ${APPLICATION} from application where person_key = any($1::uuid[]) order by person_key, application_id`,
    values: [personKeys],
  });
  return rows;
};

const AMONG = `(person_key, application_id) in (select * from unnest($1::uuid[], $2::uuid[]))`;
const keysOf = (keys: readonly ApplicationKey[]): readonly (readonly string[])[] => [
  keys.map(({ personKey }) => personKey),
  keys.map(({ applicationId }) => applicationId),
];

export const findApplications = async (db: Db, keys: readonly ApplicationKey[]): Promise<readonly StoredApplication[]> => {
  const { rows } = await db.query<StoredApplication>({
    name: 'find-applications',
    text: `select ${APPLICATION} from application where ${AMONG}`,
    values: [...keysOf(keys)],
  });
  return rows;
};

/** As they stand now, in one order for everybody who holds several: a callback about one of them waits for the commit, or has come before. */
export const holdApplications = async (tx: Tx, keys: readonly ApplicationKey[]): Promise<ReadonlyMap<string, StoredApplication>> => {
  if (keys.length === 0) return new Map();
  const { rows } = await tx.query<StoredApplication>({
    name: 'hold-applications',
    text: `select ${APPLICATION} from application where ${AMONG} order by person_key, application_id for no key update`,
    values: [...keysOf(keys)],
  });
  return new Map(rows.map((row) => [row.applicationId, row]));
};

/** By which edition of which rule set a version was offered, and for which of its rules. */
export interface OfferedBy {
  readonly ruleSet: { readonly id: string; readonly version: string };
  readonly rules: readonly string[];
}

export interface StoredVersion extends ApplicationKey {
  readonly version: number;
  readonly sealed: Buffer;
  /** Null: made before this was kept. */
  readonly offeredBy: OfferedBy | null;
}

const VERSION = `person_key as "personKey", application_id as "applicationId", version, sealed, offered_by as "offeredBy"`;

/** Of each application of these people the version the worker confirmed, where they have, otherwise the newest. */
export const standingVersions = async (db: Db, personKeys: readonly string[]): Promise<readonly StoredVersion[]> => {
  const { rows } = await db.query<StoredVersion>({
    name: 'standing-versions',
    text: `select distinct on (v.person_key, v.application_id)
            v.person_key as "personKey", v.application_id as "applicationId", v.version, v.sealed, v.offered_by as "offeredBy"
       from application_version v join application a on a.person_key = v.person_key and a.application_id = v.application_id
      where v.person_key = any($1::uuid[])
      order by v.person_key, v.application_id, (a.remote_status is not distinct from 'confirmed' and a.delivered_version is not distinct from v.version) desc, v.version desc`,
    values: [personKeys],
  });
  return rows;
};

export const findVersions = async (
  db: Db,
  keys: readonly (ApplicationKey & { readonly version: number })[],
): Promise<readonly StoredVersion[]> => {
  const { rows } = await db.query<StoredVersion>({
    name: 'find-versions',
    text: `select ${VERSION} from application_version where (person_key, application_id, version) in (select * from unnest($1::uuid[], $2::uuid[], $3::int[]))`,
    values: [...keysOf(keys), keys.map(({ version }) => version)],
  });
  return rows;
};

export type ApplicationChange = Pick<
  StoredApplication,
  'personKey' | 'applicationId' | 'memberId' | 'caseId' | 'programme' | 'state' | 'holdReason' | 'version'
>;

/** Of one that is offered again after it was withdrawn nobody has said anything yet. */
export const saveApplications = async (tx: Tx, applications: readonly ApplicationChange[]): Promise<void> => {
  if (applications.length === 0) return;
  await tx.query({
    name: 'save-applications',
    text: `insert into application (person_key, application_id, case_id, programme, state, hold_reason, version, member_id, district)
     select n.*, ${districtOf('n')} from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::int[], $8::text[])
         as n (person_key, application_id, case_id, programme, state, hold_reason, version, member_id)
     on conflict (person_key, application_id) do update
        set case_id = excluded.case_id, state = excluded.state, hold_reason = excluded.hold_reason, version = excluded.version,
            remote_status = case when application.state = 'withdrawn' and excluded.state = 'ready' then null else application.remote_status end,
            decided_at = case when application.state = 'withdrawn' and excluded.state = 'ready' then null else application.decided_at end
      where (application.case_id, application.state, application.hold_reason, application.version) is distinct from (excluded.case_id, excluded.state, excluded.hold_reason, excluded.version)`,
    values: [
      applications.map((one) => one.personKey),
      applications.map((one) => one.applicationId),
      applications.map((one) => one.caseId),
      applications.map((one) => one.programme),
      applications.map((one) => one.state),
      applications.map((one) => one.holdReason),
      applications.map((one) => one.version),
      applications.map((one) => one.memberId),
    ],
  });
};

export const saveVersions = async (tx: Tx, runId: string, versions: readonly StoredVersion[]): Promise<void> => {
  if (versions.length === 0) return;
  await tx.query({
    name: 'save-versions',
    text: `insert into application_version (person_key, application_id, version, known_run, sealed, offered_by)
     select person_key, application_id, version, $1, sealed, offered_by
       from unnest($2::uuid[], $3::uuid[], $4::int[], $5::bytea[], $6::jsonb[]) as n (person_key, application_id, version, sealed, offered_by)`,
    values: [
      runId,
      versions.map((one) => one.personKey),
      versions.map((one) => one.applicationId),
      versions.map((one) => one.version),
      versions.map((one) => one.sealed),
      versions.map((one) => (one.offeredBy === null ? null : JSON.stringify(one.offeredBy))),
    ],
  });
};

/** `at`: now. What came of each first keeps its moment: the overview counts by it. */
export const saveWhereabouts = async (tx: Tx, moved: readonly (ApplicationKey & Whereabouts)[], at: Instant): Promise<void> => {
  if (moved.length === 0) return;
  await tx.query({
    name: 'save-whereabouts',
    text: `update application a
              set state = n.state, hold_reason = n.hold_reason, delivered_version = n.delivered_version, remote_status = n.remote_status,
                  decided_at = n.decided_at, reason_code = n.reason_code,
                  first_delivered_at = coalesce(a.first_delivered_at, case when n.delivered_version is not null then $9::timestamptz end),
                  confirmed_at = coalesce(a.confirmed_at, case when n.remote_status in ('confirmed', 'granted', 'refused') then coalesce(n.decided_at, $9::timestamptz) end)
             from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::int[], $6::text[], $7::timestamptz[], $8::text[])
               as n (person_key, application_id, state, hold_reason, delivered_version, remote_status, decided_at, reason_code)
            where a.person_key = n.person_key and a.application_id = n.application_id`,
    values: [
      ...keysOf(moved),
      moved.map(({ state }) => state),
      moved.map(({ holdReason }) => holdReason),
      moved.map(({ deliveredVersion }) => deliveredVersion),
      moved.map(({ remoteStatus }) => remoteStatus),
      moved.map(({ decidedAt }) => decidedAt),
      moved.map(({ reasonCode }) => reasonCode),
      at,
    ],
  });
};

export interface ApplicationCounts {
  readonly delivered: number;
  readonly held: number;
  readonly refused: number;
  /** Taken back, because its ground was gone or its use was no longer agreed to. What was held and never sent is not. */
  readonly withdrawn: number;
}

/** The applications line of the summary. `delivered` counts what stands at the aid system, decided or not. */
export const applicationCounts = async (db: Db): Promise<Readonly<Record<string, ApplicationCounts>>> => {
  const { rows } = await db.query<ApplicationCounts & { programme: string }>(
    `select programme, count(*) filter (where state in ('delivered', 'decided'))::int as delivered, count(*) filter (where state = 'held')::int as held,
            count(*) filter (where state = 'refused')::int as refused,
            count(*) filter (where state = 'withdrawn' and delivered_version is not null and hold_reason is distinct from 'erased')::int as withdrawn
       from application group by programme order by programme`,
  );
  return Object.fromEntries(rows.map(({ programme, ...counts }) => [programme, counts]));
};

/** Neither delivered, held, refused nor withdrawn. What an erasure withdraws is nobody's any more, and in no night's books. */
export const undeliveredCount = async (db: Db): Promise<number> => {
  const { rows } = await db.query<{ open: number }>(
    `select count(*)::int as open from application where state in ('ready', 'withdrawing') and hold_reason is distinct from 'erased'`,
  );
  return rows[0]?.open ?? 0;
};
