/** Whom a mistaken identity number made a member: what was known and made of them, once the roster has corrected it. */
import { describe, expect, it } from 'vitest';
import type { Programme } from '../../src/domain/application.ts';
import { type Day, startOf } from '../../src/domain/period.ts';
import { Fault } from '../../src/faults.ts';
import { namesAnother } from '../../src/pipeline/5-apply/application.ts';
import { type CallbackOutcome, takeEvents } from '../../src/pipeline/5-apply/callback/job.ts';
import { aRow } from '../support/connectors.ts';
import { file } from '../support/connectors-aid-system.ts';
import { decideThere, tellDecision } from '../support/decisions.ts';
import { aWorkInjury, day } from '../support/dossiers.ts';
import { type Nights, nightsOfThisFile } from '../support/nights.ts';
import {
  aMember,
  changed,
  enrol,
  idNumberOf,
  insure,
  LONG_AGO,
  settleTown,
  spendOnCare,
  type Townspeople,
} from '../support/nights-town.ts';
import { personOf, rowsNaming } from '../support/whose-rows.ts';

const D = day('2026-11-22');
const NEXT = day('2026-11-23');
const AFTER = day('2026-11-24');
const LATER = day('2026-11-25');
const DOWN = new Fault('busy', { code: 'unreachable', detail: 'The aid system does not answer.' });
const NO_ANSWER = new Fault('uncertain', { code: 'no-answer', detail: 'Sent, and no answer came.' });

const startNights = nightsOfThisFile();

const correct = ({ town }: Townspeople, member: Townspeople['poor'], on: Day, sequence = 31): void =>
  enrol(town, changed(member, startOf(on), { sealed: { idNumber: idNumberOf(sequence) } }));

/** By member, with the versions whose form is kept. */
const applicationsFor = async ({ context: { pool } }: Nights, programme: Programme) => {
  const { rows } = await pool.query<{ id: string; member: string; state: string; reason: string | null; version: number; kept: number[] }>(
    `select a.application_id as id, m.member_id as member, a.state, a.hold_reason as reason, a.version,
            array(select v.version from application_version v where v.person_key = a.person_key and v.application_id = a.application_id order by 1) as kept
       from application a join member m using (person_key) where a.programme = $1 order by 2, 1`,
    [programme],
  );
  return rows;
};

const filedFor = ({ town }: Townspeople, programme: Programme) =>
  [...town.office.filed.values()].filter(({ document }) => document.programme === programme);
const withdrawals = ({ town }: Townspeople): number => town.office.calls.filter(({ call }) => call === 'withdraw').length;

/** All that is kept of them: that the roster once named their number, until its member is erased. */
const OF_NOBODY = { person: 1, person_lookup: 1, record: 1 };

describe('somebody whom a mistaken number made a member', () => {
  it('is nobody any more: nothing that was read of them or made of it is kept, and what was sent is withdrawn', async () => {
    const people = settleTown();
    const nights = startNights(people.town);
    await nights.reconcile(D);
    const [other, application] = [await personOf(nights, 'member-1'), (await applicationsFor(nights, 'living-aid'))[0]];
    expect(application).toMatchObject({ state: 'delivered', kept: [1] });
    correct(people, people.poor, NEXT);
    const { summary } = await nights.reconcile(NEXT);
    expect(await personOf(nights, 'member-1')).not.toBe(other);
    expect(await rowsNaming(nights, other)).toEqual(OF_NOBODY);
    expect(await applicationsFor(nights, 'living-aid')).toEqual([
      { ...application, state: 'withdrawn', reason: 'evidence-corrected', kept: [] },
    ]);
    expect(filedFor(people, 'living-aid').map(({ status }) => status)).toEqual(['withdrawn']);
    expect(summary.applications.byProgramme).toMatchObject({
      'living-aid': { delivered: 0, withdrawn: 1 },
      // Held, and never sent.
      'education-aid': { held: 0, withdrawn: 0 },
    });
  });

  it('is in no form that their member may still be offered: it is made anew above what was sent, under its id', async () => {
    const people = settleTown();
    const nights = startNights(people.town);
    await nights.reconcile(D);
    const [enrolment] = await applicationsFor(nights, 'exclusive-protection');
    correct(people, people.courier, NEXT);
    await nights.reconcile(NEXT);
    expect(await applicationsFor(nights, 'exclusive-protection')).toEqual([{ ...enrolment, version: 2, kept: [2] }]);
    expect(filedFor(people, 'exclusive-protection').map(({ status, document }) => [status, document.version])).toEqual([
      ['awaiting-confirmation', 2],
    ]);
    expect(withdrawals(people)).toBe(0);
  });

  it('is withdrawn from also where the answer to the delivery was lost', async () => {
    const people = settleTown();
    const { office } = people.town;
    const nights = startNights(people.town);
    office.onDelivery = (id, document) => {
      file(office.filed, id, document);
      throw NO_ANSWER;
    };
    office.onQuestion = () => {
      throw NO_ANSWER;
    };
    await nights.reconcile(D);
    expect(await applicationsFor(nights, 'living-aid')).toMatchObject([{ state: 'ready' }]);
    [office.onDelivery, office.onQuestion] = [null, null];
    correct(people, people.poor, NEXT);
    await nights.reconcile(NEXT);
    expect(await applicationsFor(nights, 'living-aid')).toMatchObject([{ state: 'withdrawn' }]);
    expect(filedFor(people, 'living-aid').map(({ status }) => status)).toEqual(['withdrawn']);
  });

  it('and whose form a worker has confirmed, is an operator’s concern: it is not withdrawn, and kept as the worker has it', async () => {
    const people = settleTown();
    const nights = startNights(people.town);
    await nights.reconcile(D);
    const applicationId = (await applicationsFor(nights, 'living-aid'))[0]?.id ?? '';
    correct(people, people.poor, NEXT);
    await tellDecision(nights, applicationId, { status: 'confirmed', at: startOf(NEXT) });
    expect((await nights.reconcile(NEXT)).summary.applications.concerns).toBe(1);
    expect(await applicationsFor(nights, 'living-aid')).toMatchObject([{ member: 'member-1', state: 'decided', kept: [1] }]);
    expect(withdrawals(people)).toBe(0);
    await tellDecision(nights, applicationId, { status: 'refused', at: startOf(AFTER) });
    expect((await nights.reconcile(AFTER)).summary.applications.concerns).toBe(0);
  });

  it('and whose form a worker has declined, is in none that is kept, and no operator’s concern: their member is offered nothing before the next episode', async () => {
    const people = settleTown();
    const nights = startNights(people.town);
    await nights.reconcile(D);
    const [enrolment] = await applicationsFor(nights, 'exclusive-protection');
    await tellDecision(nights, enrolment?.id ?? '', { status: 'declined', at: startOf(NEXT) });
    correct(people, people.courier, NEXT);
    for (const night of [NEXT, AFTER]) {
      expect((await nights.reconcile(night)).summary.applications.concerns).toBe(0);
      expect(await applicationsFor(nights, 'exclusive-protection')).toEqual([{ ...enrolment, state: 'decided', kept: [] }]);
    }
    expect(people.town.office.calls.filter(({ call, version }) => call === 'deliver' && version === 2)).toEqual([]);
  });

  it('is in no form that came after the worker’s decision: the one decided on is kept, and that alone, and is a concern of that night', async () => {
    const people = settleTown();
    const { office } = people.town;
    const nights = startNights(people.town);
    await nights.reconcile(D);
    const [enrolment] = await applicationsFor(nights, 'exclusive-protection');
    const filed = office.filed.get(enrolment?.id ?? '');
    if (filed !== undefined) office.filed.set(enrolment?.id ?? '', { ...filed, status: 'confirmed' });
    correct(people, people.courier, NEXT);
    const { summary } = await nights.reconcile(NEXT);
    expect(office.calls.some(({ call, version }) => call === 'deliver' && version === 2)).toBe(true);
    expect(await applicationsFor(nights, 'exclusive-protection')).toMatchObject([{ state: 'decided', version: 2, kept: [1] }]);
    expect(summary.applications.concerns).toBe(1);
  });

  it('goes that night also where the aid system does not take what is to be withdrawn: only the form that it has waits for it', async () => {
    const people = settleTown();
    const { office } = people.town;
    const nights = startNights(people.town);
    await nights.reconcile(D);
    const others = [await personOf(nights, 'member-1'), await personOf(nights, 'member-2'), await personOf(nights, 'member-4')];
    correct(people, people.poor, NEXT);
    correct(people, people.courier, NEXT, 32);
    correct(people, people.ordinary, NEXT, 33);
    office.onWithdrawal = () => {
      throw DOWN;
    };
    expect((await nights.reconcile(NEXT)).run.status).toBe('incomplete');
    for (const other of others) expect(await rowsNaming(nights, other)).toEqual(OF_NOBODY);
    expect(await applicationsFor(nights, 'living-aid')).toMatchObject([{ member: 'member-1', state: 'withdrawing', kept: [1] }]);
    expect(await applicationsFor(nights, 'exclusive-protection')).toMatchObject([{ state: 'delivered', version: 2, kept: [2] }]);
    office.onWithdrawal = null;
    expect((await nights.reconcile(NEXT)).run.status).toBe('completed');
    expect(await applicationsFor(nights, 'living-aid')).toMatchObject([{ member: 'member-1', state: 'withdrawn', kept: [] }]);
  });

  it('and who is a member by another id, keeps what is theirs: only the mistaken one’s application goes', async () => {
    const people = settleTown();
    const { town, poor } = people;
    // Two ids with one number: of the two the newer counts.
    const mistaken = aMember(71, {
      content: { updatedAt: startOf(day('2026-11-20')) },
      sealed: { idNumber: poor.sealed.idNumber, name: poor.sealed.name },
    });
    enrol(town, mistaken);
    const nights = startNights(town);
    await nights.reconcile(D);
    const theirs = await personOf(nights, 'member-1');
    expect(filedFor(people, 'living-aid').map(({ document }) => document.memberId)).toEqual(['member-71']);
    correct(people, mistaken, NEXT);
    await nights.reconcile(NEXT);
    expect(await applicationsFor(nights, 'living-aid')).toMatchObject([
      { member: 'member-1', state: 'delivered', version: 1, kept: [1] },
      { member: 'member-71', state: 'withdrawn', version: 1, kept: [] },
    ]);
    expect(filedFor(people, 'living-aid').map(({ status, document: { memberId } }) => [memberId, status])).toEqual([
      ['member-71', 'withdrawn'],
      ['member-1', 'awaiting-confirmation'],
    ]);
    expect(await personOf(nights, 'member-1')).toBe(theirs);
    expect((await rowsNaming(nights, theirs))['application_version']).toBe(1);
  });
});

describe('a member who had the number rightly', () => {
  /** For a night another member bears the courier's number, by the newer row: the courier's own enrolment is taken back. */
  const nightsWithSlip = async (people: Townspeople) => {
    const { town, courier } = people;
    const nights = startNights(town);
    await nights.reconcile(D);
    const { idNumber, name } = courier.sealed;
    const slip = aMember(71, { content: { employmentForm: 'courier', updatedAt: startOf(NEXT) }, sealed: { idNumber, name } });
    enrol(town, slip);
    await nights.reconcile(NEXT);
    expect(await enrolments(nights)).toEqual(['member-2 withdrawn v1', 'member-71 delivered v1']);
    enrol(town, changed(slip, startOf(AFTER), { sealed: { idNumber: idNumberOf(31) } }));
    return nights;
  };
  const enrolments = async ({ context: { pool } }: Nights): Promise<readonly string[]> => {
    const { rows } = await pool.query<{ stands: string }>(
      `select member_id || ' ' || state || ' v' || version as stands from application where programme = 'exclusive-protection' order by 1`,
    );
    return rows.map(({ stands }) => stands);
  };

  it('is offered again what was taken back meanwhile, above it', async () => {
    const people = settleTown();
    const nights = await nightsWithSlip(people);
    await nights.reconcile(AFTER);
    expect(await enrolments(nights)).toEqual(['member-2 delivered v2', 'member-71 delivered v2']);
    const filed = filedFor(people, 'exclusive-protection').map(({ status, document }) => [document.memberId, status, document.version]);
    expect(filed).toEqual([
      ['member-2', 'awaiting-confirmation', 2],
      ['member-71', 'awaiting-confirmation', 2],
    ]);
    const { calls } = people.town.office;
    const before = calls.length;
    await nights.reconcile(LATER);
    expect(calls.length).toBe(before);
  });

  it.each([
    { given: 'arrived', hasArrived: true },
    { given: 'did not arrive', hasArrived: false },
  ])('is offered it where the withdrawal is told of late, while what $given is not answered', async ({ hasArrived }) => {
    const people = settleTown();
    const nights = await nightsWithSlip(people);
    const { office } = people.town;
    const outcomes: CallbackOutcome[] = [];
    office.onDelivery = async (applicationId, document) => {
      if (document.memberId !== 'member-2') return null;
      office.onDelivery = null;
      if (hasArrived) file(office.filed, applicationId, document);
      const said = { version: 1, status: 'withdrawn', reasonCode: null, decidedAt: startOf(AFTER), toldAt: startOf(AFTER) } as const;
      const event = { eventId: nights.context.uuid(), applicationId, ...said };
      outcomes.push(...(await takeEvents([{ event, trace: nights.context.uuid() }], nights.context)));
      throw NO_ANSWER;
    };
    await nights.reconcile(AFTER);
    expect(outcomes).toEqual(['superseded']);
    expect(await enrolments(nights)).toEqual(['member-2 delivered v2', 'member-71 delivered v2']);
    const [theirs] = filedFor(people, 'exclusive-protection');
    expect(theirs).toMatchObject({ status: 'awaiting-confirmation', document: { memberId: 'member-2', version: 2 } });
  });

  it('is offered it once more only, where the aid system does not take again what was withdrawn', async () => {
    const people = settleTown();
    const nights = await nightsWithSlip(people);
    const { office } = people.town;
    office.onDelivery = (_, { memberId }) => (memberId === 'member-2' ? { outcome: 'conflict' } : null);
    const tried = () => office.calls.filter(({ call, version }) => call === 'deliver' && version === 2).length;
    for (const night of [AFTER, LATER]) {
      await nights.reconcile(night);
      expect(await enrolments(nights)).toEqual(['member-2 withdrawn v2', 'member-71 delivered v2']);
      expect(tried()).toBe(2);
    }
  });
});

describe('of two members whose numbers had been mixed up, each with a case of their own', () => {
  /** Living aid is offered to the one and medical aid to the other, of cases that were opened on one day; what else there is of the sick nobody can judge. */
  const nightsOfBoth = async () => {
    const people = settleTown();
    const { town, poor } = people;
    const sick = aMember(41);
    enrol(town, sick);
    insure(town, sick, { at: LONG_AGO });
    spendOnCare(town, sick, 'treatment');
    // How grave it is nobody has said.
    const injury = aWorkInjury({ disabilityGrade: null }, { recordKey: 'injury' });
    town.rows['work-injury'].push(aRow(sick.sealed.idNumber, injury, { at: LONG_AGO }));
    const nights = startNights(town);
    await nights.reconcile(D);
    const numbers = new Map([poor, sick].map(({ content, sealed }) => [content.memberId, sealed.idNumber]));
    const stands = () =>
      [...town.office.filed.values()]
        .filter(({ document: { memberId } }) => numbers.has(memberId))
        .map(({ status, document: { memberId, programme, form } }) => {
          const number = numbers.get(memberId);
          return `${memberId} ${programme} ${status} ${number !== undefined && namesAnother(form, number) ? 'the other’s' : 'own'}`;
        })
        .toSorted();
    expect(stands()).toEqual(['member-1 living-aid awaiting-confirmation own', 'member-41 medical-aid awaiting-confirmation own']);
    const become = (member: typeof poor, { sealed: { idNumber, name } }: typeof poor) => {
      numbers.set(member.content.memberId, idNumber);
      enrol(town, changed(member, startOf(NEXT), { sealed: { idNumber, name } }));
    };
    return { people, sick, nights, stands, become };
  };

  it('neither is left with a form about the other, whatever of their case cannot be judged', async () => {
    const { people, sick, nights, stands, become } = await nightsOfBoth();
    become(people.poor, sick);
    become(sick, people.poor);
    await nights.reconcile(NEXT);
    expect(stands()).toEqual([
      'member-1 living-aid withdrawn the other’s',
      'member-1 medical-aid awaiting-confirmation own',
      'member-41 living-aid awaiting-confirmation own',
      'member-41 medical-aid withdrawn the other’s',
    ]);
    // Held, and no form made yet.
    expect((await applicationsFor(nights, 'education-aid')).map(({ member, state }) => `${member} ${state}`)).toEqual([
      'member-1 withdrawn',
      'member-41 held',
    ]);
  });

  it('nor where the one takes the number of the other, who keeps it', async () => {
    const { people, sick, nights, stands, become } = await nightsOfBoth();
    become(people.poor, sick);
    await nights.reconcile(NEXT);
    expect(stands()).toEqual([
      'member-1 living-aid withdrawn the other’s',
      'member-1 medical-aid awaiting-confirmation own',
      'member-41 medical-aid withdrawn own',
    ]);
  });

  it('nor is it confirmed by anybody unless an operator hears of it', async () => {
    const { people, sick, nights, become } = await nightsOfBoth();
    const [application] = await applicationsFor(nights, 'living-aid');
    await tellDecision(nights, application?.id ?? '', { status: 'confirmed', at: startOf(NEXT) });
    become(people.poor, sick);
    become(sick, people.poor);
    expect((await nights.reconcile(NEXT)).summary.applications.concerns).toBe(1);
  });
});

describe('a member who is corrected to the number of another', () => {
  const enrolmentsFiled = (people: Townspeople) =>
    filedFor(people, 'exclusive-protection')
      .map(({ status, document: { memberId, version } }) => `${memberId} ${status} v${version}`)
      .toSorted();
  const enrolmentOf = ({ town: { office } }: Townspeople, memberId: string): string =>
    [...office.filed].find(([, { document }]) => document.memberId === memberId)?.[0] ?? '';
  const nightsWithTwo = async () => {
    const people = settleTown();
    const mistaken = aMember(71, { content: { employmentForm: 'courier' } });
    enrol(people.town, mistaken);
    const nights = startNights(people.town);
    await nights.reconcile(D);
    return { people, nights, mistaken };
  };

  it.each([
    { when: 'once it is told', isTold: true },
    { when: 'though nobody has told', isTold: false },
  ])('and counts for them, is not offered what that one declined, $when: what waits is withdrawn', async ({ isTold }) => {
    const { people, nights, mistaken } = await nightsWithTwo();
    const enrolment = enrolmentOf(people, 'member-2');
    decideThere(people.town, enrolment, 'declined');
    if (isTold) await tellDecision(nights, enrolment, { status: 'declined', at: startOf(NEXT) });
    enrol(people.town, changed(mistaken, startOf(NEXT), { sealed: { idNumber: people.courier.sealed.idNumber } }));
    for (const night of [NEXT, AFTER]) {
      await nights.reconcile(night, { full: night === AFTER });
      expect(enrolmentsFiled(people)).toEqual(['member-2 declined v1', 'member-71 withdrawn v1']);
    }
  });

  it('takes nothing from that one who counts, by what was decided about somebody else', async () => {
    const { people, nights, mistaken } = await nightsWithTwo();
    const enrolment = enrolmentOf(people, 'member-71');
    decideThere(people.town, enrolment, 'declined');
    await tellDecision(nights, enrolment, { status: 'declined', at: startOf(NEXT) });
    const { courier } = people;
    enrol(people.town, changed(mistaken, startOf(NEXT), { sealed: { idNumber: courier.sealed.idNumber } }));
    enrol(people.town, changed(courier, startOf(AFTER), {}));
    for (const night of [NEXT, AFTER]) {
      await nights.reconcile(night, { full: night === AFTER });
      expect(enrolmentsFiled(people)).toEqual(['member-2 awaiting-confirmation v1', 'member-71 declined v1']);
    }
  });
});

describe('whatever the roster says to and fro', () => {
  it('leaves each application with its member, and none with somebody who is nobody', async () => {
    const people = settleTown();
    const { town, poor } = people;
    const nights = startNights(town);
    await nights.reconcile(D);
    correct(people, poor, NEXT);
    await nights.reconcile(NEXT);
    const other = await personOf(nights, 'member-1');
    enrol(town, changed(poor, startOf(AFTER), {}));
    await nights.reconcile(AFTER);
    expect(await rowsNaming(nights, other)).toEqual(OF_NOBODY);
    await nights.reconcile(AFTER, { full: true });
    // Of the first case, and of the one that the right number opened anew.
    expect((await applicationsFor(nights, 'living-aid')).map(({ member, state }) => `${member} ${state}`)).toEqual([
      'member-1 withdrawn',
      'member-1 delivered',
    ]);
  });

  it('keeps nothing of whoever had agreed to nothing as that member either', async () => {
    const people = settleTown();
    const nights = startNights(people.town);
    await nights.reconcile(D);
    const other = await personOf(nights, 'member-5');
    correct(people, people.silent, NEXT);
    await nights.reconcile(NEXT);
    expect(await rowsNaming(nights, other)).toEqual(OF_NOBODY);
  });
});
