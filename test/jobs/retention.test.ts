/** What a night deletes because its time is over, and what it leaves. */
import { describe, expect, it } from 'vitest';
import { readRetention, SHIPPED } from '../../src/config/retention.ts';
import { addDays, type Day, startOf } from '../../src/domain/period.ts';
import { takeEvents } from '../../src/pipeline/5-apply/callback/job.ts';
import { eraseMember } from '../../src/security/erasure/erase.ts';
import type { RetentionRules } from '../../src/security/erasure/rules.ts';
import { aRow } from '../support/connectors.ts';
import { aContribution, aDibao, day, month } from '../support/dossiers.ts';
import { type Nights, nightsOfThisFile } from '../support/nights.ts';
import { aMember, changed, enrol, settleTown } from '../support/nights-town.ts';

const startNights = nightsOfThisFile();
/** A month of everything, so that a test needs not wait for years. */
const A_MONTH: RetentionRules = {
  ...SHIPPED,
  ...Object.fromEntries(
    (['results', 'applications', 'membersWhoLeft', 'quarantine', 'work', 'readings', 'calls', 'logs'] as const).map((kind) => [
      kind,
      { ...SHIPPED[kind], months: 1 },
    ]),
  ),
  datasets: Object.fromEntries(
    Object.entries(SHIPPED.datasets).map(([dataset, term]) => [dataset, { ...term, months: 1 }]),
  ) as RetentionRules['datasets'],
  duties: SHIPPED.duties.map((duty) => ({ ...duty, months: 1 })),
};

const D = day('2026-11-22');
const one = async ({ context: { pool } }: Nights, sql: string, values: readonly unknown[] = []): Promise<number> =>
  (await pool.query(sql, [...values])).rowCount ?? 0;
const versionsOf = (nights: Nights, recordKey: string): Promise<number> =>
  one(nights, 'select from record where record_key = $1', [recordKey]);

/** Nights on these days, one after the other. */
const nightsOn = async (nights: Nights, ...days: readonly Day[]) => {
  let last = null;
  for (const on of days) last = await nights.reconcile(on);
  return last;
};

describe('the retention of records', () => {
  const amend = ({ town, poor }: ReturnType<typeof settleTown>, on: Day, since: string): void => {
    town.rows.assistance.push(
      aRow(poor.sealed.idNumber, aDibao({ since: month(since) }, { recordKey: 'aid-of-member-1' }), { at: startOf(on) }),
    );
  };

  /** Two amendments, and a last night in which nothing is new. */
  const fourNights = async (people: ReturnType<typeof settleTown>, nights: Nights) => {
    await nights.reconcile(D);
    amend(people, addDays(D, 1), '2025-02');
    await nights.reconcile(addDays(D, 1));
    amend(people, addDays(D, 40), '2025-03');
    await nights.reconcile(addDays(D, 40));
    const inBetween = await versionsOf(nights, 'aid-of-member-1');
    return { inBetween, last: await nights.reconcile(addDays(D, 80)), left: await versionsOf(nights, 'aid-of-member-1') };
  };

  it('takes versions that had been replaced by then, and none that a night within it was told by; results are what they were', async () => {
    const people = settleTown();
    const { inBetween, last, left } = await fourNights(people, startNights(people.town, { retention: A_MONTH }));
    // The second version told the night thirty-nine days ago until the fortieth: it stays, as old as it is.
    expect([inBetween, left]).toEqual([2, 1]);
    expect(last.summary.deleted).toMatchObject({ assistance: 1 });
    const others = settleTown();
    const kept = await fourNights(others, await startNights.anew(others.town));
    expect([kept.inBetween, kept.left, kept.last.digest]).toEqual([3, 3, last.digest]);
  });

  it('takes what ended, once nothing else is left of it', async () => {
    const { town, ordinary } = settleTown();
    const nights = startNights(town, { retention: A_MONTH });
    await nights.reconcile(D);
    town.rows.contributions.push(
      aRow(ordinary.sealed.idNumber, aContribution({ month: month('2026-10') }, { recordKey: 'october-of-member-4' }), {
        at: startOf(addDays(D, 1)),
        ended: true,
      }),
    );
    await nights.reconcile(addDays(D, 1));
    expect(await versionsOf(nights, 'october-of-member-4')).toBe(2);
    await nights.reconcile(addDays(D, 40));
    expect(await versionsOf(nights, 'october-of-member-4')).toBe(0);
  });
});

describe('the retention of what is no longer needed', () => {
  it('takes work, attempts and lines of the books, and goes on reading where it was', async () => {
    const { town } = settleTown();
    const nights = startNights(town, { retention: A_MONTH });
    await nights.reconcile(D);
    const last = await nightsOn(nights, addDays(D, 1), addDays(D, 40));
    expect(last?.run.status).toBe('completed');
    expect(await one(nights, `select from work where run_id <> $1`, [last?.run.runId])).toBe(0);
    expect(await one(nights, 'select from work_attempt a where not exists (select from work w where w.work_id = a.work_id)')).toBe(0);
    expect(last?.summary.deleted).toMatchObject({ work: expect.any(Number), readings: expect.any(Number) });
    // Nothing is read from its beginning for want of a watermark.
    const next = await nights.reconcile(addDays(D, 41));
    expect(next.summary.books.find(({ dataset }) => dataset === 'assistance')?.fetched).toBe(0);
    expect(next.run.status).toBe('completed');
  });

  it('takes how often counterparts were called, and closures that are long over, and leaves what is planned', async () => {
    const { town } = settleTown();
    const nights = startNights(town, { retention: A_MONTH });
    for (const [on, id] of [
      [addDays(D, -40), '0b5f3c5e-0000-4000-8000-000000000001'],
      [D, '0b5f3c5e-0000-4000-8000-000000000002'],
    ] as const) {
      await nights.context.pool.query(`insert into upstream_call values ('civil-affairs', $1, 's_test', 'answered', true, 1, 1, 1)`, [
        startOf(on),
      ]);
      await nights.context.pool.query(
        `insert into maintenance values ($2, 'civil-affairs', $1, $1::timestamptz + interval '1 hour', '公告', 'operator:one', $1)`,
        [startOf(on), id],
      );
    }
    const { summary } = await nights.reconcile(D);
    expect(summary.deleted).toMatchObject({ calls: 1, maintenance: 1 });
    expect([await one(nights, 'select from upstream_call'), await one(nights, 'select from maintenance')]).toEqual([1, 1]);
  });

  it('takes an application that was declined once its case is closed, and never one whose duty runs', async () => {
    const { town, courier } = settleTown();
    const nights = startNights(town, { retention: A_MONTH });
    await nights.reconcile(D);
    await nights.context.pool.query(`update application set state = 'decided', remote_status = 'declined' where programme = 'living-aid'`);
    await nights.context.pool.query(
      `update application set state = 'decided', remote_status = 'granted' where programme = 'exclusive-protection'`,
    );
    await nights.reconcile(addDays(D, 29));
    expect(await one(nights, `select from application where remote_status = 'granted'`)).toBe(1);
    enrol(town, changed(courier, startOf(addDays(D, 39)), { content: { employmentForm: 'standard' } }));
    await nights.reconcile(addDays(D, 40));
    // The one is still offered by an open case, the other's duty has ended with its month.
    expect(await one(nights, `select from application where remote_status = 'declined'`)).toBe(1);
    expect(await one(nights, `select from application where remote_status = 'granted'`)).toBe(0);
  });

  it('takes what was said of an application with it, and what was said of none in its own time', async () => {
    const { town } = settleTown();
    const nights = startNights(town, { retention: A_MONTH });
    await nights.reconcile(D);
    const { pool, clock } = nights.context;
    const { rows } = await pool.query<{ id: string }>(
      `select application_id as id from application where programme = 'exclusive-protection'`,
    );
    const said = { version: 1, status: 'granted', reasonCode: null, decidedAt: clock(), toldAt: clock() } as const;
    const told = [rows[0]?.id ?? '', 'none-of-ours'].map((applicationId, nth) => ({
      event: { ...said, eventId: `event-${nth}`, applicationId },
      trace: '',
    }));
    expect(await takeEvents(told, nights.context)).toEqual(['moved', 'unknown-application']);
    await nights.reconcile(addDays(D, 29));
    expect(await one(nights, 'select from callback_event')).toBe(2);
    const { summary } = await nights.reconcile(addDays(D, 40));
    expect([summary.deleted, await one(nights, `select from callback_event where application_id = 'none-of-ours'`)]).toMatchObject([
      { callbacks: 1 },
      0,
    ]);
  });

  it('takes everything about members who left and whose file is closed, and lets them join again', async () => {
    const { town } = settleTown();
    const leftOn = day('2026-11-01');
    const aidFile = { class: 'deep', openedOn: day('2026-01-01'), memberCount: 1 } as const;
    enrol(town, aMember(11, { content: { leftOn } }), aMember(12, { content: { leftOn, aidFile } }));
    const nights = startNights(town, { retention: A_MONTH });
    const members = () => one(nights, `select from member where member_id in ('member-11', 'member-12')`);
    await nights.reconcile(D);
    expect(await members()).toBe(2);
    const { run, summary } = await nights.reconcile(addDays(D, 20));
    expect([run.status, await members(), summary.deleted]).toMatchObject(['completed', 1, { 'members-who-left': 1 }]);
    const full = await nights.reconcile(addDays(D, 21), { full: true });
    expect([full.run.status, await members()]).toEqual(['completed', 1]);
    expect(full.summary.books.find(({ dataset }) => dataset === 'members')).toMatchObject({ withheld: 1, balanced: true });
    enrol(town, changed(aMember(11), startOf(addDays(D, 22)), {}));
    await nights.reconcile(addDays(D, 22));
    expect(await members()).toBe(2);
  });

  it('takes nothing of a member, a result or a record that still holds', async () => {
    const { town } = settleTown();
    const nights = startNights(town, { retention: A_MONTH });
    const first = await nights.reconcile(D);
    const later = await nightsOn(nights, addDays(D, 3));
    expect(later?.summary.deleted).toEqual({});
    expect(later?.summary.books.map(({ dataset }) => dataset)).toEqual(first.summary.books.map(({ dataset }) => dataset));
  });

  it('finishes what an erased person had to be kept for', async () => {
    const { town, poor } = settleTown();
    const nights = startNights(town, { retention: A_MONTH });
    await nights.reconcile(D);
    await nights.context.pool.query(`update application set state = 'decided', remote_status = 'granted' where programme = 'living-aid'`);
    const erased = await eraseMember(
      { memberId: poor.content.memberId, cause: 'asked', reason: null, caller: { kind: 'command', id: 'tester' } },
      nights.context,
    );
    expect(erased).toMatchObject({ outcome: 'restricted', restrictions: [{ until: '2026-12-22' }] });
    await nights.reconcile(day('2026-12-22'));
    expect(await one(nights, 'select from retained')).toBe(2);
    const { summary } = await nights.reconcile(day('2026-12-23'));
    expect([await one(nights, 'select from retained'), await one(nights, 'select from restriction')]).toEqual([0, 0]);
    expect(summary.deleted).toMatchObject({ 'duties-ended': 3 });
  });
});

describe('the file of retention rules', () => {
  it('is the shipped one where none is named, which keeps to the law, passes the check and leaves nothing out', () => {
    expect(readRetention(JSON.stringify(SHIPPED))).toEqual({ content: SHIPPED });
    expect([SHIPPED.logs.months >= 6, SHIPPED.ledger.months >= 36]).toEqual([true, true]);
  });

  it('that was written before calls were counted keeps those as long as is usual', () => {
    const { calls, ...before } = SHIPPED;
    expect(readRetention(JSON.stringify(before))).toEqual({ content: { ...before, calls } });
  });

  it.each([
    { given: 'no JSON', text: '{', want: 'it is not JSON' },
    {
      given: 'logs for less than the law’s six months',
      text: JSON.stringify({ ...SHIPPED, logs: { ...SHIPPED.logs, months: 5 } }),
      want: '/logs/months must be >= 6',
    },
    {
      given: 'a term without its document',
      text: JSON.stringify({ ...SHIPPED, work: { months: 6 } }),
      want: "/work must have required property 'document'",
    },
  ])('with $given is refused', ({ text, want }) => {
    expect(readRetention(text)).toEqual({ wrong: `HUZHENG_RETENTION names a file that cannot be used: ${want}.` });
  });
});
