import { describe, expect, it } from 'vitest';
import { addDays, type Day, startOf } from '../../src/domain/period.ts';
import type { WrittenBasis } from '../../src/pipeline/2-normalise/permission.ts';
import { aRow } from '../support/connectors.ts';
import { aDibao, aParticipation, day } from '../support/dossiers.ts';
import { type Night, type Nights, nightsOfThisFile } from '../support/nights.ts';
import {
  aMember,
  CONSENT_TO_ALL,
  changed,
  employ,
  enrol,
  grantDibao,
  insure,
  LONG_AGO,
  settleTown,
  statedBy,
} from '../support/nights-town.ts';

const D = day('2026-11-22');
/** Feeds are caught up with every seven days. */
const nightAfter = (days: number): Day => addDays(D, days);

const startNights = nightsOfThisFile();

const catchUpsIn = ({ summary }: Night): readonly string[] =>
  summary.books
    .filter(({ reading }) => reading === 'catch-up')
    .map(({ dataset, state, balanced }) => `${dataset} ${state} ${balanced ? 'balanced' : 'unbalanced'}`);

const livingAidOf = (nights: Nights, memberId: string) =>
  nights.context.pool
    .query<{ state: string; version: number; delivered_version: number | null }>(
      `select a.state, a.version, a.delivered_version from application a join member m using (person_key) where m.member_id = $1 and a.programme = 'living-aid'`,
      [memberId],
    )
    .then(({ rows }) => rows[0] ?? null);

/** What is granted under the same key later. */
const LATER_AID = aDibao({ label: '城市低保' }, { recordKey: 'aid-of-member-1' });

/** Every version of a record, the earliest first. */
const recordsOf = async ({ context: { pool } }: Nights, recordKey: string) => {
  const { rows } = await pool.query<{ version: number; label: string; current: boolean; ended: boolean }>(
    `select version, content ->> 'label' as label, current, ended from record where record_key = $1 order by version`,
    [recordKey],
  );
  return rows;
};

describe('a new member', () => {
  const settleWithNewcomer = () => {
    const people = settleTown();
    const newcomer = aMember(6);
    // In the city's feeds long before they joined.
    grantDibao(people.town, newcomer, { at: LONG_AGO });
    employ(people.town, newcomer, LONG_AGO);
    return { ...people, newcomer };
  };

  it('is asked about at once where there are lookups; what feeds said of them before is not yet read, never not held', async () => {
    const { town, newcomer } = settleWithNewcomer();
    const nights = startNights(town);
    await nights.reconcile(D);
    enrol(town, newcomer);
    const night = await nights.reconcile(nightAfter(1));
    expect(catchUpsIn(night)).toEqual([]);
    expect(await nights.readingOf('member-6', 'person')).toBe('read');
    expect(await nights.readingOf('member-6', 'family')).toBe('read');
    expect(await nights.readingOf('member-6', 'assistance')).toBe('not-yet-read');
    expect(await nights.readingOf('member-6', 'participation')).toBe('not-yet-read');
    expect(await nights.readingOf('member-4', 'assistance')).toBe('read');
  });

  it('is caught up with once seven days have passed, in a line of its own, and is then like everybody else', async () => {
    const { town, newcomer } = settleWithNewcomer();
    const nights = startNights(town);
    await nights.reconcile(D);
    enrol(town, newcomer);
    for (const days of [1, 6]) expect(catchUpsIn(await nights.reconcile(nightAfter(days)))).toEqual([]);
    const night = await nights.reconcile(nightAfter(7));
    expect(catchUpsIn(night).toSorted()).toEqual(
      ['assistance', 'contributions', 'death', 'participation', 'unemployment', 'work-injury'].map(
        (dataset) => `${dataset} complete balanced`,
      ),
    );
    expect(await nights.readingOf('member-6', 'assistance')).toBe('read');
    expect(night.summary.cases.byClass).toEqual({ deep: 2 });
    expect(await livingAidOf(nights, 'member-6')).toMatchObject({ state: 'delivered' });
    expect(catchUpsIn(await nights.reconcile(nightAfter(14)))).toEqual([]);
  });

  it('comes to the same results as if they had been there from the first night', async () => {
    const { town, newcomer } = settleWithNewcomer();
    enrol(town, newcomer);
    const nights = startNights(town);
    await nights.reconcile(D);
    const present = await nights.reconcile(nightAfter(7));
    const later = settleWithNewcomer();
    const others = await startNights.anew(later.town);
    await others.reconcile(D);
    enrol(later.town, later.newcomer);
    const caughtUp = await others.reconcile(nightAfter(7));
    expect(caughtUp.summary.cases).toEqual(present.summary.cases);
    expect(caughtUp.summary.verification).toEqual(present.summary.verification);
  });

  it('who has left again is not caught up with', async () => {
    const { town, newcomer } = settleWithNewcomer();
    const nights = startNights(town);
    await nights.reconcile(D);
    enrol(town, changed(newcomer, startOf(D), { content: { leftOn: D } }));
    expect(catchUpsIn(await nights.reconcile(nightAfter(7)))).toEqual([]);
  });

  it('whose catch-up fails is caught up with when the run is opened again', async () => {
    const { town, newcomer } = settleWithNewcomer();
    const nights = startNights(town);
    await nights.reconcile(D);
    enrol(town, newcomer);
    town.troubles.participation = () => 'empty';
    const failed = await nights.reconcile(nightAfter(7));
    expect(failed.run.status).toBe('incomplete');
    delete town.troubles.participation;
    expect((await nights.reconcile(nightAfter(7))).run.status).toBe('completed');
    expect(await nights.readingOf('member-6', 'participation')).toBe('read');
  });
});

describe('consent', () => {
  it('newly given is caught up with like a new member', async () => {
    const { town, silent } = settleTown();
    const nights = startNights(town);
    await nights.reconcile(D);
    enrol(town, changed(silent, startOf(nightAfter(1)), { content: { consents: CONSENT_TO_ALL } }));
    await nights.reconcile(nightAfter(1));
    expect(await nights.readingOf('member-5', 'assistance')).toBe('not-yet-read');
    const night = await nights.reconcile(nightAfter(7));
    expect(night.summary.books.find(({ dataset, reading }) => dataset === 'assistance' && reading === 'catch-up')).toMatchObject({
      fetched: 3,
      accepted: 1,
      // Nobody a catch-up reads for: a stranger, and a member who has long been read.
      offRoster: 2,
    });
    expect(await livingAidOf(nights, 'member-5')).toMatchObject({ state: 'delivered' });
  });

  it('withdrawn stops all use at once: nothing is read, verified, flagged or left with the worker', async () => {
    const { town, poor } = settleTown();
    const nights = startNights(town);
    await nights.reconcile(D);
    enrol(town, changed(poor, startOf(nightAfter(1)), { content: { consents: [] } }));
    const night = await nights.reconcile(nightAfter(1));
    expect(night.summary.verification.people).toBe(3);
    expect(night.summary.cases.byClass).toEqual({});
    expect(await livingAidOf(nights, 'member-1')).toMatchObject({ state: 'withdrawn' });
    expect(await nights.readingOf('member-1', 'assistance')).toBe('withheld');
    const asked = town.questions.filter(({ dataset }) => dataset === 'family').at(-1);
    expect(asked?.request).toEqual({ people: 3 });
  });

  it('withdrawn and given again begins anew: what came in between was dropped', async () => {
    const { town, poor } = settleTown();
    const nights = startNights(town);
    await nights.reconcile(D);
    const silenced = changed(poor, startOf(nightAfter(1)), { content: { consents: [] } });
    enrol(town, silenced);
    town.rows.assistance.push(
      aRow(poor.sealed.idNumber, aDibao({ label: '城市低保' }, { recordKey: 'aid-of-member-1' }), { at: startOf(nightAfter(1)) }),
    );
    await nights.reconcile(nightAfter(1));
    enrol(town, changed(silenced, startOf(nightAfter(2)), { content: { consents: CONSENT_TO_ALL } }));
    await nights.reconcile(nightAfter(2));
    expect(await nights.readingOf('member-1', 'assistance')).toBe('not-yet-read');
    const night = await nights.reconcile(nightAfter(7));
    expect(await nights.readingOf('member-1', 'assistance')).toBe('read');
    const { rows } = await nights.context.pool.query<{ label: string }>(
      `select content ->> 'label' as label from record where record_key = 'aid-of-member-1' and current and not ended`,
    );
    expect(rows).toEqual([{ label: '城市低保' }]);
    expect(night.summary.cases.byClass).toEqual({ deep: 1 });
  });

  it('that ends by its own date ends with that day, without any row to say so', async () => {
    const people = settleTown();
    const { town, poor } = people;
    const ending = CONSENT_TO_ALL.map((consent) => ({ ...consent, expiresAt: startOf(nightAfter(2)) }));
    enrol(town, changed(poor, startOf(D), { content: { consents: ending } }));
    const nights = startNights(town);
    expect((await nights.reconcile(D)).summary.cases.byClass).toEqual({ deep: 1 });
    expect((await nights.reconcile(nightAfter(1))).summary.cases.byClass).toEqual({ deep: 1 });
    expect((await nights.reconcile(nightAfter(2))).summary.cases.byClass).toEqual({});
  });

  it('is not needed where a written basis stands in for it, until that expires', async () => {
    const { town } = settleTown();
    const basis: WrittenBasis = {
      dataset: 'assistance',
      purpose: 'hardship-screening',
      recipient: 'federation',
      document: '试验市数据共享协议〔2026〕1号',
      from: day('2026-01-01'),
      to: nightAfter(1),
    };
    const nights = startNights(town, { writtenBases: [basis] });
    await nights.reconcile(D);
    expect(await nights.readingOf('member-5', 'assistance')).toBe('read');
    expect(await nights.readingOf('member-5', 'death')).toBe('withheld');
    await nights.reconcile(nightAfter(2));
    expect(await nights.readingOf('member-5', 'assistance')).toBe('withheld');
  });
});

describe('a member who leaves', () => {
  it('is nobody here any more: their rows are off the roster, and nothing is offered any more', async () => {
    const { town, poor } = settleTown();
    const nights = startNights(town);
    await nights.reconcile(D);
    enrol(town, changed(poor, startOf(nightAfter(1)), { content: { leftOn: nightAfter(1) } }));
    town.rows.assistance.push(aRow(poor.sealed.idNumber, aDibao({}, { recordKey: 'after-leaving' }), { at: startOf(nightAfter(1)) }));
    const night = await nights.reconcile(nightAfter(1));
    expect(night.summary.books.find(({ dataset }) => dataset === 'assistance')).toMatchObject({ fetched: 1, offRoster: 1 });
    expect(night.summary.cases.byClass).toEqual({});
    expect(await livingAidOf(nights, 'member-1')).toMatchObject({ state: 'withdrawn' });
  });

  it('on a day still to come is no longer a member all the same (`interfaces.md` §4: `leftOn` set)', async () => {
    const { town, poor } = settleTown();
    const nights = startNights(town);
    await nights.reconcile(D);
    enrol(town, changed(poor, startOf(nightAfter(1)), { content: { leftOn: nightAfter(2) } }));
    expect((await nights.reconcile(nightAfter(1))).summary.cases.byClass).toEqual({});
    expect(await livingAidOf(nights, 'member-1')).toMatchObject({ state: 'withdrawn' });
  });

  it('is read no longer, in whatever night: what was known of them stays as it was when they left', async () => {
    const { town, poor } = settleTown();
    const nights = startNights(town);
    await nights.reconcile(D);
    const aid = await recordsOf(nights, 'aid-of-member-1');
    enrol(town, changed(poor, startOf(nightAfter(1)), { content: { leftOn: nightAfter(1) } }));
    town.rows.assistance.push(aRow(poor.sealed.idNumber, LATER_AID, { at: startOf(nightAfter(1)) }));
    const { digest } = await nights.reconcile(nightAfter(1));
    expect((await nights.reconcile(nightAfter(1), { full: true })).digest).toBe(digest);
    expect(await recordsOf(nights, 'aid-of-member-1')).toEqual(aid);
    expect(await Promise.all((['assistance', 'person'] as const).map((dataset) => nights.readingOf('member-1', dataset)))).toEqual([
      'not-yet-read',
      'not-yet-read',
    ]);
  });

  const RETURNS: readonly { readonly as: string; readonly memberId: string }[] = [
    { as: 'the member they were', memberId: 'member-1' },
    { as: 'another member', memberId: 'member-71' },
  ];
  it.each(RETURNS)('and comes back as $as is new here: what feeds said in between was dropped, and is read again', async ({ memberId }) => {
    const { town, poor } = settleTown();
    const nights = startNights(town);
    await nights.reconcile(D);
    const gone = changed(poor, startOf(nightAfter(1)), { content: { leftOn: nightAfter(1) } });
    enrol(town, gone);
    town.rows.assistance.push(aRow(poor.sealed.idNumber, LATER_AID, { at: startOf(nightAfter(1)), stated: statedBy(poor) }));
    await nights.reconcile(nightAfter(1));
    enrol(town, changed(gone, startOf(nightAfter(2)), { content: { leftOn: null, memberId } }));
    await nights.reconcile(nightAfter(2));
    expect(await nights.readingOf(memberId, 'assistance')).toBe('not-yet-read');
    // Those who are asked about are asked about at once.
    expect(await nights.readingOf(memberId, 'person')).toBe('read');
    const night = await nights.reconcile(nightAfter(7));
    expect(await nights.readingOf(memberId, 'assistance')).toBe('read');
    expect((await recordsOf(nights, 'aid-of-member-1')).at(-1)).toMatchObject({ label: '城市低保', current: true, ended: false });
    expect(night.summary.cases.byClass).toEqual({ deep: 1 });
  });
});

describe('a corrected roster', () => {
  const gradesOf = async (nights: Nights, memberId: string): Promise<readonly string[]> => {
    const { rows } = await nights.context.pool.query<{ graded: string }>(
      `select r.dataset || ' ' || (r.grades ->> 'name') || ' ' || (r.grades ->> 'employer') as graded from record r join member m using (person_key)
        where m.member_id = $1 and r.current and not r.ended and r.dataset in ('assistance', 'person', 'participation') order by r.dataset`,
      [memberId],
    );
    return rows.map(({ graded }) => graded);
  };

  it('name is compared by digest: what had been different is equal, and nothing is read again for it', async () => {
    const people = settleTown();
    const { town, poor } = people;
    const misspelt = changed(poor, startOf(day('2026-11-02')), { sealed: { name: '赵示甲' } });
    enrol(town, misspelt);
    const nights = startNights(town);
    await nights.reconcile(D);
    expect(await gradesOf(nights, 'member-1')).not.toContain('assistance equal not-stated');
    enrol(town, changed(poor, startOf(nightAfter(1)), {}));
    await nights.reconcile(nightAfter(1));
    expect(await gradesOf(nights, 'member-1')).toEqual(['assistance equal not-stated', 'person equal not-stated']);
    expect(await nights.readingOf('member-1', 'assistance')).toBe('read');
  });

  it('name that digests cannot compare is unknown until the rows have been read again, and is then graded by them', async () => {
    const { town, poor } = settleTown();
    const nights = startNights(town);
    await nights.reconcile(D);
    enrol(town, changed(poor, startOf(nightAfter(1)), { sealed: { name: '王大明' } }));
    await nights.reconcile(nightAfter(1));
    expect(await gradesOf(nights, 'member-1')).toEqual(['assistance not-stated not-stated', 'person different not-stated']);
    expect(await nights.readingOf('member-1', 'assistance')).toBe('not-yet-read');
    expect(await nights.readingOf('member-1', 'death')).toBe('read');
    await nights.reconcile(nightAfter(7));
    expect(await gradesOf(nights, 'member-1')).toEqual(['assistance different not-stated', 'person different not-stated']);
    expect(await nights.readingOf('member-1', 'assistance')).toBe('read');
  });

  it('telephone number is nothing to compare with: no grade is lost, and nothing is read again', async () => {
    const { town, courier } = settleTown();
    // Social security states the employer's code as well, which the roster has not: equal by name, and not by digest.
    const employer = { name: courier.sealed.employerName, uscc: '91440300MA5EXAMP1K' };
    const stated = { ...statedBy(courier), employer };
    town.rows.participation.push(
      aRow(courier.sealed.idNumber, aParticipation({}, { recordKey: 'pension-of-member-2' }), { at: startOf(D), stated }),
    );
    const nights = startNights(town);
    await nights.reconcile(D);
    const before = await gradesOf(nights, 'member-2');
    expect(before).toContain('participation equal equal');
    enrol(town, changed(courier, startOf(nightAfter(1)), { sealed: { mobile: '13800000000' } }));
    await nights.reconcile(nightAfter(1));
    expect(await gradesOf(nights, 'member-2')).toEqual(before);
    expect(await nights.readingOf('member-2', 'participation')).toBe('read');
  });

  it('identity number is another person, who begins anew', async () => {
    const { town, ordinary } = settleTown();
    const other = aMember(44);
    insure(town, other, { at: LONG_AGO });
    const nights = startNights(town);
    await nights.reconcile(D);
    enrol(town, changed(ordinary, startOf(nightAfter(1)), { sealed: { idNumber: other.sealed.idNumber } }));
    await nights.reconcile(nightAfter(1));
    expect(await nights.readingOf('member-4', 'person')).toBe('read');
    expect(await nights.readingOf('member-4', 'participation')).toBe('not-yet-read');
  });
});
