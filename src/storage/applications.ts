/** Applications and their versions: made once in effect, delivered by id and version, never forgotten. */
import type { Programme } from '../domain/application.ts';
import type { Db, Tx } from './database.ts';
import type { PersonRange } from './people.ts';

export type ApplicationState = 'held' | 'ready' | 'delivered' | 'refused' | 'withdrawing' | 'withdrawn' | 'decided';

export type RemoteStatus = 'awaiting-confirmation' | 'confirmed' | 'declined' | 'expired' | 'granted' | 'refused' | 'withdrawn';

export interface StoredApplication {
  readonly personKey: string;
  readonly applicationId: string;
  readonly caseId: string;
  readonly programme: Programme;
  readonly state: ApplicationState;
  readonly holdReason: string | null;
  readonly version: number;
  readonly deliveredVersion: number | null;
  /** What the aid system last said of it. */
  readonly remoteStatus: RemoteStatus | null;
}

const APPLICATION = `person_key as "personKey", application_id as "applicationId", case_id as "caseId", programme, state, hold_reason as "holdReason", version, delivered_version as "deliveredVersion", remote_status as "remoteStatus"`;

export const applicationsInRange = async (db: Db, range: PersonRange): Promise<readonly StoredApplication[]> => {
  const { rows } = await db.query<StoredApplication>(`select ${APPLICATION} from application where person_key between $1 and $2`, [
    range.from,
    range.to,
  ]);
  return rows;
};

export const findApplication = async (
  db: Db,
  key: { readonly personKey: string; readonly applicationId: string },
): Promise<StoredApplication | null> => {
  const { rows } = await db.query<StoredApplication>(
    `select ${APPLICATION} from application where person_key = $1 and application_id = $2`,
    [key.personKey, key.applicationId],
  );
  return rows[0] ?? null;
};

export interface StoredVersion {
  readonly personKey: string;
  readonly applicationId: string;
  readonly version: number;
  readonly sealed: Buffer;
}

/** The newest version of each application of these people. */
export const newestVersions = async (db: Db, range: PersonRange): Promise<readonly StoredVersion[]> => {
  const { rows } = await db.query<StoredVersion>(
    `select distinct on (person_key, application_id) person_key as "personKey", application_id as "applicationId", version, sealed
       from application_version where person_key between $1 and $2 order by person_key, application_id, version desc`,
    [range.from, range.to],
  );
  return rows;
};

export const findVersion = async (
  db: Db,
  key: { readonly personKey: string; readonly applicationId: string; readonly version: number },
): Promise<StoredVersion | null> => {
  const { rows } = await db.query<StoredVersion>(
    `select person_key as "personKey", application_id as "applicationId", version, sealed from application_version where person_key = $1 and application_id = $2 and version = $3`,
    [key.personKey, key.applicationId, key.version],
  );
  return rows[0] ?? null;
};

export type ApplicationChange = Pick<
  StoredApplication,
  'personKey' | 'applicationId' | 'caseId' | 'programme' | 'state' | 'holdReason' | 'version'
>;

export const saveApplications = async (tx: Tx, applications: readonly ApplicationChange[]): Promise<void> => {
  if (applications.length === 0) return;
  await tx.query(
    `insert into application (person_key, application_id, case_id, programme, state, hold_reason, version)
     select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::int[])
     on conflict (person_key, application_id) do update
        set case_id = excluded.case_id, state = excluded.state, hold_reason = excluded.hold_reason, version = excluded.version
      where (application.case_id, application.state, application.hold_reason, application.version) is distinct from (excluded.case_id, excluded.state, excluded.hold_reason, excluded.version)`,
    [
      applications.map((one) => one.personKey),
      applications.map((one) => one.applicationId),
      applications.map((one) => one.caseId),
      applications.map((one) => one.programme),
      applications.map((one) => one.state),
      applications.map((one) => one.holdReason),
      applications.map((one) => one.version),
    ],
  );
};

export const saveVersions = async (tx: Tx, runId: string, versions: readonly StoredVersion[]): Promise<void> => {
  if (versions.length === 0) return;
  await tx.query(
    `insert into application_version (person_key, application_id, version, known_run, sealed)
     select person_key, application_id, version, $1, sealed from unnest($2::uuid[], $3::uuid[], $4::int[], $5::bytea[]) as n (person_key, application_id, version, sealed)`,
    [
      runId,
      versions.map((one) => one.personKey),
      versions.map((one) => one.applicationId),
      versions.map((one) => one.version),
      versions.map((one) => one.sealed),
    ],
  );
};

export interface DeliveryResult {
  readonly state: ApplicationState;
  readonly deliveredVersion: number | null;
  readonly holdReason: string | null;
  readonly remoteStatus: RemoteStatus | null;
}

export const noteDelivery = async (
  tx: Tx,
  key: { readonly personKey: string; readonly applicationId: string },
  result: DeliveryResult,
): Promise<void> => {
  await tx.query(
    `update application set state = $3, delivered_version = coalesce($4, delivered_version), hold_reason = $5, remote_status = coalesce($6, remote_status) where person_key = $1 and application_id = $2`,
    [key.personKey, key.applicationId, result.state, result.deliveredVersion, result.holdReason, result.remoteStatus],
  );
};

/** The applications line of the summary. `delivered` counts what stands at the aid system, decided or not. */
export const applicationCounts = async (
  db: Db,
): Promise<Readonly<Record<string, { readonly delivered: number; readonly held: number; readonly refused: number }>>> => {
  const { rows } = await db.query<{ programme: string; delivered: number; held: number; refused: number }>(
    `select programme, count(*) filter (where state in ('delivered', 'decided'))::int as delivered, count(*) filter (where state = 'held')::int as held, count(*) filter (where state = 'refused')::int as refused
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
