/** Who is on the roster, found by keyed digest only, and what may be used about them. */
import type { MembersContent } from '../domain/canonical.ts';
import type { Day, Instant } from '../domain/period.ts';
import type { Dataset, Purpose, Testimony } from '../domain/sources.ts';
import type { KeptAnswer } from '../pipeline/1-pull/kept-answers.ts';
import { byteaArray } from './arrays.ts';
import type { Db, Tx } from './database.ts';
import { markDue, markLeft } from './due.ts';

/** A range of random person keys, both ends inclusive: a shard, or a batch within one. */
export interface PersonRange {
  readonly from: string;
  readonly to: string;
}

export interface StoredMember {
  readonly personKey: string;
  readonly memberId: string;
  readonly wrappedKey: Buffer;
  readonly content: MembersContent;
  readonly version: number;
  readonly sealed: Buffer;
}

export interface RosterHit extends StoredMember {
  readonly idDigest: Buffer;
  readonly permitted: readonly Testimony[];
}

export type Permitted = Readonly<Partial<Record<Purpose, readonly Dataset[]>>>;

const MEMBER_COLUMNS = `m.person_key as "personKey", m.member_id as "memberId", p.wrapped_key as "wrappedKey", r.content, r.version, r.sealed`;
/**
 * The record by its whole key: with one condition less it would be looked for among those of all members, which the planner does not mind while it
 * believes that they are few. `offset 0` keeps the conditions together.
 */
const MEMBER_JOINS = `
  join person p on p.person_key = m.person_key
  join lateral (select content, version, sealed from record
                 where person_key = m.person_key and dataset = 'members' and record_key = m.member_id and current offset 0) r on true`;

/** `interfaces.md` §4: `leftOn` set, no longer a member, whatever its date. */
const IS_MEMBER = 'm.left_on is null';

/** The person of that digest, made with a fresh key where there is none yet. */
export const ensurePeople = async (
  tx: Tx,
  people: readonly { readonly idDigest: Buffer; readonly personKey: string; readonly wrappedKey: Buffer }[],
): Promise<ReadonlyMap<string, { personKey: string; wrappedKey: Buffer }>> => {
  const digests = people.map((person) => person.idDigest);
  const { rows: inserted } = await tx.query<{ person_key: string }>(
    `insert into person_lookup (id_digest, person_key) select * from unnest($1::bytea[], $2::uuid[]) on conflict (id_digest) do nothing returning person_key`,
    [digests, people.map((person) => person.personKey)],
  );
  const fresh = new Set(inserted.map((row) => row.person_key));
  const made = people.filter((person) => fresh.has(person.personKey));
  await tx.query(`insert into person (person_key, wrapped_key) select * from unnest($1::uuid[], $2::bytea[])`, [
    made.map((person) => person.personKey),
    made.map((person) => person.wrappedKey),
  ]);
  const { rows } = await tx.query<{ id_digest: Buffer; person_key: string; wrapped_key: Buffer }>(
    `select l.id_digest, p.person_key, p.wrapped_key from person_lookup l join person p on p.person_key = l.person_key where l.id_digest = any($1::bytea[])`,
    [digests],
  );
  return new Map(rows.map((row) => [row.id_digest.toString('hex'), { personKey: row.person_key, wrappedKey: row.wrapped_key }]));
};

/** By which digests the identity numbers of these people are found. */
export const idDigestsOf = async (db: Db, personKeys: readonly string[]): Promise<readonly Buffer[]> => {
  const { rows } = await db.query<{ id_digest: Buffer }>({
    name: 'id-digests',
    text: `select id_digest from person_lookup where person_key = any($1::uuid[])`,
    values: [personKeys],
  });
  return rows.map((row) => row.id_digest);
};

/** Null: no member of that id is known. */
export const personOfMember = async (db: Db, memberId: string): Promise<string | null> => {
  const { rows } = await db.query<{ person_key: string }>(`select person_key from member where member_id = $1`, [memberId]);
  return rows[0]?.person_key ?? null;
};

/** Null: no such member, or the person was erased. */
export const idDigestOfMember = async (db: Db, memberId: string): Promise<Buffer | null> => {
  const { rows } = await db.query<{ id_digest: Buffer }>(
    `select l.id_digest from member m join person_lookup l on l.person_key = m.person_key where m.member_id = $1`,
    [memberId],
  );
  return rows[0]?.id_digest ?? null;
};

/** Points members at their people, whose records have been saved. A corrected identity number moves the member to another person. */
export const pointMembers = async (
  tx: Tx,
  members: readonly { readonly memberId: string; readonly personKey: string; readonly leftOn: Day | null }[],
): Promise<void> => {
  await markLeft(tx, members);
  await tx.query(
    `insert into member (member_id, person_key, left_on, district)
     select n.member_id, n.person_key, n.left_on, r.content ->> 'district' from unnest($1::text[], $2::uuid[], $3::date[]) as n (member_id, person_key, left_on)
       left join lateral (select content from record where person_key = n.person_key and dataset = 'members' and record_key = n.member_id and current offset 0) r on true
     on conflict (member_id) do update set person_key = excluded.person_key, left_on = excluded.left_on, district = excluded.district`,
    [members.map((member) => member.memberId), members.map((member) => member.personKey), members.map((member) => member.leftOn)],
  );
};

/** What the roster said of these members before, by digest: whether a correction touches what rows are compared with. */
export const rosterDigests = async (
  db: Db,
  memberIds: readonly string[],
): Promise<ReadonlyMap<string, { readonly personKey: string; readonly digests: Readonly<Record<string, string>> }>> => {
  const { rows } = await db.query<{ memberId: string; personKey: string; digests: Readonly<Record<string, string>> }>(
    `select m.member_id as "memberId", m.person_key as "personKey", r.digests from member m
       join record r on r.person_key = m.person_key and r.dataset = 'members' and r.record_key = m.member_id and r.current
      where m.member_id = any($1::text[])`,
    [memberIds],
  );
  return new Map(rows.map((row) => [row.memberId, row]));
};

/** Of these people, those who are members: what is said of anyone else is dropped on arrival. */
export const rosterHits = async (db: Db, idDigests: readonly Buffer[]): Promise<readonly RosterHit[]> => {
  const { rows } = await db.query<RosterHit>({
    name: 'roster-hits',
    text: `select distinct on (m.person_key) l.id_digest as "idDigest", ${MEMBER_COLUMNS}, coalesce(a.datasets, '{}') as permitted
       from person_lookup l
       join member m on m.person_key = l.person_key and ${IS_MEMBER} ${MEMBER_JOINS}
       left join permission a on a.person_key = m.person_key
      where l.id_digest = any($1::bytea[])
      order by m.person_key, m.member_id`,
    values: [byteaArray(idDigests)],
  });
  return rows;
};

/** Of a member, without what the roster states of them. */
export type KnownMember = Pick<RosterHit, 'personKey' | 'wrappedKey' | 'idDigest' | 'permitted'>;

/** The same for rows that state nothing to be compared with the roster: what it states is not even read. */
export const knownMembers = async (db: Db, idDigests: readonly Buffer[]): Promise<readonly KnownMember[]> => {
  const { rows } = await db.query<KnownMember>({
    name: 'known-members',
    text: `select l.id_digest as "idDigest", p.person_key as "personKey", p.wrapped_key as "wrappedKey", coalesce(a.datasets, '{}') as permitted
       from person_lookup l
       join person p on p.person_key = l.person_key
       left join permission a on a.person_key = l.person_key
      where l.id_digest = any($1::bytea[]) and exists (select from member m where m.person_key = l.person_key and ${IS_MEMBER})`,
    values: [byteaArray(idDigests)],
  });
  return rows;
};

/** By a membership that lasts where there is one; those who left are among them (their open file must be closed). */
export const membersByKey = async (db: Db, personKeys: readonly string[]): Promise<readonly StoredMember[]> => {
  const { rows } = await db.query<StoredMember>({
    name: 'members-by-key',
    text: `select distinct on (m.person_key) ${MEMBER_COLUMNS}
       from member m ${MEMBER_JOINS}
      where m.person_key = any($1::uuid[])
      order by m.person_key, (${IS_MEMBER}) desc, m.member_id`,
    values: [personKeys],
  });
  return rows;
};

export interface PersonDataset {
  readonly personKey: string;
  readonly dataset: Testimony;
}

export interface NewPermission {
  readonly personKey: string;
  readonly purposes: Permitted;
  readonly datasets: readonly Testimony[];
  /** From then on it is another, though nobody changes anything; null: as long as nobody does. */
  readonly standsUntil: Instant | null;
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

/** Replaces what may be used about people, and opens or closes the coverage of each dataset accordingly; answers those that closed. */
export const replacePermissions = async (
  tx: Tx,
  permissions: readonly NewPermission[],
  { at, bases, since }: Giving,
): Promise<readonly PersonDataset[]> => {
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
  await tx.query(
    `insert into permission (person_key, purposes, datasets, stands_until, given_at, bases)
     select key, purposes, array(select jsonb_array_elements_text(datasets)), stands_until, $5, $6
       from unnest($1::uuid[], $2::jsonb[], $3::jsonb[], $4::timestamptz[]) as given (key, purposes, datasets, stands_until)
     on conflict (person_key) do update
        set purposes = excluded.purposes, datasets = excluded.datasets, stands_until = excluded.stands_until, given_at = excluded.given_at, bases = excluded.bases`,
    [
      keys,
      permissions.map((permission) => JSON.stringify(permission.purposes)),
      permissions.map((permission) => JSON.stringify(permission.datasets)),
      permissions.map(({ standsUntil }) => standsUntil ?? 'infinity'),
      at,
      bases,
    ],
  );
  const { rows: ended } = await tx.query<PersonDataset>(
    `delete from coverage c using permission p where p.person_key = c.person_key and c.person_key = any($1::uuid[]) and not c.dataset = any(p.datasets)
     returning c.person_key as "personKey", c.dataset`,
    [keys],
  );
  await tx.query(
    `insert into coverage (person_key, dataset, eligible_since)
     select p.person_key, d.dataset, $2 from permission p cross join lateral unnest(p.datasets) as d (dataset) where p.person_key = any($1::uuid[])
     on conflict (person_key, dataset) do nothing`,
    [keys, since],
  );
  return ended;
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
export interface PermittedMember extends StoredMember {
  readonly isCovered: boolean;
  readonly answer: KeptAnswer | null;
}

/** Of a range those who are insured in one place: ranges of the others lie across it. */
const INSURED_THERE = `and exists (select from record
  where person_key = a.person_key and dataset = 'person' and case when current then not ended and content->>'place' = $4 end offset 0)`;

/** People of a range who are permitted for a dataset, in the order of their keys; `place`: who is insured there. */
export const permittedPeople = async (
  db: Db,
  { from, to, place = null }: PersonRange & { readonly place?: string | null },
  dataset: Testimony,
): Promise<readonly PermittedMember[]> => {
  const { rows } = await db.query<Omit<PermittedMember, 'answer'> & { readonly digest: Buffer | null; readonly records: number | null }>({
    name: place === null ? 'permitted-people' : 'permitted-people-of-place',
    text: `select distinct on (m.person_key) ${MEMBER_COLUMNS}, c.covered_at is not null as "isCovered", c.answer as digest, c.answer_records as records
       from permission a
       join member m on m.person_key = a.person_key and ${IS_MEMBER} ${MEMBER_JOINS}
       left join coverage c on c.person_key = a.person_key and c.dataset = $3
      where a.person_key between $1 and $2 and $3 = any(a.datasets) ${place === null ? '' : INSURED_THERE}
      order by m.person_key, m.member_id`,
    values: [from, to, dataset, ...(place === null ? [] : [place])],
  });
  return rows.map(({ digest, records, ...member }) => ({
    ...member,
    answer: digest === null || records === null ? null : { digest, records },
  }));
};

/** A roster that came in this night is looked up by key from the first page on: the planner has to know how large it is. */
export const countPeopleForPlanner = async (tx: Tx): Promise<void> => {
  await tx.query(`analyze person, person_lookup, member, permission`);
};
