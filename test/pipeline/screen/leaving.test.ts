import { describe, expect, it } from 'vitest';
import { fenOf } from '../../../src/domain/money.ts';
import type { Day } from '../../../src/domain/period.ts';
import { screenHousehold } from '../../../src/pipeline/4-screen/screen.ts';
import type { Case } from '../../../src/pipeline/4-screen/types.ts';
import {
  aContribution,
  aDeath,
  aDibao,
  aDossier,
  anIdentity,
  anInsurance,
  aPerson as anInsured,
  aParticipation,
  aRegistration,
  aSettlement,
  type DossierTraits,
  day,
  everyReading,
} from '../../support/dossiers.ts';
import { aSheet, rulesOn } from '../../support/people.ts';

const rules = rulesOn();
const FILE = { class: 'deep', openedOn: day('2025-03-01'), memberCount: 3 } as const;
const WORKING = [anInsured(), aParticipation(), aContribution()];
const caseOf = ({ member, ...traits }: DossierTraits): Case | undefined =>
  screenHousehold([aSheet(aDossier({ ...traits, member: { aidFile: FILE, ...member } }))], rules)[0]?.cases[0];

const ENDINGS: readonly {
  readonly given: string;
  readonly traits: DossierTraits;
  readonly want: { readonly kind: string; readonly code: string } | null;
}[] = [
  {
    given: 'no source shows hardship any more',
    traits: { holds: WORKING },
    want: { kind: 'no-longer-qualifies', code: 'no-longer-qualifies' },
  },
  {
    given: 'assistance goes on',
    traits: { holds: [aDibao(), anInsured({ identities: [anIdentity()] }), aParticipation(), aContribution()] },
    want: null,
  },
  {
    given: 'a file of less than six months',
    traits: { member: { aidFile: { ...FILE, openedOn: day('2026-08-01') } }, holds: WORKING },
    want: null,
  },
  { given: 'one source could not be read', traits: { holds: WORKING, readings: { settlement: { state: 'failed' } } }, want: null },
  {
    given: 'a source could not be read that would change nothing: benefit beside a job is no ground',
    traits: { holds: WORKING, readings: { unemployment: { state: 'failed' } } },
    want: { kind: 'no-longer-qualifies', code: 'no-longer-qualifies' },
  },
  { given: 'the member withholds health data', traits: { holds: WORKING, readings: { settlement: { state: 'withheld' } } }, want: null },
  { given: 'the member died', traits: { holds: [anInsured(), aDeath()] }, want: { kind: 'close', code: 'leaving-died' } },
  { given: 'sources contradict each other on whether the member lives', traits: { holds: [...WORKING, aDeath()] }, want: null },
  {
    given: 'the member left the union',
    traits: { member: { leftOn: day('2026-09-01') }, holds: WORKING },
    want: { kind: 'close', code: 'leaving-left' },
  },
  {
    given: 'the member left, and would still be in hardship',
    traits: { member: { leftOn: day('2026-09-01') }, holds: [aDibao(), anInsured({ identities: [anIdentity()] })] },
    want: { kind: 'close', code: 'leaving-left' },
  },
  {
    given: 'the member is insured in another city',
    traits: {
      holds: [anInsured({ insurances: [anInsurance({ place: '430100' })] }), aParticipation({ payment: 'ended', enrolment: 'ended' })],
    },
    want: { kind: 'close', code: 'leaving-moved' },
  },
  {
    given: 'pension insurance ended at retirement age',
    traits: { bornOn: day('1965-02-01'), holds: [anInsured(), aParticipation({ payment: 'ended', enrolment: 'ended' })] },
    want: { kind: 'close', code: 'leaving-retired' },
  },
  {
    given: 'taking part in it ended at retirement age, and payment was left at paused',
    traits: { bornOn: day('1965-02-01'), holds: [anInsured(), aParticipation({ payment: 'paused', enrolment: 'ended' })] },
    want: { kind: 'close', code: 'leaving-retired' },
  },
  {
    given: 'pension insurance ended at retirement age, and an insurance runs whose code has no meaning: not retired, for all we know',
    traits: {
      bornOn: day('1965-02-01'),
      holds: [anInsured(), aParticipation({ payment: 'ended', enrolment: 'ended' }), aParticipation({ insurance: 'unknown' })],
    },
    want: { kind: 'no-longer-qualifies', code: 'no-longer-qualifies' },
  },
  {
    given: 'insured in another city, and here by something whose code has no meaning: not moved, for all we know',
    traits: {
      holds: [anInsured({ insurances: [anInsurance({ place: '430100' })] }), aParticipation({ insurance: 'unknown' })],
    },
    want: { kind: 'no-longer-qualifies', code: 'no-longer-qualifies' },
  },
  {
    given: 'care of a kind without meaning may be what a ground is short of',
    traits: { holds: [...WORKING, aRegistration(), aSettlement({ care: 'unknown', ownPaid: fenOf(45_000) })] },
    want: null,
  },
];

describe('members on file', () => {
  it.each(ENDINGS)('$given', ({ traits, want }) => {
    const leaving = caseOf(traits)?.leaving ?? null;
    expect(leaving && { kind: leaving.kind, code: leaving.reason.code }).toEqual(want);
  });

  it('one who should leave is flagged for nothing, and named by the file', () => {
    expect(caseOf({ holds: WORKING })).toMatchObject({ kind: 'leaving', episode: 'file:2025-03-01', class: null, offers: [], reasons: [] });
  });

  it('one still in hardship gets no second file, and medical aid all the same', () => {
    const found = caseOf({
      holds: [aDibao(), anInsured({ identities: [anIdentity()] }), aRegistration(), aSettlement({ ownPaid: fenOf(45_000) })],
    });
    const offers = Object.fromEntries((found?.offers ?? []).map(({ programme, held }) => [programme, held.map(({ code }) => code)]));
    expect(offers).toEqual({ 'living-aid': ['already-on-file'], 'medical-aid': [], 'education-aid': ['no-source-for-schooling'] });
  });

  it.each([
    { given: 'registered as dead', traits: { holds: [anInsured(), aDeath()] } },
    { given: 'out of the union', traits: { member: { leftOn: day('2026-09-01') }, holds: WORKING } },
  ] satisfies { given: string; traits: DossierTraits }[])(
    'a night on which somebody is $given judges nobody: the row of nights without a ground neither begins nor ends',
    ({ traits: { member, ...traits } }) => {
      const sinceAfter = (withoutGroundSince: Day | null) =>
        screenHousehold(
          [aSheet(aDossier({ ...traits, member: { aidFile: FILE, ...member } }), { before: { withoutGroundSince } })],
          rules,
        )[0]?.withoutGroundSince;
      expect([sinceAfter(null), sinceAfter(day('2026-10-01'))]).toEqual([null, '2026-10-01']);
    },
  );

  it('an outage of every source ends no file', () => {
    const dossier = { ...aDossier({ member: { aidFile: FILE } }), readings: everyReading({ state: 'failed' }) };
    expect(screenHousehold([aSheet(dossier)], rules)[0]?.cases).toEqual([]);
  });
});
