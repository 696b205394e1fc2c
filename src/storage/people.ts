/** Who is on the roster, found by keyed digest only. */
import type { MembersContent } from '../domain/canonical.ts';
import type { Day } from '../domain/period.ts';
import type { Testimony } from '../domain/sources.ts';
import { byteaArray, textArray } from './arrays.ts';
import type { Db, Tx } from './database.ts';
import { markMistaken } from './due.ts';

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

/** What the roster states of a member, and by which it is opened. */
export const STATED_COLUMNS = `m.person_key as "personKey", m.member_id as "memberId", p.wrapped_key as "wrappedKey", r.version, r.sealed`;
export const MEMBER_COLUMNS = `${STATED_COLUMNS}, r.content`;
/**
 * The record by its whole key: with one condition less it would be looked for among those of all members, which the planner does not mind while it
 * believes that they are few. `offset 0` keeps the conditions together.
 */
export const MEMBER_JOINS = `
  join person p on p.person_key = m.person_key
  join lateral (select content, version, sealed, changed_at from record
                 where person_key = m.person_key and dataset = 'members' and record_key = m.member_id and current offset 0) r on true`;

/** `interfaces.md` §4: `leftOn` set, no longer a member, whatever its date. */
export const IS_MEMBER = 'm.left_on is null';

/**
 * Of a person's memberships the one that counts comes first: the rule is `src/domain/membership.ts`, and a test holds the two to each other. `r`: the
 * member's record, as `MEMBER_JOINS` and `DATED` bring it.
 */
export const COUNTING_FIRST = `(${IS_MEMBER}) desc, r.changed_at desc nulls last, m.member_id collate "C"`;

/** For whoever needs nothing else of a member's record. */
const DATED = `
  left join lateral (select changed_at from record
                      where person_key = m.person_key and dataset = 'members' and record_key = m.member_id and current offset 0) r on true`;

/** Of the person of a row called `row`: id and district of the membership that counts. A few rows at a time: it goes to the records of each. */
export const countingOf = (row: string): string =>
  `select m.member_id, m.district from member m ${DATED} where m.person_key = ${row}.person_key order by ${COUNTING_FIRST} limit 1`;

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

/** By person. */
export const wrappedKeysOf = async (db: Db, personKeys: readonly string[]): Promise<ReadonlyMap<string, Buffer>> => {
  const { rows } = await db.query<{ person_key: string; wrapped_key: Buffer }>(
    `select person_key, wrapped_key from person where person_key = any($1::uuid[])`,
    [personKeys],
  );
  return new Map(rows.map((row) => [row.person_key, row.wrapped_key]));
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

/** A member whose identity number the roster corrects: until now they were taken for somebody else. */
export interface Corrected {
  readonly memberId: string;
  readonly mistaken: string;
  readonly personKey: string;
}

/** Points members at their people, whose records have been saved. A corrected identity number moves the member to another person; answers whom it moved. */
export const pointMembers = async (
  tx: Tx,
  members: readonly { readonly memberId: string; readonly personKey: string; readonly leftOn: Day | null }[],
): Promise<readonly Corrected[]> => {
  const { rows: corrected } = await tx.query<Corrected>(
    `select m.member_id as "memberId", m.person_key as mistaken, n.person_key as "personKey"
       from unnest($1::text[], $2::uuid[]) as n (member_id, person_key) join member m on m.member_id = n.member_id and m.person_key <> n.person_key`,
    [members.map((member) => member.memberId), members.map((member) => member.personKey)],
  );
  await markMistaken(
    tx,
    corrected.map(({ mistaken }) => mistaken),
  );
  await tx.query(
    `insert into member (member_id, person_key, left_on, district)
     select n.member_id, n.person_key, n.left_on, r.content ->> 'district' from unnest($1::text[], $2::uuid[], $3::date[]) as n (member_id, person_key, left_on)
       left join lateral (select content from record where person_key = n.person_key and dataset = 'members' and record_key = n.member_id and current offset 0) r on true
     on conflict (member_id) do update set person_key = excluded.person_key, left_on = excluded.left_on, district = excluded.district`,
    [members.map((member) => member.memberId), members.map((member) => member.personKey), members.map((member) => member.leftOn)],
  );
  return corrected;
};

export interface RosterDigests {
  readonly personKey: string;
  readonly digests: Readonly<Record<string, string>>;
}

/** What records of people are compared with, by digest: of those these members were until now, and of those they are about to be. */
export const rosterDigests = async (
  tx: Tx,
  { memberIds, personKeys }: { readonly memberIds: readonly string[]; readonly personKeys: readonly string[] },
): Promise<readonly RosterDigests[]> => {
  const { rows } = await tx.query<RosterDigests>({
    name: 'roster-digests',
    text: `select distinct on (m.person_key) m.person_key as "personKey", r.digests
       from (select person_key from member where member_id = any($1::text[]) union select unnest($2::uuid[])) n
       join member m on m.person_key = n.person_key
       join lateral (select digests, changed_at from record
                      where person_key = m.person_key and dataset = 'members' and record_key = m.member_id and current offset 0) r on true
      order by m.person_key, ${COUNTING_FIRST}`,
    values: [textArray(memberIds), personKeys],
  });
  return rows;
};

/** Of these people, those who are members, by the membership that counts: what is said of anyone else is dropped on arrival. */
export const rosterHits = async (db: Db, idDigests: readonly Buffer[]): Promise<readonly RosterHit[]> => {
  const { rows } = await db.query<RosterHit>({
    name: 'roster-hits',
    text: `select distinct on (m.person_key) l.id_digest as "idDigest", ${MEMBER_COLUMNS}, coalesce(a.datasets, '{}') as permitted
       from person_lookup l
       join member m on m.person_key = l.person_key and ${IS_MEMBER} ${MEMBER_JOINS}
       left join permission a on a.person_key = m.person_key
      where l.id_digest = any($1::bytea[])
      order by m.person_key, ${COUNTING_FIRST}`,
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

/** Of these people, those who are known, and no member now: by the digest of their number, in hex. */
export const formerMembers = async (db: Db, idDigests: readonly Buffer[]): Promise<ReadonlyMap<string, string>> => {
  const { rows } = await db.query<{ digest: string; personKey: string }>(
    `select encode(l.id_digest, 'hex') as digest, l.person_key as "personKey" from person_lookup l
      where l.id_digest = any($1::bytea[]) and not exists (select from member m where m.person_key = l.person_key and ${IS_MEMBER})`,
    [byteaArray(idDigests)],
  );
  return new Map(rows.map(({ digest, personKey }) => [digest, personKey]));
};

/** By the membership that counts; those who left are among them (their open file must be closed). */
export const membersByKey = async (db: Db, personKeys: readonly string[]): Promise<readonly StoredMember[]> => {
  const { rows } = await db.query<StoredMember>({
    name: 'members-by-key',
    text: `select distinct on (m.person_key) ${MEMBER_COLUMNS}
       from member m ${MEMBER_JOINS}
      where m.person_key = any($1::uuid[])
      order by m.person_key, ${COUNTING_FIRST}`,
    values: [personKeys],
  });
  return rows;
};

/** What the roster states of these members, as far as they are known. */
export const membersById = async (db: Db, memberIds: readonly string[]): Promise<readonly StoredMember[]> => {
  const { rows } = await db.query<StoredMember>({
    name: 'members-by-id',
    text: `select ${MEMBER_COLUMNS} from member m ${MEMBER_JOINS} where m.member_id = any($1::text[])`,
    values: [textArray(memberIds)],
  });
  return rows;
};

/** Every membership of one person, those that ended among them. */
export const membershipsOf = async (db: Db, personKey: string): Promise<readonly StoredMember[]> => {
  const { rows } = await db.query<StoredMember>({
    name: 'memberships-of',
    text: `select ${MEMBER_COLUMNS} from member m ${MEMBER_JOINS} where m.person_key = $1`,
    values: [personKey],
  });
  return rows;
};

/** A roster that came in this night is looked up by key from the first page on: the planner has to know how large it is. */
export const countPeopleForPlanner = async (tx: Tx): Promise<void> => {
  await tx.query(`analyze person, person_lookup, member, permission`);
};
