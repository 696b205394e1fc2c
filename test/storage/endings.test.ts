import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Instant, startOf } from '../../src/domain/period.ts';
import type { Dataset } from '../../src/domain/sources.ts';
import { inTransaction } from '../../src/storage/database.ts';
import { acceptDrop, standingDrops } from '../../src/storage/drops.ts';
import {
  countEndings,
  countHeld,
  countHeldOfRefused,
  forgetRefused,
  heldBefore,
  membersBefore,
  noteHeld,
  noteRefused,
} from '../../src/storage/endings.ts';
import { insertVersions } from '../../src/storage/records.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { day } from '../support/dossiers.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
afterEach(() =>
  database.pool.query(
    `delete from member; delete from record; delete from ending_count; delete from ending_refused; delete from drop_accepted; delete from reading; delete from work; delete from run`,
  ),
);
afterAll(() => database.drop());

const inTx = <T>(act: Parameters<typeof inTransaction<T>>[1]): Promise<T> => inTransaction(database.pool, act);

const NIGHTS = { first: '2026-11-01', second: '2026-11-02', third: '2026-11-03' } as const;
type NightName = keyof typeof NIGHTS;
const startOfNight = (name: NightName): Instant => startOf(day(NIGHTS[name]));
const night = (name: NightName) => ({ dataset: 'assistance', runId: `run-${NIGHTS[name]}` }) as const;
const count = (name: NightName, records: number, workId: string = randomUUID()) =>
  inTx((tx) => countEndings(tx, { ...night(name), startedAt: startOfNight(name), workId }, records));
const begin = (name: NightName) =>
  database.pool.query(
    `insert into run (run_id, date, ordinal, status, phase, business_at, window_to, wait_until, options, rule_set, started_at)
     values ($1, $2, 1, 'completed', 'closed', $3, $3, $3, '{}', 'sandbox-city', $3)`,
    [night(name).runId, NIGHTS[name], startOfNight(name)],
  );
const aVersion = (personKey: string, recordKey: string, traits: object = {}) => ({
  ...({
    personKey,
    dataset: 'assistance',
    recordKey,
    version: 1,
    current: true,
    ended: false,
    changedAt: null,
    fingerprint: 'aa',
  } as const),
  ...{ content: {}, sealed: null, grades: null, digests: {} },
  ...traits,
});
const readWhole = async (name: NightName, dataset: Dataset = 'assistance'): Promise<void> => {
  await begin(name);
  await database.pool.query(
    `insert into reading (run_id, dataset, kind, state, started_at, from_beginning, as_of) values ($1, $3, 'nightly', 'complete', $2, false, $2)`,
    [night(name).runId, startOfNight(name), dataset],
  );
};

describe('endings', () => {
  it('are counted over failed nights, from the last complete reading on', async () => {
    expect(await count('first', 3)).toEqual({ ended: 3, held: 0, refused: 0 });
    expect(await count('first', 4)).toMatchObject({ ended: 7 });
    expect(await count('second', 1)).toMatchObject({ ended: 8 });
    await readWhole('second');
    expect(await count('third', 2)).toMatchObject({ ended: 2 });
  });

  it('of a night whose transaction failed are not counted', async () => {
    await expect(
      inTx(async (tx) => {
        await countEndings(tx, { ...night('first'), startedAt: startOfNight('first'), workId: randomUUID() }, 9);
        throw new Error('refused');
      }),
    ).rejects.toThrow('refused');
    expect(await count('first', 1)).toMatchObject({ ended: 1 });
  });

  it('that other units were refused are told, this unit’s own are not, nor those of another night', async () => {
    const [own, other] = [randomUUID(), randomUUID()];
    await noteRefused(database.pool, { ...night('first'), workId: own, records: 5, held: null });
    await noteRefused(database.pool, { ...night('first'), workId: other, records: 3, held: 40 });
    await noteRefused(database.pool, { ...night('first'), workId: other, records: 4, held: null });
    expect(await count('first', 1, own)).toMatchObject({ refused: 4 });
    await forgetRefused(database.pool, other);
    expect(await count('first', 1, own)).toMatchObject({ refused: 0 });
    expect(await count('second', 1)).toMatchObject({ refused: 0 });
  });

  it('are counted no more once a person has accepted the drop of that night, and from nothing in the next', async () => {
    await count('first', 6);
    const accepted = { ...night('first'), by: 'operator:anna', at: startOfNight('second'), why: '部门来函确认' };
    expect([await inTx((tx) => acceptDrop(tx, accepted)), await inTx((tx) => acceptDrop(tx, accepted))]).toEqual([true, false]);
    expect(await count('first', 30)).toBeNull();
    expect(await count('second', 1)).toMatchObject({ ended: 1 });
  });

  it('remember how many are held at least', async () => {
    await count('first', 1);
    await inTx((tx) => noteHeld(tx, night('first'), 40));
    await inTx((tx) => noteHeld(tx, night('first'), 30));
    expect(await count('first', 1)).toMatchObject({ held: 40 });
  });
});

describe('a lookup that is not believed', () => {
  /** Its unit has failed of it, and so has the reading. */
  const stopIn = async (name: NightName, records: number): Promise<void> => {
    await begin(name);
    const { rows } = await database.pool.query<{ work_id: string }>(
      `insert into work (work_id, run_id, pass, step, dataset, unit, params, state, fault)
       values (gen_random_uuid(), $1, 1, 'look-up', 'assistance', $1, '{}', 'failed', '{"code": "suspiciously-empty"}') returning work_id`,
      [night(name).runId],
    );
    await noteRefused(database.pool, { ...night(name), workId: rows[0]?.work_id ?? '', records, held: null });
    await inTx((tx) => countHeldOfRefused(tx, night(name)));
  };
  const holdThree = () =>
    inTx((tx) =>
      insertVersions(
        tx,
        night('first').runId,
        ['K1', 'K2', 'K3'].map((recordKey) => aVersion(randomUUID(), recordKey)),
      ),
    );
  const dropNow = async () => (await standingDrops(database.pool)).map(({ runId, wouldEnd, held }) => ({ runId, wouldEnd, held }));

  it('would end so many of what is held; what had ended by the last complete reading is no part of it', async () => {
    await holdThree();
    await count('first', 2);
    await readWhole('first');
    await stopIn('second', 3);
    expect(await dropNow()).toEqual([{ runId: night('second').runId, wouldEnd: 3, held: 3 }]);
  });

  it('in a night that has ended others adds those to both', async () => {
    await holdThree();
    await count('second', 1);
    await stopIn('second', 3);
    expect(await dropNow()).toEqual([{ runId: night('second').runId, wouldEnd: 4, held: 4 }]);
  });

  it('is not counted again where a refusal has counted', async () => {
    await noteRefused(database.pool, { ...night('second'), workId: randomUUID(), records: 7, held: 30 });
    await stopIn('second', 3);
    expect(await dropNow()).toEqual([{ runId: night('second').runId, wouldEnd: 10, held: 30 }]);
  });
});

describe('what was held before a night', () => {
  it('is everything current that has not ended and that the night has not brought itself, counted as far as it is asked for', async () => {
    const [anna, bo] = [randomUUID(), randomUUID()];
    await inTx((tx) =>
      insertVersions(tx, night('first').runId, [
        aVersion(anna, 'K1'),
        aVersion(anna, 'K2'),
        aVersion(bo, 'K3', { ended: true }),
        aVersion(bo, 'K4'),
      ]),
    );
    await inTx((tx) => insertVersions(tx, night('second').runId, [aVersion(bo, 'K5'), aVersion(anna, 'K1', { version: 2 })]));
    const held = (most: number) => inTx((tx) => countHeld(tx, night('second'), most));
    expect([await held(100), await held(2)]).toEqual([3, 2]);
    const ending = [
      { personKey: anna, recordKey: 'K1' },
      { personKey: anna, recordKey: 'K2' },
      { personKey: bo, recordKey: 'K3' },
      { personKey: bo, recordKey: 'K5' },
    ];
    expect(await inTx((tx) => heldBefore(tx, night('second'), ending))).toBe(2);
  });
});

describe('who was a member before a night', () => {
  const stated = (memberId: string, version: number, leftOn: string | null) => ({ memberId, version, leftOn });
  /** As that night read the roster, of people who are who they were. */
  const tell = async (name: NightName, ...rows: readonly ReturnType<typeof stated>[]): Promise<void> => {
    const versions = rows.map(({ memberId, version, leftOn }) =>
      aVersion(PEOPLE[memberId] ?? '', memberId, { dataset: 'members', version, content: { leftOn }, changedAt: startOfNight(name) }),
    );
    await inTx((tx) => insertVersions(tx, night(name).runId, versions));
    await database.pool.query(
      `insert into member (member_id, person_key, left_on) select * from unnest($1::text[], $2::uuid[], $3::date[])
       on conflict (member_id) do update set left_on = excluded.left_on`,
      [rows.map(({ memberId }) => memberId), rows.map(({ memberId }) => PEOPLE[memberId]), rows.map(({ leftOn }) => leftOn)],
    );
  };
  const IDS = ['stays', 'came', 'came-back', 'left'] as const;
  const PEOPLE: Readonly<Record<string, string>> = Object.fromEntries(IDS.map((memberId) => [memberId, randomUUID()]));
  const wereMembers = (name: NightName) => inTx((tx) => membersBefore(tx, night(name).runId, IDS));

  it('is whoever the roster named when it was last read whole, by another night, and names still', async () => {
    await tell('first', stated('stays', 1, null), stated('came-back', 1, '2026-10-01'), stated('left', 1, null));
    await begin('first');
    expect(await wereMembers('second')).toBe(0);
    await readWhole('second', 'members');
    expect(await wereMembers('third')).toBe(2);
    await begin('third');
    await tell('third', stated('stays', 2, null), stated('came', 1, null), stated('came-back', 2, null), stated('left', 2, '2026-11-02'));
    expect(await wereMembers('third')).toBe(1);
    // Opened again after the second was complete: what it brought itself it may take back.
    expect(await wereMembers('first')).toBe(0);
  });
});
