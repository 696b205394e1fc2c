import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { countingFirst, type Membership } from '../../src/domain/membership.ts';
import { endOf, startOf } from '../../src/domain/period.ts';
import type { Testimony } from '../../src/domain/sources.ts';
import { type Db, inTransaction } from '../../src/storage/database.ts';
import { countingOf, ensurePeople, membersByKey, membershipsOf, pointMembers, rosterHits } from '../../src/storage/people.ts';
import { insuredRanges, permittedPeople, permittedRanges, replacePermissions } from '../../src/storage/permissions.ts';
import { insertVersions } from '../../src/storage/records.ts';
import { ensureVaultKey } from '../../src/storage/vault-keys.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { day } from '../support/dossiers.ts';
import { aMember } from '../support/nights-town.ts';

const D = day('2026-11-22');
const AT = endOf(D);
const EVERYBODY = { from: '00000000-0000-0000-0000-000000000000', to: 'ffffffff-ffff-ffff-ffff-ffffffffffff' };

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
  await ensureVaultKey(database.pool, async () => Buffer.from('wrapped'));
});
afterEach(() =>
  database.pool.query(
    'delete from member; delete from record; delete from permission; delete from coverage; delete from person; delete from person_lookup',
  ),
);
afterAll(() => database.drop());

const inTx = <T>(act: Parameters<typeof inTransaction<T>>[1]): Promise<T> => inTransaction(database.pool, act);
const UNDER_THE_FIRST = Buffer.of(0, 1);
const aPerson = () => ({
  idDigest: randomBytes(32),
  personKey: randomUUID(),
  wrappedKey: Buffer.concat([UNDER_THE_FIRST, randomBytes(8)]),
});
type Person = ReturnType<typeof aPerson>;

/** On the roster, with one record that says where they are insured. */
const enrol = async (
  person: Person,
  memberId: string,
  { leftOn = null, updatedAt = null, place = null }: Partial<Membership> & { readonly place?: string | null } = {},
) => {
  const { content } = aMember(1, { content: { memberId, leftOn, updatedAt } });
  const version = {
    personKey: person.personKey,
    version: 1,
    current: true,
    ended: false,
    changedAt: updatedAt,
    fingerprint: 'aa',
    grades: null,
    digests: {},
    sealed: Buffer.from('sealed'),
  };
  await inTx(async (tx) => {
    await ensurePeople(tx, [person]);
    await pointMembers(tx, [{ memberId, personKey: person.personKey, leftOn }]);
    await insertVersions(tx, 'run-1', [{ ...version, dataset: 'members', recordKey: memberId, content }]);
    if (place !== null) await insertVersions(tx, 'run-1', [{ ...version, dataset: 'person', recordKey: 'person', content: { place } }]);
  });
};
const permit = (people: readonly Person[], ...datasets: readonly Testimony[]) =>
  inTx((tx) =>
    replacePermissions(
      tx,
      people.map(({ personKey }) => ({
        personKey,
        purposes: { 'hardship-screening': datasets },
        datasets,
        standsUntil: null,
        isMember: true,
      })),
      { at: AT, bases: 'none', since: AT },
    ),
  );
const coverage = async () =>
  (await database.pool.query<{ dataset: string }>('select dataset from coverage order by dataset')).rows.map(({ dataset }) => dataset);

interface Plan {
  readonly Plans?: readonly Plan[];
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Rows Removed by Join Filter'?: number;
}
const visitedIn = (plan: Plan): number => {
  const own = plan['Actual Rows'] + (plan['Rows Removed by Filter'] ?? 0) + (plan['Rows Removed by Join Filter'] ?? 0);
  return (plan.Plans ?? []).reduce((sum, below) => sum + visitedIn(below), own * plan['Actual Loops']);
};
/** Rows that a statement looks at in all its steps, planned as every statement is: without regard to its values. */
const rowsVisited = async (ask: (db: Db) => Promise<unknown>): Promise<number> => {
  let plan: Plan | null = null;
  const explained = async (text: string, values: readonly unknown[]) => {
    const client = await database.pool.connect();
    try {
      await client.query(`prepare asked as ${text}`);
      const { rows } = await client.query<{ 'QUERY PLAN': readonly { readonly Plan: Plan }[] }>(
        `explain (analyze, format json) execute asked(${values.map((value) => `'${value}'`).join(', ')})`,
      );
      plan = rows[0]?.['QUERY PLAN'][0]?.Plan ?? null;
      await client.query('deallocate asked');
    } finally {
      client.release();
    }
    return { rows: [] };
  };
  await ask({ query: explained } as unknown as Db);
  if (plan === null) throw new Error('nothing was planned');
  return visitedIn(plan);
};

describe('a person', () => {
  it('is made once, whoever asks at the same moment, and keeps their key', async () => {
    const idDigest = randomBytes(32);
    const proposals = Array.from({ length: 5 }, () => ({ ...aPerson(), idDigest }));
    const made = await Promise.all(proposals.map((person) => inTx((tx) => ensurePeople(tx, [person]))));
    const keys = made.map((people) => people.get(idDigest.toString('hex')));
    expect(new Set(keys.map((key) => key?.personKey)).size).toBe(1);
    expect(new Set(keys.map((key) => key?.wrappedKey.toString('hex'))).size).toBe(1);
    expect((await database.pool.query('select 1 from person')).rows).toHaveLength(1);
  });

  it('is a member as long as one of their memberships lasts', async () => {
    const person = aPerson();
    await enrol(person, 'member-1', { leftOn: day('2026-11-01') });
    await enrol(person, 'member-2');
    expect((await rosterHits(database.pool, [person.idDigest])).map(({ memberId }) => memberId)).toEqual(['member-2']);
    expect((await membersByKey(database.pool, [person.personKey])).map(({ memberId }) => memberId)).toEqual(['member-2']);
  });

  it('of whom a day of leaving is stated is nobody to be read about, though it is still to come, and still known (`interfaces.md` §4)', async () => {
    const person = aPerson();
    await enrol(person, 'member-1', { leftOn: day('2026-12-31') });
    await permit([person], 'person');
    expect(await rosterHits(database.pool, [person.idDigest])).toEqual([]);
    expect(await permittedPeople(database.pool, EVERYBODY, 'person')).toEqual([]);
    expect(await membersByKey(database.pool, [person.personKey])).toHaveLength(1);
  });

  it('of several memberships is known by the same one wherever it is asked, as the rule has it that needs no database', async () => {
    const dates = [null, startOf(day('2026-10-01')), startOf(day('2026-11-01'))];
    const kinds = [null, day('2026-11-15')].flatMap((leftOn) => dates.map((updatedAt) => ({ leftOn, updatedAt })));
    const pairs = kinds.flatMap((one) => kinds.map((other) => [one, other] as const));
    for (const [index, [one, other]] of pairs.entries()) {
      const person = aPerson();
      // By bytes, whatever the database's language: Z before a, and 10 before 9.
      const memberships: readonly Membership[] = [
        { memberId: `${index}-9`, ...one },
        { memberId: `${index}-10`, ...other },
        { memberId: `${index}-a`, ...one },
        { memberId: `${index}-Z`, ...other },
      ];
      for (const { memberId, ...traits } of memberships) await enrol(person, memberId, traits);
      const [counts] = memberships.toSorted(countingFirst);
      const lasting = counts?.leftOn === null ? [counts.memberId] : [];
      const ids = (rows: readonly { readonly memberId: string }[]) => rows.map(({ memberId }) => memberId);
      expect(ids(await membersByKey(database.pool, [person.personKey]))).toEqual([counts?.memberId]);
      expect(ids(await rosterHits(database.pool, [person.idDigest]))).toEqual(lasting);
      const { rows } = await database.pool.query(
        `select c.member_id as "memberId" from person n, lateral (${countingOf('n')}) c where person_key = $1`,
        [person.personKey],
      );
      expect(ids(rows)).toEqual([counts?.memberId]);
      await permit([person], 'person');
      const range = { from: person.personKey, to: person.personKey };
      expect(ids(await permittedPeople(database.pool, range, 'person'))).toEqual(lasting);
      expect(ids(await membershipsOf(database.pool, person.personKey)).toSorted()).toEqual(ids(memberships).toSorted());
    }
  });

  it('nobody asked about is not found', async () => {
    await enrol(aPerson(), 'member-1');
    expect(await rosterHits(database.pool, [randomBytes(32)])).toEqual([]);
  });
});

describe('what may be used', () => {
  it('opens a dataset to be read for the person, and closes it with the permission', async () => {
    const person = aPerson();
    await enrol(person, 'member-1');
    await permit([person], 'assistance', 'death');
    expect(await coverage()).toEqual(['assistance', 'death']);
    await database.pool.query(`update coverage set covered_at = now()`);
    await permit([person], 'death', 'person');
    expect(await coverage()).toEqual(['death', 'person']);
    const { rows } = await database.pool.query(`select dataset from coverage where covered_at is not null`);
    expect(rows).toEqual([{ dataset: 'death' }]);
  });
});

describe('people cut into batches', () => {
  it('are all in one, none in two, and no batch is larger than asked', async () => {
    const people = Array.from({ length: 7 }, aPerson);
    for (const [index, person] of people.entries()) await enrol(person, `member-${index}`);
    await permit(people.slice(0, 6), 'family');
    const ranges = await permittedRanges(database.pool, 'family', 4);
    expect(ranges.map((range) => range.people)).toEqual([4, 2]);
    const found = await Promise.all(ranges.map((range) => permittedPeople(database.pool, range, 'family')));
    expect(found.map(({ length }) => length)).toEqual([4, 2]);
    expect(new Set(found.flat().map(({ personKey }) => personKey))).toEqual(new Set(people.slice(0, 6).map(({ personKey }) => personKey)));
  });

  it('whose person number is needed are found each by their own records, on tables that nobody has counted yet', async () => {
    const people = 400;
    await database.pool.query(
      `insert into permission (person_key, purposes, datasets) select gen_random_uuid(), '{}', '{settlement}' from generate_series(1, ${people});
       insert into record (person_key, dataset, record_key, version, current, ended, known_run, seen_run, fingerprint, content)
         select person_key, 'person', 'person', 1, true, false, 'run-1', 'run-1', '\\x00', '{"place": "440300"}' from permission`,
    );
    expect(await rowsVisited((db) => insuredRanges(db, 'settlement', 100))).toBeLessThan(20 * people);
  });

  it('whose person number is needed hold people of one place, and only those who have one', async () => {
    const people = Array.from({ length: 5 }, aPerson);
    const places = ['440300', '440300', '440300', '440100', null];
    for (const [index, person] of people.entries()) await enrol(person, `member-${index}`, { place: places[index] ?? null });
    await permit(people, 'settlement');
    const ranges = await insuredRanges(database.pool, 'settlement', 2);
    const asked = await Promise.all(ranges.map((range) => permittedPeople(database.pool, range, 'settlement')));
    expect(asked.map(({ length }) => length)).toEqual(ranges.map((range) => range.people));
    expect(ranges.map((range) => [range.place, range.people])).toEqual([
      ['440100', 1],
      ['440300', 2],
      ['440300', 1],
    ]);
  });
});
