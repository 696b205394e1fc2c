/** A mutual-aid policy is renewed, and the roster states the new one alone: it says nothing against what was claimed under the one before. */
import { describe, expect, it } from 'vitest';
import type { Member } from '../../src/domain/canonical.ts';
import { addDays, startOf } from '../../src/domain/period.ts';
import { Fault } from '../../src/faults.ts';
import { explainNight } from '../../src/pipeline/4-screen/explain/job.ts';
import { replayNight } from '../../src/pipeline/4-screen/replay/job.ts';
import { takeEvents } from '../../src/pipeline/5-apply/callback/job.ts';
import { unjudgedMembers } from '../../src/storage/morning.ts';
import { closedRuns } from '../../src/storage/runs.ts';
import { aRow } from '../support/connectors.ts';
import { aDeath, aSettlement, day } from '../support/dossiers.ts';
import { type Nights, nightsOfThisFile } from '../support/nights.ts';
import {
  aMember,
  CONSENT_TO_ALL,
  changed,
  enrol,
  insure,
  LONG_AGO,
  settleStay,
  settleTown,
  statedBy,
  type Town,
  type Townspeople,
} from '../support/nights-town.ts';

const FIRST = day('2026-12-30');
/** The night on which the policy is another. */
const RENEWAL = day('2027-01-01');
const [NEXT, AFTER] = [addDays(RENEWAL, 1), addDays(RENEWAL, 2)];
const DOWN = new Fault('busy', { code: 'unreachable', detail: 'Medical insurance does not answer.' });
const startNights = nightsOfThisFile();

const RENEWED = { from: day('2027-01-01'), to: day('2027-12-31') };
const renewed = (member: Member): Member =>
  changed(member, startOf(RENEWAL), { content: { mutualAid: RENEWED }, sealed: { policyNo: 'POLICY-3-RENEWED' } });

/** Applications with the case they are of, which goes when nothing may be used for it any more. */
const claimsOf = async ({ context: { pool } }: Nights, { content: { memberId } }: Member) => {
  const { rows } = await pool.query<{ episode: string | null; isOpen: boolean; state: string; version: number; applicationId: string }>(
    `select c.episode, c.case_id is not null and c.closed_run is null as "isOpen", a.state, a.version, a.application_id as "applicationId"
       from application a join member m using (person_key) left join screening_case c using (person_key, case_id)
      where m.member_id = $1 and a.programme = 'mutual-aid-claim' order by c.episode`,
    [memberId],
  );
  return rows;
};
const KEPT = { episode: 'settlement:stay-1', isOpen: true, state: 'delivered', version: 1 };

const renewedTown = async (): Promise<Townspeople & { readonly nights: Nights }> => {
  const people = settleTown();
  const nights = startNights(people.town);
  await nights.reconcile(FIRST);
  enrol(people.town, renewed(people.patient));
  return { ...people, nights };
};

const callsAbout = ({ office }: Town, applicationId: string | undefined): readonly string[] =>
  office.calls.filter((one) => one.applicationId === applicationId).map(({ call, version }) => `${call} ${version}`);

describe('a policy that is renewed', () => {
  it('takes no claim back that was made under the one before, and makes no other version of it', async () => {
    const { nights, town, patient } = await renewedTown();
    expect(await claimsOf(nights, patient)).toMatchObject([KEPT]);
    for (const date of [RENEWAL, NEXT]) await nights.reconcile(date);
    await nights.reconcile(AFTER, { full: true });
    const claims = await claimsOf(nights, patient);
    expect(claims).toMatchObject([KEPT]);
    const [claim] = claims;
    expect(callsAbout(town, claim?.applicationId).filter((call) => !call.startsWith('status'))).toEqual(['deliver 1']);
    expect(town.office.filed.get(claim?.applicationId ?? '')).toMatchObject({
      status: 'awaiting-confirmation',
      document: { form: { policy: { policyNo: 'POLICY-3' } } },
    });
  });

  it('leaves nobody unjudged, and what its nights said is said again when they are judged again', async () => {
    const { nights, patient } = await renewedTown();
    const before = await unjudgedMembers(nights.context.pool);
    await nights.reconcile(RENEWAL);
    expect(await unjudgedMembers(nights.context.pool)).toBe(before);
    for (const date of [FIRST, RENEWAL]) {
      const [run] = await closedRuns(nights.context.pool, { from: date, to: date });
      if (run === undefined) throw new RangeError(`no night of ${date}`);
      expect(await replayNight(run, nights.context)).toMatchObject({ differing: [] });
      const { rows } = await nights.context.pool.query<{ person_key: string }>('select person_key from member where member_id = $1', [
        patient.content.memberId,
      ]);
      const lines = (await explainNight(run, rows[0]?.person_key ?? '', nights.context)) ?? [];
      expect(lines.some(({ en }) => en.includes('A claim made for it earlier stands as it is'))).toBe(date === RENEWAL);
    }
  });

  it('covers the stays within it, with its own number, beside the claim that stands', async () => {
    const { nights, town, patient } = await renewedTown();
    await nights.reconcile(RENEWAL);
    const later = aSettlement(
      { from: day('2027-03-20'), to: day('2027-03-25'), settledAt: startOf(day('2027-03-25')), hospitalLevel: '3' },
      { recordKey: 'stay-2' },
    );
    town.rows.settlement.push(aRow(patient.sealed.idNumber, later, { at: startOf(day('2027-03-25')) }));
    const claimed = day('2027-03-27');
    await nights.reconcile(claimed);
    const claims = await claimsOf(nights, patient);
    expect(claims.find(({ episode }) => episode === 'settlement:stay-2')).toMatchObject({ isOpen: true, state: 'delivered' });
    const other = claims.find(({ episode }) => episode === 'settlement:stay-2')?.applicationId ?? '';
    expect(town.office.filed.get(other)?.document.form).toMatchObject({ policy: { policyNo: 'POLICY-3-RENEWED' } });
  });

  it('makes no claim for somebody newly insured of a stay before', async () => {
    const { nights, town } = await renewedTown();
    const newcomer = aMember(30, { content: { mutualAid: RENEWED }, sealed: { policyNo: 'POLICY-30' } });
    enrol(town, newcomer);
    insure(town, newcomer, { at: LONG_AGO });
    settleStay(town, newcomer, 'stay-30');
    await nights.reconcile(RENEWAL);
    expect(await claimsOf(nights, newcomer)).toEqual([]);
  });

  it('makes no other version on a night that cannot read settlements either', async () => {
    const { nights, town, patient } = await renewedTown();
    town.troubles.settlement = () => DOWN;
    await nights.reconcile(RENEWAL);
    expect(await claimsOf(nights, patient)).toMatchObject([KEPT]);
  });

  it('is no concern where the worker has confirmed the claim', async () => {
    const { nights, patient } = await renewedTown();
    const [claim] = await claimsOf(nights, patient);
    const event = {
      eventId: 'confirmed',
      applicationId: claim?.applicationId ?? '',
      version: 1,
      status: 'confirmed',
      reasonCode: null,
      decidedAt: startOf(RENEWAL),
      toldAt: startOf(RENEWAL),
    } as const;
    await takeEvents([{ event, trace: 'test' }], nights.context);
    await nights.reconcile(RENEWAL);
    const { rowCount } = await nights.context.pool.query('select from concern where closed_run is null');
    expect(rowCount).toBe(0);
    expect(await claimsOf(nights, patient)).toMatchObject([{ ...KEPT, state: 'decided' }]);
  });

  const ENDINGS: readonly { readonly given: string; readonly happens: (people: Townspeople) => void }[] = [
    {
      given: 'whose settlement is reversed',
      happens: ({ town, patient }) =>
        void town.rows.settlement.push(
          aRow(patient.sealed.idNumber, aSettlement({ reverses: 'stay-1', settledAt: startOf(NEXT) }, { recordKey: 'reversal' }), {
            at: startOf(NEXT),
          }),
        ),
    },
    {
      given: 'of whoever leaves the union',
      happens: ({ town, patient }) => enrol(town, changed(renewed(patient), startOf(NEXT), { content: { leftOn: NEXT } })),
    },
    {
      given: 'of whoever withdraws the consent',
      happens: ({ town, patient }) => {
        const consents = CONSENT_TO_ALL.filter(({ purpose }) => purpose !== 'mutual-aid-claim');
        enrol(town, changed(renewed(patient), startOf(NEXT), { content: { consents } }));
      },
    },
    {
      given: 'of whoever has died',
      happens: ({ town, patient }) =>
        void town.rows.death.push(
          aRow(patient.sealed.idNumber, aDeath({ diedOn: RENEWAL }, { recordKey: 'death' }), {
            at: startOf(NEXT),
            stated: statedBy(patient),
          }),
        ),
    },
  ];
  it.each(ENDINGS)('does not hold what has ended otherwise: a claim $given is withdrawn', async ({ happens }) => {
    const { nights, ...people } = await renewedTown();
    await nights.reconcile(RENEWAL);
    expect(await claimsOf(nights, people.patient)).toMatchObject([KEPT]);
    happens(people);
    await nights.reconcile(NEXT);
    expect(await claimsOf(nights, people.patient)).toMatchObject([{ isOpen: false, state: 'withdrawn', version: 1 }]);
  });
});
