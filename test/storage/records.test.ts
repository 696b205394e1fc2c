import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { RecordGrades } from '../../src/domain/grade.ts';
import { endOf } from '../../src/domain/period.ts';
import type { Purpose } from '../../src/domain/sources.ts';
import { gradesOf } from '../../src/pipeline/3-verify/grades.ts';
import { verify } from '../../src/pipeline/3-verify/verify.ts';
import { inTransaction } from '../../src/storage/database.ts';
import { type PersonFinding, replaceFindings } from '../../src/storage/findings.ts';
import {
  currentRecordsOf,
  insertVersions,
  markSeen,
  type NewVersion,
  regrade,
  versionsByKey,
  versionsOfPeople,
} from '../../src/storage/records.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { aDossier, day } from '../support/dossiers.ts';

const GRADES: RecordGrades = { name: 'equal', birthDate: 'equal', employer: 'not-stated' };
const [ANNA, BO] = [randomUUID(), randomUUID()];

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
afterEach(() => database.pool.query('delete from record; delete from finding'));
afterAll(() => database.drop());

const inTx = <T>(act: Parameters<typeof inTransaction<T>>[1]): Promise<T> => inTransaction(database.pool, act);
const aVersion = (traits: Partial<NewVersion> = {}): NewVersion => ({
  personKey: ANNA,
  dataset: 'assistance',
  recordKey: 'K1',
  version: 1,
  current: true,
  ended: false,
  changedAt: endOf(day('2026-11-20')),
  fingerprint: 'aa',
  content: { category: 'dibao' },
  sealed: null,
  grades: GRADES,
  digests: {},
  ...traits,
});
const save = (runId: string, ...versions: readonly NewVersion[]) => inTx((tx) => insertVersions(tx, runId, versions));
const shown = (
  versions: readonly { readonly personKey: string; readonly recordKey: string; readonly version: number; readonly current?: boolean }[],
) =>
  versions
    .map(
      ({ personKey, recordKey, version, current }) =>
        `${personKey === ANNA ? 'anna' : 'bo'} ${recordKey} v${version}${current === true ? ' now' : ''}`,
    )
    .toSorted();

describe('versions of records', () => {
  it('all stay; the newest is the one that holds now', async () => {
    await save('run-1', aVersion());
    await save('run-2', aVersion({ version: 2, fingerprint: 'bb' }));
    expect(shown(await inTx((tx) => versionsByKey(tx, 'assistance', ['K1'])))).toEqual(['anna K1 v1', 'anna K1 v2 now']);
    expect(shown(await currentRecordsOf(database.pool, [ANNA], { opened: true }))).toEqual(['anna K1 v2']);
  });

  it('that come late are history at once', async () => {
    await save('run-1', aVersion());
    await save('run-2', aVersion({ version: 2, current: false }));
    expect(shown(await currentRecordsOf(database.pool, [ANNA], { opened: true }))).toEqual(['anna K1 v1']);
  });

  it('that ended hold no more, and are known', async () => {
    await save('run-1', aVersion());
    await save('run-2', aVersion({ version: 2, ended: true, content: null, grades: null }));
    expect(await currentRecordsOf(database.pool, [ANNA], { opened: true })).toEqual([]);
    expect(shown(await inTx((tx) => versionsByKey(tx, 'assistance', ['K1'])))).toEqual(['anna K1 v1', 'anna K1 v2 now']);
  });

  it('are found by key whoever they are about, and of people whatever their key', async () => {
    await save('run-1', aVersion(), aVersion({ personKey: BO }), aVersion({ recordKey: 'K2' }), aVersion({ dataset: 'death' }));
    expect(shown(await inTx((tx) => versionsByKey(tx, 'assistance', ['K1'])))).toEqual(['anna K1 v1 now', 'bo K1 v1 now']);
    expect(shown(await inTx((tx) => versionsOfPeople(tx, 'assistance', [ANNA])))).toEqual(['anna K1 v1 now', 'anna K2 v1 now']);
  });

  it('of one key and several people supersede their own alone', async () => {
    await save('run-1', aVersion(), aVersion({ personKey: BO }));
    await save('run-2', aVersion({ version: 2 }));
    expect(shown(await currentRecordsOf(database.pool, [ANNA, BO], { opened: true }))).toEqual(['anna K1 v2', 'bo K1 v1']);
  });

  it('of the roster are no testimony', async () => {
    await save('run-1', aVersion({ dataset: 'members' }));
    expect(await currentRecordsOf(database.pool, [ANNA], { opened: true })).toEqual([]);
  });
});

it('a row seen again is noted with the run that saw it', async () => {
  await save('run-1', aVersion());
  await inTx((tx) => markSeen(tx, 'run-2', 'assistance', [{ personKey: ANNA, recordKey: 'K1', version: 1 }]));
  expect((await inTx((tx) => versionsByKey(tx, 'assistance', ['K1']))).map(({ seenRun }) => seenRun)).toEqual(['run-2']);
});

it('a grade is mended where it stands, as no version of its own', async () => {
  await save('run-1', aVersion(), aVersion({ personKey: BO }));
  const grades: RecordGrades = { ...GRADES, name: 'different' };
  await inTx((tx) => regrade(tx, [{ personKey: ANNA, dataset: 'assistance', recordKey: 'K1', version: 1, grades }]));
  const [anna, bo] = (await currentRecordsOf(database.pool, [ANNA, BO], { opened: true })).toSorted((a) => (a.personKey === ANNA ? -1 : 1));
  expect([anna?.grades, bo?.grades]).toEqual([grades, GRADES]);
});

describe('what several purposes find alike', () => {
  const grades = gradesOf(verify(aDossier()), aDossier());
  const finding = (purpose: Purpose, said: string, as: Purpose | null = null): PersonFinding => ({
    ...{ personKey: ANNA, purpose, as, content: { said }, grades },
    gradesText: JSON.stringify({ graded: said }),
  });
  const night = (runId: string, ...findings: readonly PersonFinding[]) => inTx((tx) => replaceFindings(tx, runId, [ANNA], findings));
  const kept = async () => {
    const { rows } = await database.pool.query('select version, content, grades from finding where current order by purpose');
    return rows;
  };
  const own = (version: number, said: string) => ({ version, content: { said }, grades: { graded: said } });
  const shared = (version: number) => ({ version, content: 'hardship-screening', grades: null });

  it('is kept under the first of them, changes with it, and stands by itself once they part', async () => {
    const together = (said: string) => [finding('hardship-screening', said), finding('mutual-aid-claim', said, 'hardship-screening')];
    await night('1', ...together('a'));
    expect(await kept()).toEqual([own(1, 'a'), shared(1)]);
    await night('2', ...together('a'));
    expect(await kept()).toEqual([own(1, 'a'), shared(1)]);
    await night('3', ...together('b'));
    expect(await kept()).toEqual([own(2, 'b'), shared(2)]);
    await night('4', finding('hardship-screening', 'c'), finding('mutual-aid-claim', 'b'));
    expect(await kept()).toEqual([own(3, 'c'), own(3, 'b')]);
  });

  it('is not written anew where a version before kept it of each', async () => {
    const said = [finding('hardship-screening', 'a'), finding('exclusive-protection', 'a')];
    await night('1', ...said);
    const before = await kept();
    await night('2', finding('hardship-screening', 'a'), finding('exclusive-protection', 'a', 'hardship-screening'));
    expect(await kept()).toEqual(before);
  });
});
