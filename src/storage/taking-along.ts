/** Applications of a member who turns out to be another person: they are the member's, and go with them. */
import type { Programme } from '../domain/application.ts';
import type { ApplicationKey } from './applications.ts';
import type { Tx } from './database.ts';
import type { Corrected } from './people.ts';

/** A version of its form, sealed for one person or another. */
interface Sealed {
  readonly version: number;
  readonly sealed: Buffer;
}

/** An application as it is found, held until the transaction ends, and whose it is from now on. */
export interface FoundApplication extends ApplicationKey {
  readonly programme: Programme;
  readonly to: string;
  readonly versions: readonly Sealed[];
}

/** After the members point at their people. None that its member has already as the other person. */
export const applicationsToTake = async (tx: Tx, corrected: readonly Corrected[]): Promise<readonly FoundApplication[]> => {
  const mistaken = corrected.map((one) => one.mistaken);
  const { rows } = await tx.query<Omit<FoundApplication, 'versions'>>(
    `select a.person_key as "personKey", a.application_id as "applicationId", a.programme, n.person_key as to
       from unnest($1::text[], $2::uuid[], $3::uuid[]) as n (member_id, mistaken, person_key)
       join application a on a.person_key = n.mistaken
        and (a.member_id = n.member_id or (a.member_id is null and not exists (select from member m where m.person_key = a.person_key)))
      where not exists (select from application o where o.application_id = a.application_id and o.person_key <> a.person_key)
      order by a.person_key, a.application_id for update of a`,
    [corrected.map(({ memberId }) => memberId), mistaken, corrected.map(({ personKey }) => personKey)],
  );
  if (rows.length === 0) return [];
  const { rows: versions } = await tx.query<ApplicationKey & Sealed>(
    `select person_key as "personKey", application_id as "applicationId", version, sealed from application_version where person_key = any($1::uuid[])`,
    [mistaken],
  );
  return rows.map((row) => ({
    ...row,
    versions: versions.filter(({ personKey, applicationId }) => personKey === row.personKey && applicationId === row.applicationId),
  }));
};

/** With their versions as they are sealed now. */
export const takeApplications = async (tx: Tx, taken: readonly FoundApplication[]): Promise<void> => {
  await dropHeld(
    tx,
    taken.filter(({ versions }) => versions.length === 0),
  );
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

/** Of which no form is there: nothing says any more that they were held of somebody else. What the right person's case offers is held anew. */
const dropHeld = async (tx: Tx, unmade: readonly ApplicationKey[]): Promise<void> => {
  await tx.query(
    `update application set state = 'withdrawn', hold_reason = null
      where state = 'held' and (person_key, application_id) in (select * from unnest($1::uuid[], $2::uuid[]))`,
    [unmade.map(({ personKey }) => personKey), unmade.map(({ applicationId }) => applicationId)],
  );
};
