/** One person under several member ids: what is used about them is what one row says, the same by night and for whoever asks. */
import { describe, expect, it } from 'vitest';
import { normaliseMember } from '../../connectors/aid-system/normalise.ts';
import type { Member } from '../../src/domain/canonical.ts';
import { instantOf, MINUTE, startOf } from '../../src/domain/period.ts';
import { Fault } from '../../src/faults.ts';
import { onRoster } from '../support/connectors-aid-system.ts';
import { type Decision, decideThere, tellDecision } from '../support/decisions.ts';
import { day } from '../support/dossiers.ts';
import { type Nights, nightsOfThisFile } from '../support/nights.ts';
import {
  aMember,
  CONSENT_TO_ALL,
  changed,
  employ,
  enrol,
  idNumberOf,
  insure,
  LONG_AGO,
  settleTown,
  type Townspeople,
} from '../support/nights-town.ts';
import { deskOn, resultOf } from '../support/verifications.ts';

const start = nightsOfThisFile();
const DOWN = new Fault('busy', { code: 'unreachable', detail: 'Medical insurance does not answer.' });
const NIGHT = day('2026-11-01');
const NEXT_NIGHT = day('2026-11-02');
const OLDER = startOf(day('2026-03-01'));
const NEWER = startOf(day('2026-10-01'));

/** In the order of their names, the older row under the one or the other. */
const IDS = [
  { ids: 'the older id smaller', earlierId: 'member-70', laterId: 'member-71' },
  { ids: 'the newer id smaller', earlierId: 'member-71', laterId: 'member-70' },
];
const ORDERS = [
  { order: 'older row first', isTurned: false },
  { order: 'newer row first', isTurned: true },
];
const CONSENTS = [
  { newest: 'agrees to all', earlier: [], later: CONSENT_TO_ALL, isUsed: true },
  { newest: 'agrees to nothing', earlier: CONSENT_TO_ALL, later: [], isUsed: false },
];
const SITUATIONS = IDS.flatMap((ids) => ORDERS.flatMap((order) => CONSENTS.map((consents) => ({ ...ids, ...order, ...consents }))));

const twice = ({ earlierId, laterId, earlier, later }: (typeof SITUATIONS)[number]) =>
  [
    aMember(70, { content: { memberId: earlierId, consents: earlier, updatedAt: OLDER } }),
    aMember(70, { content: { memberId: laterId, consents: later, updatedAt: NEWER } }),
  ] as const;

/** The roster has them, and they agreed to something. */
const isAnswered = async (desk: ReturnType<typeof deskOn>, member: Member): Promise<boolean> =>
  (await desk.ask(member)).outcome !== 'not-found';

describe('of two memberships of one person the newest row says what may be used', () => {
  it.each(SITUATIONS)('$ids, $order: it $newest, and a night and a question go by that', async (situation) => {
    const { isTurned, isUsed } = situation;
    const { town, silent } = settleTown();
    const [older, newer] = twice(situation);
    insure(town, older, { at: LONG_AGO });
    enrol(town, ...(isTurned ? [newer, older] : [older, newer]));
    const nights = start(town);
    await nights.reconcile(NIGHT);
    expect(await nights.readingOf(older.content.memberId, 'person')).toBe(isUsed ? 'read' : 'withheld');
    const desk = deskOn(nights.context);
    const told = isUsed ? 'match' : 'not-found';
    const ask = async () => (await desk.ask(older, { checks: ['medical-insurance'] })).outcome;
    expect(await ask()).toBe(told);
    expect((await desk.ask(older, { freshness: 'live' })).outcome === 'not-found').toBe(!isUsed);
    // The whole roster once more, in the other order, as news of the day: nothing is said otherwise.
    enrol(town, ...(isTurned ? [older, newer] : [newer, older]));
    await desk.ask(silent);
    expect(await ask()).toBe(told);
  });

  it.each(SITUATIONS)('$ids, $order in the news of a morning: it $newest, and the night after says the same', async (situation) => {
    const { isTurned, isUsed } = situation;
    const { town, silent } = settleTown();
    const [older, newer] = twice(situation);
    insure(town, older, { at: LONG_AGO });
    const [first, then] = isTurned ? [newer, older] : [older, newer];
    enrol(town, first);
    const nights = start(town);
    await nights.reconcile(NIGHT);
    nights.clock.forward(8 * 60 * MINUTE);
    enrol(town, then);
    const desk = deskOn(nights.context);
    await desk.ask(silent);
    expect(await isAnswered(desk, older)).toBe(isUsed);
    await nights.reconcile(NEXT_NIGHT);
    expect(await isAnswered(desk, older)).toBe(isUsed);
    expect((await nights.readingOf(older.content.memberId, 'person')) !== 'withheld').toBe(isUsed);
  });

  it.each(IDS)('$ids: where the newest has ended the other counts, in the morning already and whichever row came first', async (ids) => {
    for (const isTurned of [false, true]) {
      const { town, silent } = settleTown();
      const [older, newer] = twice({ ...ids, isTurned, order: '', newest: '', earlier: CONSENT_TO_ALL, later: [], isUsed: true });
      insure(town, older, { at: LONG_AGO });
      enrol(town, older, newer);
      const nights = await start.anew(town);
      await nights.reconcile(NIGHT);
      nights.clock.forward(8 * 60 * MINUTE);
      const at = instantOf(nights.clock.now() - MINUTE);
      const ended = changed(newer, at, { content: { leftOn: day('2026-11-02') } });
      enrol(town, ...(isTurned ? [ended, older] : [older, ended]));
      const desk = deskOn(nights.context);
      await desk.ask(silent);
      expect(await isAnswered(desk, older)).toBe(true);
      await nights.reconcile(NEXT_NIGHT);
      expect(await isAnswered(desk, older)).toBe(true);
    }
  });
});

describe('when another membership comes to count', () => {
  const BOTH_WAYS = [
    { what: 'is judged', isSilent: false },
    { what: 'cannot be judged, since a source is silent', isSilent: true },
  ];
  it.each(BOTH_WAYS)('what $what goes on under its id, whatever comes next: one case, offered once', async ({ isSilent }) => {
    const people = settleTown();
    const { town, poor } = people;
    const nights = start(town);
    await nights.reconcile(NIGHT);
    const stands = async () => {
      const { rows } = await nights.context.pool.query<{ opened: string }>(
        `select c.opened_on::text as opened from screening_case c join member m using (person_key) where m.member_id = 'member-1' and c.closed_run is null`,
      );
      const filed = [...town.office.filed.values()].filter(({ document }) => document.programme === 'living-aid');
      return { opened: rows.map(({ opened }) => opened), filed: filed.map(({ status, document }) => `${document.memberId} ${status}`) };
    };
    expect(await stands()).toEqual({ opened: [NIGHT], filed: ['member-1 awaiting-confirmation'] });
    const other = changed(poor, startOf(NEXT_NIGHT), { content: { memberId: 'member-71' } });
    enrol(town, other);
    if (isSilent) town.troubles.person = () => DOWN;
    for (const night of [NEXT_NIGHT, day('2026-11-03')]) {
      const { run, summary } = await nights.reconcile(night);
      expect(run.status).toBe(isSilent ? 'incomplete' : 'completed');
      expect(summary.jobs.failed).toBe(isSilent ? 1 : 0);
      expect(await stands()).toEqual({ opened: [NIGHT], filed: ['member-1 withdrawn', 'member-71 awaiting-confirmation'] });
    }
  });

  it('records are compared with what it states', async () => {
    const { town } = settleTown();
    const before = aMember(70, {
      content: { memberId: 'member-70', updatedAt: OLDER },
      sealed: { employerName: '试验甲厂', employerUscc: null },
    });
    const moved = aMember(70, {
      content: { memberId: 'member-71', updatedAt: NEWER },
      sealed: { employerName: '试验乙厂', employerUscc: null },
    });
    employ(town, moved, LONG_AGO);
    enrol(town, before);
    const nights = start(town);
    const employer = async () => resultOf(await deskOn(nights.context).ask(before, { checks: ['employer'] }), 'employer');
    await nights.reconcile(NIGHT);
    expect(await employer()).toBe('mismatch');
    enrol(town, moved);
    await nights.reconcile(NEXT_NIGHT);
    expect(await employer()).toBe('match');
  });

  it('because the number of the first was corrected, what that one agreed to is used no more', async () => {
    const { town } = settleTown();
    const silent = aMember(70, { content: { memberId: 'member-71', consents: [], updatedAt: OLDER } });
    const mistaken = aMember(70, { content: { memberId: 'member-70', updatedAt: NEWER } });
    insure(town, silent, { at: LONG_AGO });
    enrol(town, silent, mistaken);
    const nights = start(town);
    await nights.reconcile(NIGHT);
    expect(await nights.readingOf('member-71', 'person')).toBe('read');
    town.office.roster.push(onRoster(changed(mistaken, startOf(NEXT_NIGHT), { sealed: { idNumber: idNumberOf(72) } })));
    await nights.reconcile(NEXT_NIGHT);
    expect(await nights.readingOf('member-71', 'person')).toBe('withheld');
    expect((await deskOn(nights.context).ask(silent)).outcome).toBe('not-found');
  });
});

describe('what was decided under one member id', () => {
  const LATER_NIGHT = day('2026-11-03');
  const OFFERED = ['living-aid', 'exclusive-protection', 'mutual-aid-claim'];
  const DECISIONS: readonly Decision[] = ['declined', 'refused', 'confirmed', 'granted', 'expired'];

  const decideAll = ({ town }: Townspeople, status: Decision): void => {
    for (const applicationId of town.office.filed.keys()) decideThere(town, applicationId, status);
  };
  const decided = async (people: Townspeople, nights: Nights, status: Decision): Promise<void> => {
    decideAll(people, status);
    for (const applicationId of people.town.office.filed.keys())
      await tellDecision(nights, applicationId, { status, at: startOf(NEXT_NIGHT) });
  };
  const filedIn = ({ town }: Townspeople) =>
    [...town.office.filed.values()].map(({ status, document }) => `${document.programme} ${document.memberId} ${status}`).toSorted();
  /** The same people by another id each, whose row is the newer. */
  const movedAway = ({ poor, courier, patient }: Townspeople, on: typeof NIGHT) =>
    [poor, courier, patient].map((member) =>
      changed(member, startOf(on), { content: { memberId: member.content.memberId.replace('member-', 'moved-') } }),
    );
  /** What stands of an application, and whether its case is open. */
  const kept = async ({ context: { pool } }: Nights) => {
    const { rows } = await pool.query<{ kept: string }>(
      `select a.programme || ' ' || a.member_id || ' ' || a.state || case when c.case_id is null then '' else ' open' end as kept
         from application a left join screening_case c on c.person_key = a.person_key and c.case_id = a.case_id and c.closed_run is null
        where a.programme = any($1) order by 1`,
      [OFFERED],
    );
    return rows.map((row) => row.kept);
  };

  it.each(DECISIONS)('(%s) is decided under the other, to and fro: it is offered to nobody again', async (status) => {
    const people = settleTown();
    const nights = start(people.town);
    await nights.reconcile(NIGHT);
    await decided(people, nights, status);
    const filed = filedIn(people);
    const whole = [`exclusive-protection member-2 ${status}`, `living-aid member-1 ${status}`, `mutual-aid-claim member-3 ${status}`];
    expect(filed).toEqual(whole);
    const stands = [
      'exclusive-protection member-2 decided open',
      'living-aid member-1 decided open',
      'mutual-aid-claim member-3 decided open',
    ];
    expect(await kept(nights)).toEqual(stands);
    enrol(people.town, ...movedAway(people, NEXT_NIGHT));
    const { summary } = await nights.reconcile(NEXT_NIGHT);
    expect(filedIn(people)).toEqual(whole);
    expect(await kept(nights)).toEqual(stands);
    // It is what was confirmed, whoever it was offered to.
    expect(summary.applications.concerns).toBe(0);
    enrol(people.town, ...[people.poor, people.courier, people.patient].map((member) => changed(member, startOf(LATER_NIGHT), {})));
    await nights.reconcile(LATER_NIGHT);
    expect(filedIn(people)).toEqual(whole);
    expect(await kept(nights)).toEqual(stands);
  });

  it.each(DECISIONS)(
    '(%s) is decided also where nobody has told of it: it is found out before it would be offered again',
    async (status) => {
      const people = settleTown();
      const nights = start(people.town);
      await nights.reconcile(NIGHT);
      decideAll(people, status);
      const whole = filedIn(people);
      enrol(people.town, ...movedAway(people, NEXT_NIGHT));
      for (const night of [NEXT_NIGHT, LATER_NIGHT]) {
        expect((await nights.reconcile(night, { full: night === LATER_NIGHT })).run.status).toBe('completed');
        expect(filedIn(people)).toEqual(whole);
      }
      expect(await kept(nights)).toEqual([
        'exclusive-protection member-2 decided open',
        'exclusive-protection moved-2 withdrawn open',
        'living-aid member-1 decided open',
        'living-aid moved-1 withdrawn open',
        'mutual-aid-claim member-3 decided open',
        'mutual-aid-claim moved-3 withdrawn open',
      ]);
    },
  );

  it('and loses its ground under the other, is an operator’s concern all the same', async () => {
    const people = settleTown();
    const nights = start(people.town);
    await nights.reconcile(NIGHT);
    await decided(people, nights, 'confirmed');
    const moved = movedAway(people, NEXT_NIGHT);
    enrol(people.town, ...moved);
    expect((await nights.reconcile(NEXT_NIGHT)).summary.applications.concerns).toBe(0);
    enrol(people.town, ...moved.map((member) => changed(member, startOf(LATER_NIGHT), { content: { employmentForm: 'standard' } })));
    expect((await nights.reconcile(LATER_NIGHT)).summary.applications.concerns).toBe(1);
  });
});

describe('a row of the roster without a number', () => {
  const LATER = startOf(day('2026-11-01'));
  it.each([
    { given: 'absent', number: {} },
    { given: 'empty', number: { idNumber: '' } },
    { given: 'null', number: { idNumber: null } },
  ])(
    '($given) ends the membership of a known member, or their consents; of somebody unknown it is kept for whoever mends it',
    async ({ number }) => {
      const { town, silent, poor } = settleTown();
      const nights = start(town);
      await nights.reconcile(NIGHT);
      town.office.roster.push(
        normaliseMember({ ...number, memberId: poor.content.memberId, leftOn: '2026-11-01', updatedAt: LATER }),
        normaliseMember({ ...number, memberId: silent.content.memberId, consents: [], updatedAt: LATER }),
        normaliseMember({ ...number, memberId: 'nobody-knows', leftOn: '2026-11-01', updatedAt: LATER }),
      );
      const newcomer = aMember(90, { content: { updatedAt: LATER } });
      enrol(town, newcomer);
      town.office.roster.push(normaliseMember({ ...number, memberId: newcomer.content.memberId, leftOn: '2026-11-01', updatedAt: LATER }));
      const { run, summary } = await nights.reconcile(NEXT_NIGHT);
      expect([run.status, summary.quarantine]).toEqual(['completed', { open: 1 }]);
      const { rows } = await nights.context.pool.query(
        `select m.member_id as id, m.left_on is null as stays, jsonb_array_length(r.content -> 'consents') as consents,
              (select count(*)::int from record o where o.record_key = m.member_id and o.dataset = 'members' and o.person_key <> m.person_key) as others
         from member m join record r on r.person_key = m.person_key and r.dataset = 'members' and r.record_key = m.member_id and r.current
        where m.member_id = any($1) order by m.left_on, m.member_id`,
        [[poor.content.memberId, silent.content.memberId, newcomer.content.memberId]],
      );
      expect(rows).toEqual([
        { id: poor.content.memberId, stays: false, consents: 0, others: 0 },
        { id: newcomer.content.memberId, stays: false, consents: 0, others: 0 },
        { id: silent.content.memberId, stays: true, consents: 0, others: 0 },
      ]);
    },
  );
});
