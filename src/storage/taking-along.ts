/** Applications of a member who turns out to be another person: they are the member's, and go with them. */
import type { Programme } from '../domain/application.ts';
import type { ApplicationKey } from './applications.ts';
import type { Tx } from './database.ts';

/** An application as it is found, held until the transaction ends; none that its member has already as another person. */
export interface FoundApplication extends ApplicationKey {
  readonly programme: Programme;
  /** Null: its case is not kept any more. */
  readonly episode: string | null;
  readonly versions: readonly { readonly version: number; readonly sealed: Buffer }[];
}

export const applicationsToTake = async (tx: Tx, personKeys: readonly string[]): Promise<readonly FoundApplication[]> => {
  const { rows } = await tx.query<Omit<FoundApplication, 'versions'>>(
    `select a.person_key as "personKey", a.application_id as "applicationId", a.programme,
            (select c.episode from screening_case c where c.person_key = a.person_key and c.case_id = a.case_id) as episode
       from application a
      where a.person_key = any($1::uuid[])
        and not exists (select from application o where o.application_id = a.application_id and o.person_key <> a.person_key)
      order by a.person_key, a.application_id for update`,
    [personKeys],
  );
  const { rows: versions } = await tx.query<{ applicationId: string; personKey: string; version: number; sealed: Buffer }>(
    `select person_key as "personKey", application_id as "applicationId", version, sealed from application_version where person_key = any($1::uuid[]) order by version`,
    [personKeys],
  );
  return rows.map((row) => ({
    ...row,
    versions: versions.filter(({ personKey, applicationId }) => personKey === row.personKey && applicationId === row.applicationId),
  }));
};

export interface Taken extends ApplicationKey {
  /** Whose it is from now on. */
  readonly to: string;
  /** Its versions, sealed for them. */
  readonly versions: readonly { readonly version: number; readonly sealed: Buffer }[];
}

export const takeApplications = async (tx: Tx, taken: readonly Taken[]): Promise<void> => {
  const applications = [
    taken.map(({ personKey }) => personKey),
    taken.map(({ applicationId }) => applicationId),
    taken.map(({ to }) => to),
  ];
  for (const table of ['application', 'concern'])
    await tx.query(
      `update ${table} t set person_key = n.taken_by from unnest($1::uuid[], $2::uuid[], $3::uuid[]) as n (person_key, application_id, taken_by)
        where t.person_key = n.person_key and t.application_id = n.application_id`,
      applications,
    );
  const versions = taken.flatMap(({ versions: own, ...one }) => own.map((version) => ({ ...one, ...version })));
  await tx.query(
    `update application_version v set person_key = n.taken_by, sealed = n.sealed
       from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::int[], $5::bytea[]) as n (person_key, application_id, taken_by, version, sealed)
      where v.person_key = n.person_key and v.application_id = n.application_id and v.version = n.version`,
    [
      versions.map(({ personKey }) => personKey),
      versions.map(({ applicationId }) => applicationId),
      versions.map(({ to }) => to),
      versions.map(({ version }) => version),
      versions.map(({ sealed }) => sealed),
    ],
  );
};
