import { describe, expect, it } from 'vitest';
import { startOf } from '../../../src/domain/period.ts';
import { standingOfCase } from '../../../src/pipeline/4-screen/case.ts';
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

const RENEWED = { mutualAid: { from: day('2026-09-02'), to: day('2027-09-01') } };

/** Of the claim that an earlier night made for `STAY`. */
const EARLIER_CLAIMS: readonly { readonly given: string; readonly traits: DossierTraits; readonly want: 'cannot-judge' | 'judged' }[] = [
  { given: 'the policy began after the stay', traits: { member: RENEWED, holds: [STAY] }, want: 'cannot-judge' },
  {
    given: 'the policy began during the stay',
    traits: { member: { mutualAid: { from: day('2026-09-05'), to: day('2027-09-04') } }, holds: [STAY] },
    want: 'cannot-judge',
  },
  {
    given: 'the policy began after the stay, and what kind of care it was cannot be read any more',
    traits: { member: RENEWED, holds: [aSettlement({ ...STAY.content, care: 'unknown' } as object, { recordKey: 'S1' })] },
    want: 'cannot-judge',
  },
  {
    given: 'the policy began on the day of admission, and the waiting period was not over',
    traits: { member: { mutualAid: { from: day('2026-09-01'), to: day('2027-08-31') } }, holds: [STAY] },
    want: 'judged',
  },
  {
    given: 'the policy ended before the stay did',
    traits: { member: { mutualAid: { from: day('2026-01-01'), to: day('2026-09-09') } }, holds: [STAY] },
    want: 'judged',
  },
  {
    given: 'the policy began after the stay, whose settlement is reversed',
    traits: { member: RENEWED, holds: [STAY, aSettlement({ reverses: 'S1' }, { recordKey: 'R1' })] },
    want: 'judged',
  },
  { given: 'the policy began after the stay, which medical insurance took back', traits: { member: RENEWED, holds: [] }, want: 'judged' },
  {
    given: 'the policy began after the stay, which is settled too long ago for any policy',
    traits: { member: RENEWED, holds: [stay('2026-03-01', '2026-03-10')] },
    want: 'judged',
  },
  {
    given: 'the policy began after the stay, in a hospital that no policy pays for',
    traits: { member: RENEWED, holds: [stay('2026-09-01', '2026-09-10', 'S1', '1')] },
    want: 'judged',
  },
  {
    given: 'the policy began after the stay, and the member has left',
    traits: { member: { ...RENEWED, leftOn: day('2026-10-01') }, holds: [STAY] },
    want: 'judged',
  },
  {
    given: 'the policy began after the stay, and the member has died',
    traits: { member: RENEWED, holds: [STAY, aDeath({ diedOn: day('2026-10-01') })] },
    want: 'judged',
  },
  {
    given: 'the policy began after the stay, and settlements are withheld',
    traits: { member: RENEWED, holds: [], readings: { settlement: { state: 'withheld' } } },
    want: 'judged',
  },
  {
    given: 'the policy began after the stay, and settlements could not be read',
    traits: { member: RENEWED, holds: [], readings: { settlement: { state: 'failed' } } },
    want: 'cannot-judge',
  },
];

describe('a claim made earlier', () => {
  const OF_STAY = { purpose: 'mutual-aid-claim', episode: 'settlement:S1' } as const;

  it.each(EARLIER_CLAIMS)('$given: $want', ({ traits, want }) => {
    const screened = screen(traits);
    expect(screened?.cases).toEqual([]);
    expect(screened === undefined ? null : standingOfCase(screened, OF_STAY).state).toBe(want);
  });

  it('is the only one of which nothing is said: a stay beside it is judged, and the purpose is', () => {
    const [within, after] = [stay('2026-10-10', '2026-10-15', 'S2'), stay('2027-08-30', '2027-09-02', 'S3')];
    const screened = screen({ member: RENEWED, holds: [STAY, within, after] });
    expect(screened).toMatchObject({
      cases: [{ episode: 'settlement:S2' }],
      standing: { 'mutual-aid-claim': { state: 'judged' } },
      undecided: [
        {
          ...OF_STAY,
          rules: [
            { rule: 'stay-claim', missing: { kind: 'fact', name: 'stayWithinPolicy', reason: 'not-stated' } },
            { rule: 'stay-claim', missing: { kind: 'fact', name: 'daysCoveredBeforeAdmission', reason: 'not-stated' } },
          ],
        },
      ],
    });
    expect(screened?.undecided).toHaveLength(1);
  });

  it('a night that leaves none undecided says what it always said', () => {
    expect(Object.keys(screen({ holds: [STAY] }) ?? {})).not.toContain('undecided');
  });
});

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
