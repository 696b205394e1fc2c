import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerOf, sourceAnswer } from '../../../src/api/verify-identity/answer.ts';
import { asOfNight, openNight } from '../../../src/api/verify-identity/as-of-night.ts';
import { questionOf } from '../../../src/api/verify-identity/question.ts';
import { addDays, dayAt, endOf, HOUR, instantOf, startOf } from '../../../src/domain/period.ts';
import { AUTHORITIES, TESTIMONIES } from '../../../src/domain/sources.ts';
import type { WrittenBasis } from '../../../src/pipeline/2-normalise/permission.ts';
import type { Dossier } from '../../../src/pipeline/2-normalise/types.ts';
import { gradesOf } from '../../../src/pipeline/3-verify/grades.ts';
import { CHECKS } from '../../../src/pipeline/3-verify/types.ts';
import { verify } from '../../../src/pipeline/3-verify/verify.ts';
import { type Db, inTransaction, one } from '../../../src/storage/database.ts';
import { anyDossier } from '../../support/any-dossier.ts';
import { day } from '../../support/dossiers.ts';
import { nightsOfThisFile } from '../../support/nights.ts';
import { CONSENT_TO_ALL, changed, enrol, idNumberOf, settleTown } from '../../support/nights-town.ts';
import { deskOn, tellingOf } from '../../support/verifications.ts';

const permittedIn = ({ readings }: Dossier) => TESTIMONIES.filter((dataset) => readings[dataset].state !== 'withheld');

/** As the night would have stored the dossier, and as a question finds it later that day. */
const nightOf = (dossier: Dossier) => {
  const permitted = permittedIn(dossier);
  const bases: readonly WrittenBasis[] = permitted.map((dataset) => ({
    ...{ dataset, purpose: 'hardship-screening', recipient: 'federation' },
    ...{ document: 'a basis', from: addDays(dossier.on, -1), to: null },
  }));
  const asOf = new Map(
    TESTIMONIES.flatMap((dataset) => {
      const reading = dossier.readings[dataset];
      return reading.state === 'read' ? [[dataset, reading.asOf] as const] : [];
    }),
  );
  const night = openNight({ date: dossier.on, asOf });
  night.learn('grades', JSON.stringify(gradesOf(verify(dossier), dossier)));
  return {
    found: { consents: [], nameDigest: 'aa', gradesDigest: 'grades' },
    circumstances: { night, now: instantOf(Date.parse(startOf(dossier.on)) + 9 * HOUR), bases },
  };
};

const question = questionOf({ subject: { idNumber: idNumberOf(1), name: '赵试甲' }, purpose: 'hardship-screening', freshness: 'cached' });
const asked = { question, nameDigest: 'aa' };

const verifiedAnew = (dossier: Dossier) =>
  answerOf({
    findings: verify(dossier).findings,
    sources: AUTHORITIES.map((source) => sourceAnswer(source, dossier, { live: null, endOfDay: endOf(dossier.on) })),
    asked: CHECKS,
    underAnotherName: false,
  });

describe('what the night found', () => {
  it('is what verifying anew would find, whatever is known of a member', () => {
    fc.assert(
      fc.property(anyDossier, (dossier) => {
        fc.pre(permittedIn(dossier).length > 0);
        const { found, circumstances } = nightOf(dossier);
        expect(asOfNight(asked, found, circumstances)).toEqual(verifiedAnew(dossier));
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    { given: 'another name', change: { nameDigest: 'bb' } },
    { given: 'an age that one reading is beyond', change: { question: { ...question, maxAgeMs: 1 } } },
  ])('does not answer for $given', ({ change }) => {
    fc.assert(
      fc.property(anyDossier, (dossier) => {
        fc.pre(TESTIMONIES.some((dataset) => dossier.readings[dataset].state === 'read'));
        const { found, circumstances } = nightOf(dossier);
        fc.pre(Object.values(dossier.readings).some((one) => one.state === 'read' && one.asOf < circumstances.now));
        expect(asOfNight({ ...asked, ...change }, found, circumstances)).toBeNull();
      }),
      { numRuns: 50 },
    );
  });

  it('does not answer on another day, nor once an agreement has ended', () => {
    fc.assert(
      fc.property(anyDossier, (dossier) => {
        fc.pre(permittedIn(dossier).length > 0);
        const { found, circumstances } = nightOf(dossier);
        expect(asOfNight(asked, found, { ...circumstances, now: startOf(addDays(dossier.on, 1)) })).toBeNull();
        expect(asOfNight(asked, found, { ...circumstances, bases: circumstances.bases.slice(1) })).toBeNull();
        for (const gradesDigest of [null, 'of others']) expect(asOfNight(asked, { ...found, gradesDigest }, circumstances)).toBeNull();
      }),
      { numRuns: 50 },
    );
  });
});

describe('on a real database', () => {
  const start = nightsOfThisFile();

  it('answers the whole town as it does when everybody is verified anew', async () => {
    const people = settleTown();
    const { town, poor, courier, patient, ordinary, silent } = people;
    const renamed = changed(ordinary, startOf(dayAt(instantOf(Date.parse('2026-11-01T00:00:00Z')))), { sealed: { name: '钱试乙' } });
    enrol(
      town,
      renamed,
      changed(courier, renamed.content.updatedAt ?? startOf(dayAt(instantOf(0))), { content: { consents: CONSENT_TO_ALL.slice(0, 1) } }),
    );
    const nights = start(town);
    nights.clock.set(instantOf(Date.parse('2026-11-02T01:00:00+08:00')));
    await nights.finish(await nights.openToday(dayAt(nights.context.clock())));
    const ask = async () => {
      const desk = deskOn(nights.context);
      const told = [];
      for (const member of [poor, courier, patient, ordinary, renamed, silent])
        for (const purpose of ['exclusive-protection', 'mutual-aid-claim', 'hardship-screening'] as const)
          told.push(tellingOf(await desk.ask(member, { purpose })));
      return told;
    };
    const noted = async () => {
      const { rows } = await nights.context.pool.query(
        `select p.person_key, purpose from night_grade p cross join lateral jsonb_object_keys(p.grades) as purpose order by 1, 2`,
      );
      return rows;
    };
    const { rows: found } = await nights.context.pool.query('select person_key, purpose from finding where current order by 1, 2');
    expect(found.length).toBeGreaterThan(8);
    expect(await noted()).toEqual(found);
    const fromTheNight = await ask();
    await nights.context.pool.query('update finding set grades = null');
    expect(await noted()).toEqual([]);
    expect(fromTheNight).toEqual(await ask());
  });

  // Whoever changes any of it, and be it a process of the version before, takes away what was noted of the person, and of nobody else.
  it('what a question needs of somebody is gone as soon as anything it was made of changes', async () => {
    const { town, ordinary } = settleTown();
    const nights = start(town);
    const { run } = await nights.reconcile(day('2026-11-01'));
    const { pool, lookup } = nights.context;
    const { rows } = await pool.query<{ key: string }>('select person_key as key from person_lookup where id_digest = $1', [
      lookup.digest('identity-number', ordinary.sealed.idNumber),
    ]);
    const key = one(rows).key;
    const keys = async (db: Db) =>
      (await db.query<{ key: string }>('select person_key as key from night_grade order by 1')).rows.map((row) => row.key);
    const noted = await keys(pool);
    const leftAfter = (...statements: readonly string[]) =>
      inTransaction(pool, async (tx) => {
        for (const statement of statements) await tx.query(statement, [key]);
        const left = await keys(tx);
        await tx.query('rollback');
        return left;
      });
    expect(noted).toContain(key);
    for (const change of [
      `update finding set current = false where person_key = $1`,
      `delete from finding where person_key = $1`,
      `insert into finding select person_key, purpose, version + 1, false, known_run, fingerprint, content from finding where person_key = $1`,
      `update member set left_on = '2026-11-01' where person_key = $1`,
      `update member set person_key = '00000000-0000-4000-8000-000000000000' where person_key = $1`,
      `delete from member where person_key = $1`,
      `update record set current = false where person_key = $1 and dataset = 'members'`,
      `delete from record where person_key = $1 and dataset = 'members'`,
    ])
      expect([change, await leftAfter(change)]).toEqual([change, noted.filter((other) => other !== key)]);
    for (const other of [
      `update record set current = false where person_key = $1 and dataset <> 'members'`,
      `update record set seen_run = '${run.runId}' where person_key = $1`,
      `update member set district = null where person_key = $1`,
    ])
      expect([other, await leftAfter(other)]).toEqual([other, noted]);
  });
});
