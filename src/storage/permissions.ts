/** What may be used about whom: permissions as they are given, and the people that a reading may ask about. */
import type { MembersContent } from '../domain/canonical.ts';
import type { Instant } from '../domain/period.ts';
import type { Dataset, Purpose, Testimony } from '../domain/sources.ts';
import type { KeptAnswer } from '../pipeline/1-pull/kept-answers.ts';
import type { Db, Tx } from './database.ts';
import { markDue } from './due.ts';
import { COUNTING_FIRST, IS_MEMBER, MEMBER_JOINS, type PersonRange, STATED_COLUMNS, type StoredMember } from './people.ts';

export type Permitted = Readonly<Partial<Record<Purpose, readonly Dataset[]>>>;

export interface PersonDataset {
  readonly personKey: string;
  readonly dataset: Testimony;
}

export interface PersonPurpose {
  readonly personKey: string;
  readonly purpose: Purpose;
}

/** What may be used no longer. */
export interface Ended {
  /** Datasets that no purpose may use any more. */
  readonly closed: readonly PersonDataset[];
  /** Purposes that may use less than before, or nothing, whatever others may. */
  readonly lessened: readonly PersonPurpose[];
}

export interface NewPermission {
  readonly personKey: string;
  readonly purposes: Permitted;
  readonly datasets: readonly Testimony[];
  /** From then on it is another, though nobody changes anything; null: as long as nobody does. */
  readonly standsUntil: Instant | null;
  /** By the membership that counts. What is said of anybody else is dropped on arrival, so that no reading speaks for them. */
  readonly isMember: boolean;
}

/** About how many of these people a dataset may be kept: as it is now, and stays until the transaction ends. */
export const heldPermissions = async (tx: Tx, dataset: Testimony, personKeys: readonly string[]): Promise<number> => {
  const { rowCount } = await tx.query({
    name: 'held-permissions',
    text: `select from permission where person_key = any($1::uuid[]) and $2 = any(datasets) order by person_key for share`,
    values: [personKeys, dataset],
  });
  return rowCount ?? 0;
};

/** When, and by which written bases, permissions were given. */
export interface Giving {
  readonly at: Instant;
  readonly bases: string;
  /** Since when what is newly permitted may be kept. */
  readonly since: Instant;
}

/** Replaces what may be used about people, and opens or closes the coverage of each dataset accordingly; answers what has ended with that. */
export const replacePermissions = async (tx: Tx, permissions: readonly NewPermission[], { at, bases, since }: Giving): Promise<Ended> => {
  const keys = permissions.map((permission) => permission.personKey);
  // Before it is changed: whoever may be used for something else is judged anew.
  const { rows: others } = await tx.query<{ person_key: string }>(
    `select given.key as person_key from unnest($1::uuid[], $2::jsonb[]) as given (key, purposes) left join permission p on p.person_key = given.key
      where p.purposes is distinct from given.purposes`,
    [keys, permissions.map((permission) => JSON.stringify(permission.purposes))],
  );
  await markDue(
    tx,
    others.map((row) => row.person_key),
  );
  const { rows: lessened } = await tx.query<PersonPurpose>(
    `with replaced as (
       insert into permission (person_key, purposes, datasets, stands_until, given_at, bases)
       select key, purposes, array(select jsonb_array_elements_text(datasets)), stands_until, $5, $6
         from unnest($1::uuid[], $2::jsonb[], $3::jsonb[], $4::timestamptz[]) as given (key, purposes, datasets, stands_until)
       on conflict (person_key) do update
          set purposes = excluded.purposes, datasets = excluded.datasets, stands_until = excluded.stands_until, given_at = excluded.given_at, bases = excluded.bases
       returning person_key, old.purposes as before, new.purposes as now)
     select r.person_key as "personKey", b.purpose from replaced r cross join lateral jsonb_each(r.before) as b (purpose, datasets)
      where not coalesce(r.now -> b.purpose @> b.datasets, false)`,
    [
      keys,
      permissions.map((permission) => JSON.stringify(permission.purposes)),
      permissions.map((permission) => JSON.stringify(permission.datasets)),
      permissions.map(({ standsUntil }) => standsUntil ?? 'infinity'),
      at,
      bases,
    ],
  );
  const { rows: closed } = await tx.query<PersonDataset>(
    `delete from coverage c using permission p where p.person_key = c.person_key and c.person_key = any($1::uuid[]) and not c.dataset = any(p.datasets)
     returning c.person_key as "personKey", c.dataset`,
    [keys],
  );
  const memberships = [keys, permissions.map(({ isMember }) => isMember), since];
  // Whoever has left is read no longer; whoever is back is read from the beginning, like somebody new.
  await tx.query(
    `update coverage c set eligible_since = case when given.is_member then $3::timestamptz else 'infinity' end, covered_at = null, answer = null, answer_records = null
       from unnest($1::uuid[], $2::bool[]) as given (key, is_member) where c.person_key = given.key and (c.eligible_since = 'infinity') = given.is_member`,
    memberships,
  );
  await tx.query(
    `insert into coverage (person_key, dataset, eligible_since)
     select p.person_key, d.dataset, case when given.is_member then $3::timestamptz else 'infinity' end
       from unnest($1::uuid[], $2::bool[]) as given (key, is_member) join permission p on p.person_key = given.key cross join lateral unnest(p.datasets) as d (dataset)
     on conflict (person_key, dataset) do nothing`,
    memberships,
  );
  return { closed, lessened };
};

export const permissionsOf = async (db: Db, personKeys: readonly string[]): Promise<ReadonlyMap<string, Permitted>> => {
  const { rows } = await db.query<{ person_key: string; purposes: Permitted }>({
    name: 'permissions-of',
    text: `select person_key, purposes from permission where person_key = any($1::uuid[])`,
    values: [personKeys],
  });
  return new Map(rows.map((row) => [row.person_key, row.purposes]));
};

/** Last keys of consecutive batches of people permitted for a dataset: a million people are cut into ranges without loading them. */
export const permittedRanges = async (db: Db, dataset: Testimony, size: number): Promise<readonly (PersonRange & { people: number })[]> => {
  const { rows } = await db.query<PersonRange & { people: number }>(
    `select min(person_key::text) as "from", max(person_key::text) as "to", count(*)::int as people
       from (select person_key, (row_number() over (order by person_key) - 1) / $2 as batch from permission where $1 = any(datasets)) numbered
      group by batch order by batch`,
    [dataset, size],
  );
  return rows;
};

/**
 * Of one person at a time, by their own records: asked for as those that are `current`, they would be looked for among everybody's of the dataset, by another
 * index, which the planner does not mind while it believes that they are few.
 */
const PLACE_OF_INSURED = `select content->>'place' as place from record
  where person_key = p.person_key and dataset = 'person' and case when current then not ended end offset 0`;

/** The same for questions that need a person number: every range holds people insured in one place. */
export const insuredRanges = async (
  db: Db,
  dataset: Testimony,
  size: number,
): Promise<readonly (PersonRange & { place: string; people: number })[]> => {
  const { rows } = await db.query<PersonRange & { place: string; people: number }>(
    `select place, min(person_key::text) as "from", max(person_key::text) as "to", count(*)::int as people
       from (select p.person_key, r.place, (row_number() over (partition by r.place order by p.person_key) - 1) / $2 as batch
               from permission p cross join lateral (${PLACE_OF_INSURED}) r
              where $1 = any(p.datasets) and r.place is not null) numbered
      group by place, batch order by place, batch`,
    [dataset, size],
  );
  return rows;
};

/** `isCovered`: they have been asked about since they might be; `answer`: what was said of them then, as it is kept. */
export interface PermittedMember extends Omit<StoredMember, 'content'> {
  readonly idType: MembersContent['idType'];
  readonly isCovered: boolean;
  readonly answer: KeptAnswer | null;
}

/** Of a range those who are insured in one place: ranges of the others lie across it. */
const INSURED_THERE = `and exists (select from record
  where person_key = c.person_key and dataset = 'person' and case when current then not ended and content->>'place' = $4 end offset 0)`;

/** People of a range who are permitted for a dataset, in the order of their keys; `place`: who is insured there. Whoever is has their coverage of it. */
export const permittedPeople = async (
  db: Db,
  { from, to, place = null }: PersonRange & { readonly place?: string | null },
  dataset: Testimony,
): Promise<readonly PermittedMember[]> => {
  const { rows } = await db.query<Omit<PermittedMember, 'answer'> & { readonly digest: Buffer | null; readonly records: number | null }>({
    name: place === null ? 'permitted-people' : 'permitted-people-of-place',
    text: `select distinct on (m.person_key) ${STATED_COLUMNS}, r.content ->> 'idType' as "idType", c.covered_at is not null as "isCovered", c.answer as digest, c.answer_records as records
       from coverage c
       join member m on m.person_key = c.person_key and ${IS_MEMBER} ${MEMBER_JOINS}
      where c.person_key between $1 and $2 and c.dataset = $3 ${place === null ? '' : INSURED_THERE}
      order by m.person_key, ${COUNTING_FIRST}`,
    values: [from, to, dataset, ...(place === null ? [] : [place])],
  });
  return rows.map(({ digest, records, ...member }) => ({
    ...member,
    answer: digest === null || records === null ? null : { digest, records },
  }));
};
