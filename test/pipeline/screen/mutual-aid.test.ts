import { describe, expect, it } from 'vitest';
import { startOf } from '../../../src/domain/period.ts';
import { screenHousehold } from '../../../src/pipeline/4-screen/screen.ts';
import { type AnyRecord, aDeath, aDossier, aSettlement, type DossierTraits, day } from '../../support/dossiers.ts';
import { aSheet, richerRulesOn } from '../../support/people.ts';

const rules = richerRulesOn();
const POLICY = { from: day('2026-01-01'), to: day('2026-12-31') };
const screen = ({ member, ...traits }: DossierTraits) =>
  screenHousehold(
    [aSheet(aDossier({ ...traits, member: { mutualAid: POLICY, ...member } }), { purposes: ['mutual-aid-claim'] })],
    rules,
  )[0];
const claimsOf = (traits: DossierTraits): readonly string[] => (screen(traits)?.cases ?? []).map(({ episode }) => episode);

const stay = (from: string | null, to: string | null, recordKey = 'S1', hospitalLevel = '3'): AnyRecord =>
  aSettlement(
    {
      from: from === null ? null : day(from),
      to: to === null ? null : day(to),
      settledAt: startOf(day(to ?? '2026-09-10')),
      hospitalLevel,
    },
    { recordKey },
  );
const STAY = stay('2026-09-01', '2026-09-10');

const STAYS: readonly { readonly given: string; readonly traits: DossierTraits; readonly want: readonly string[] }[] = [
  { given: 'a settled stay within the policy', traits: { holds: [STAY] }, want: ['settlement:S1'] },
  {
    given: 'two stays: two claims',
    traits: { holds: [STAY, stay('2026-10-01', '2026-10-05', 'S2')] },
    want: ['settlement:S1', 'settlement:S2'],
  },
  {
    given: 'a stay that began when the waiting period was over, and ended on the last day of the policy',
    traits: { member: { mutualAid: { from: day('2026-08-02'), to: day('2026-09-10') } }, holds: [STAY] },
    want: ['settlement:S1'],
  },
  {
    given: 'a stay that began on the last day of the waiting period',
    traits: { member: { mutualAid: { from: day('2026-08-03'), to: day('2026-12-31') } }, holds: [STAY] },
    want: [],
  },
  {
    given: 'a stay in a hospital of the lowest level',
    traits: { holds: [stay('2026-09-01', '2026-09-10', 'S1', '1')] },
    want: [],
  },
  {
    given: 'a stay that began a day before the policy',
    traits: { member: { mutualAid: { from: day('2026-09-02'), to: day('2026-12-31') } }, holds: [STAY] },
    want: [],
  },
  {
    given: 'a stay that ended a day after it',
    traits: { member: { mutualAid: { from: day('2026-01-01'), to: day('2026-09-09') } }, holds: [STAY] },
    want: [],
  },
  { given: 'no policy', traits: { member: { mutualAid: null }, holds: [STAY] }, want: [] },
  {
    given: 'a reversed settlement, and its reversal',
    traits: { holds: [STAY, aSettlement({ reverses: 'S1' }, { recordKey: 'R1' })] },
    want: [],
  },
  { given: 'a visit without a stay', traits: { holds: [aSettlement({ care: 'outpatient' })] }, want: [] },
  { given: 'a stay settled too long ago', traits: { holds: [stay('2026-03-01', '2026-03-10')] }, want: [] },
  { given: 'a member who has left', traits: { member: { leftOn: day('2026-10-01') }, holds: [STAY] }, want: [] },
  { given: 'a member who has died since', traits: { holds: [STAY, aDeath({ diedOn: day('2026-10-01') })] }, want: [] },
];

describe('claims of mutual aid', () => {
  it.each(STAYS)('$given', ({ traits, want }) => {
    expect(claimsOf(traits)).toEqual(want);
  });

  it('a claim is no matter of hardship', () => {
    expect(screen({ holds: [STAY] })?.cases[0]).toMatchObject({
      purpose: 'mutual-aid-claim',
      kind: 'suggested',
      class: null,
      offers: [{ programme: 'mutual-aid-claim', held: [] }],
    });
  });

  it('a stay without its days cannot be judged', () => {
    expect(screen({ holds: [stay(null, '2026-09-10')] })?.standing['mutual-aid-claim']).toMatchObject({ state: 'cannot-judge' });
  });

  it.each([
    { given: 'within the policy', settlement: {}, want: 'cannot-judge' },
    { given: 'before the policy, which would be claimed by nobody', settlement: { from: day('2025-12-30') }, want: 'judged' },
    { given: 'reversed', settlement: { reverses: 'S0' }, want: 'judged' },
  ])('care of a kind without meaning, $given: $want', ({ settlement, want }) => {
    const screened = screen({ holds: [aSettlement({ care: 'unknown', hospitalLevel: '3', ...settlement }, { recordKey: 'S1' })] });
    expect(screened).toMatchObject({ cases: [], standing: { 'mutual-aid-claim': { state: want } } });
  });

  it.each([
    { given: 'first', mutualAid: { from: null, to: day('2026-12-31') } },
    { given: 'last', mutualAid: { from: day('2026-01-01'), to: null } },
  ])('a policy whose $given day is not stated is none that ended: a claim delivered earlier stays with the worker', ({ mutualAid }) => {
    const standing = screen({ member: { mutualAid }, holds: [STAY] })?.standing['mutual-aid-claim'];
    expect(standing).toMatchObject({
      state: 'cannot-judge',
      rules: expect.arrayContaining([{ rule: 'stay-claim', missing: { kind: 'fact', name: 'stayWithinPolicy', reason: 'not-stated' } }]),
    });
  });

  it('settlements not read leave earlier claims as they are; withheld ones end them', () => {
    const standingOf = (state: 'failed' | 'withheld') =>
      screen({ holds: [], readings: { settlement: { state } } })?.standing['mutual-aid-claim'].state;
    expect([standingOf('failed'), standingOf('withheld')]).toEqual(['cannot-judge', 'judged']);
  });

  it('nothing is used for a purpose it was not permitted for', () => {
    const [screened] = screenHousehold(
      [aSheet(aDossier({ member: { mutualAid: POLICY }, holds: [STAY] }), { purposes: ['hardship-screening'] })],
      rules,
    );
    expect(screened).toMatchObject({
      cases: [],
      standing: { 'mutual-aid-claim': { state: 'not-permitted' }, 'hardship-screening': { state: 'cannot-judge' } },
    });
  });
});
