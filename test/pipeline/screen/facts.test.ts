import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FACTS } from '../../../src/domain/fact-catalogue.ts';
import { fenOf } from '../../../src/domain/money.ts';
import { addMonths, startOf } from '../../../src/domain/period.ts';
import { stayFacts } from '../../../src/pipeline/4-screen/facts/stay.ts';
import { factsOf } from '../../../src/pipeline/4-screen/facts.ts';
import type { Fact } from '../../../src/pipeline/4-screen/types.ts';
import {
  type AnyRecord,
  aBenefit,
  aContribution,
  aDossier,
  anInsurance,
  aPerson as anInsured,
  aParticipation,
  aSettlement,
  aWorkInjury,
  type DossierTraits,
  day,
  everyReading,
  month,
  TONIGHT,
} from '../../support/dossiers.ts';
import { aView, rulesOn } from '../../support/people.ts';

const rules = rulesOn();
const factOf = (name: string, traits: DossierTraits): Fact | undefined => factsOf(aView(aDossier(traits)), rules)[name];
/** A known value, `none`, or the reason it is unknown. */
const told = (fact: Fact | undefined): unknown =>
  fact?.state === 'known' ? fact.value : fact?.state === 'unknown' ? { unknown: fact.reason } : fact?.state;

const settled = (settledOn: string, ownPaid: number | null, recordKey?: string, reverses: string | null = null): AnyRecord =>
  aSettlement(
    { settledAt: startOf(day(settledOn)), ownPaid: ownPaid === null ? null : fenOf(ownPaid), reverses },
    recordKey === undefined ? {} : { recordKey },
  );
/** Cover paused that day, and contributions paid until half a year ago. */
const pausedOn = (on: string): readonly AnyRecord[] => [
  aParticipation({ payment: 'paused', to: day(on) }),
  aContribution({ month: month('2026-03') }),
];
const USED_UP = aBenefit({ benefitFrom: month('2025-01'), benefitTo: null, monthsEntitled: 6, monthsTaken: 6, monthsLeft: 0 });
/** So many months to October 2026, each on that base in yuan. */
const basesOf = (months: number, base: number): readonly AnyRecord[] =>
  Array.from({ length: months }, (_, back) => aContribution({ month: addMonths(month('2026-10'), -back), base: fenOf(base) }));
const elsewhere = anInsurance({ place: '430100' });
/** 120, say, which the page of social security does not name. */
const unnamed = (traits: Partial<Parameters<typeof aParticipation>[0]> = {}): AnyRecord =>
  aParticipation({ insurance: 'unknown', ...traits });
const unnamedPaid = (text: string, arrived: 'yes' | 'no' = 'yes'): AnyRecord =>
  aContribution({ insurance: 'unknown', month: month(text), arrived });

const FACTS_TABLE: readonly { readonly fact: string; readonly given: string; readonly traits: DossierTraits; readonly want: unknown }[] = [
  {
    fact: 'ownPaidLast12Months',
    given: 'two settlements of the year',
    traits: { holds: [settled('2026-01-05', 100), settled('2026-05-05', 50.5)] },
    want: 15_050,
  },
  { fact: 'ownPaidLast12Months', given: 'one settled a year and a day ago', traits: { holds: [settled('2025-11-21', 100)] }, want: 'none' },
  {
    fact: 'ownPaidLast12Months',
    given: 'a settlement and its reversal',
    traits: { holds: [settled('2026-05-05', 100, 'A'), settled('2026-05-06', -100, 'B', 'A'), settled('2026-06-06', 7)] },
    want: 700,
  },
  {
    fact: 'ownPaidLast12Months',
    given: 'a reversal of a settlement we do not have',
    traits: { holds: [settled('2026-05-06', -100, 'B', 'X'), settled('2026-06-06', 7)] },
    want: 700,
  },
  {
    fact: 'ownPaidLast12Months',
    given: 'a reading that never ended',
    traits: { readings: { settlement: { state: 'failed' } } },
    want: { unknown: 'source-failed' },
  },
  {
    fact: 'ownPaidLast12Months',
    given: 'not read yet of somebody medical insurance knows',
    traits: { holds: [anInsured()], readings: { settlement: { state: 'not-yet-read' } } },
    want: { unknown: 'not-yet-read' },
  },
  {
    fact: 'ownPaidLast12Months',
    given: 'never to be read of somebody it does not know',
    traits: { readings: { settlement: { state: 'not-yet-read' } } },
    want: { unknown: 'no-source' },
  },
  { fact: 'contributionBase', given: 'the last month of several', traits: { holds: basesOf(3, 6000) }, want: 600_000 },
  {
    fact: 'contributionBase',
    given: 'two employers in that month',
    traits: { holds: [...basesOf(1, 3000), ...basesOf(1, 4000)] },
    want: 700_000,
  },
  {
    fact: 'contributionBase',
    given: 'a month that states none',
    traits: { holds: [aContribution({ base: null })] },
    want: { unknown: 'not-stated' },
  },
  {
    fact: 'contributionBase',
    given: 'a month that did not arrive',
    traits: { holds: [aContribution({ base: fenOf(6000), arrived: 'no' })] },
    want: 'none',
  },
  { fact: 'contributionBaseAverage12Months', given: 'twelve months', traits: { holds: basesOf(12, 6000) }, want: 600_000 },
  {
    fact: 'contributionBaseAverage12Months',
    given: 'a thirteenth, which does not count',
    traits: { holds: [...basesOf(12, 6000), aContribution({ month: month('2025-10'), base: fenOf(90_000) })] },
    want: 600_000,
  },
  {
    fact: 'contributionBaseAverage12Months',
    given: 'eleven months',
    traits: { holds: basesOf(11, 6000) },
    want: 'none',
  },
  {
    fact: 'contributionBaseAverage12Months',
    given: 'twelve months, one without a base',
    traits: { holds: [...basesOf(11, 6000), aContribution({ month: month('2025-11'), base: null })] },
    want: { unknown: 'not-stated' },
  },
  { fact: 'monthsWithoutContribution', given: 'last month paid', traits: { holds: [aContribution()] }, want: 0 },
  {
    fact: 'monthsWithoutContribution',
    given: 'one month missing: lag',
    traits: { holds: [aContribution({ month: month('2026-09') })] },
    want: 0,
  },
  {
    fact: 'monthsWithoutContribution',
    given: 'two months missing',
    traits: { holds: [aContribution({ month: month('2026-08') })] },
    want: 2,
  },
  {
    fact: 'monthsWithoutContribution',
    given: 'rows that have not arrived',
    traits: { holds: [aContribution({ month: month('2026-07') }), aContribution({ arrived: 'no' })] },
    want: 3,
  },
  {
    fact: 'monthsWithoutContribution',
    given: 'a later month of which nobody says whether it arrived',
    traits: { holds: [aContribution({ month: month('2026-07') }), aContribution({ arrived: 'unknown' })] },
    want: { unknown: 'not-stated' },
  },
  {
    fact: 'monthsWithoutContribution',
    given: 'only medical insurance, which the unemployment fund pays',
    traits: { holds: [aContribution({ insurance: 'medical' })] },
    want: 'none',
  },
  {
    fact: 'monthsWithoutContribution',
    given: 'contributions not yet read',
    traits: { holds: [], readings: { contributions: { state: 'not-yet-read' } } },
    want: { unknown: 'not-yet-read' },
  },
  {
    fact: 'monthsWithoutContribution',
    given: 'a later month arrived for an insurance whose code has no meaning',
    traits: { holds: [aContribution({ month: month('2026-01') }), unnamedPaid('2026-10')] },
    want: { unknown: 'no-such-code' },
  },
  {
    fact: 'lastContributionMonth',
    given: 'a later month arrived for an insurance whose code has no meaning',
    traits: { holds: [aContribution({ month: month('2026-01') }), unnamedPaid('2026-10')] },
    want: { unknown: 'no-such-code' },
  },
  {
    fact: 'monthsWithoutContribution',
    given: 'an insurance whose code has no meaning is all that was ever paid',
    traits: { holds: [unnamedPaid('2026-10')] },
    want: { unknown: 'no-such-code' },
  },
  {
    fact: 'monthsWithoutContribution',
    given: 'of such an insurance a month that did not arrive, and one before the last that counts',
    traits: { holds: [aContribution({ month: month('2026-07') }), unnamedPaid('2026-10', 'no'), unnamedPaid('2026-07')] },
    want: 3,
  },
  {
    fact: 'employedNow',
    given: 'paused with an employer, and insured by something whose code has no meaning',
    traits: { holds: [aParticipation({ payment: 'paused' }), unnamed()] },
    want: { unknown: 'no-such-code' },
  },
  {
    fact: 'employedNow',
    given: 'registered as paying while nothing arrives',
    traits: { holds: [aParticipation(), aContribution({ month: month('2026-03') })] },
    want: { unknown: 'not-stated' },
  },
  { fact: 'employedNow', given: 'nobody the register knows', traits: {}, want: false },
  { fact: 'onUnemploymentBenefit', given: 'a spell this month', traits: { holds: [aBenefit()] }, want: true },
  {
    fact: 'onUnemploymentBenefit',
    given: 'a spell granted from next month',
    traits: { holds: [aBenefit({ benefitFrom: month('2026-12') })] },
    want: true,
  },
  {
    fact: 'onUnemploymentBenefit',
    given: 'a spell from the month after next',
    traits: { holds: [aBenefit({ benefitFrom: month('2027-01') })] },
    want: 'none',
  },
  {
    fact: 'onUnemploymentBenefit',
    given: 'a spell granted from next month and cancelled',
    traits: { holds: [aBenefit({ benefitFrom: month('2026-12'), valid: false })] },
    want: 'none',
  },
  {
    fact: 'onUnemploymentBenefit',
    given: 'a spell that ended',
    traits: { holds: [aBenefit({ benefitTo: month('2026-10') })] },
    want: 'none',
  },
  {
    fact: 'onUnemploymentBenefit',
    given: 'a spell without an end, of which every month was taken',
    traits: { holds: [USED_UP] },
    want: { unknown: 'not-stated' },
  },
  {
    fact: 'benefitSince',
    given: 'a spell without an end, of which every month was taken',
    traits: { holds: [USED_UP] },
    want: { unknown: 'not-stated' },
  },
  {
    fact: 'onUnemploymentBenefit',
    given: 'a spell without an end whose last month is this one',
    traits: { holds: [aBenefit({ benefitTo: null, benefitFrom: month('2026-06'), monthsEntitled: 6 })] },
    want: true,
  },
  {
    fact: 'onUnemploymentBenefit',
    given: 'a spell without an end whose last month was the one before',
    traits: { holds: [aBenefit({ benefitTo: null, benefitFrom: month('2026-05'), monthsEntitled: 6, monthsTaken: 5, monthsLeft: 1 })] },
    want: { unknown: 'not-stated' },
  },
  {
    fact: 'onUnemploymentBenefit',
    given: 'a spell without an end of which no month is left before all were taken',
    traits: { holds: [aBenefit({ benefitTo: null, monthsEntitled: 12, monthsTaken: 3, monthsLeft: 0 })] },
    want: { unknown: 'not-stated' },
  },
  {
    fact: 'onUnemploymentBenefit',
    given: 'a spell without an end that states only what was taken and what is left',
    traits: { holds: [aBenefit({ benefitTo: null, benefitFrom: month('2026-01'), monthsTaken: 4, monthsLeft: 2 })] },
    want: { unknown: 'not-stated' },
  },
  {
    fact: 'onUnemploymentBenefit',
    given: 'a spell just granted, of which no month is taken and none said to be left',
    traits: { holds: [aBenefit({ benefitTo: null, benefitFrom: month('2026-11'), monthsEntitled: 6, monthsTaken: 0, monthsLeft: 0 })] },
    want: true,
  },
  {
    fact: 'onUnemploymentBenefit',
    given: 'a spell without an end that states no months either',
    traits: { holds: [aBenefit({ benefitTo: null, benefitFrom: month('2015-01') })] },
    want: true,
  },
  {
    fact: 'onUnemploymentBenefit',
    given: 'a stated end, whatever its months: it was suspended meanwhile',
    traits: { holds: [aBenefit({ benefitFrom: month('2026-01'), monthsEntitled: 6 })] },
    want: true,
  },
  {
    fact: 'benefitSince',
    given: 'a spell of this month beside one that is used up',
    traits: { holds: [USED_UP, aBenefit()] },
    want: '2026-07',
  },
  {
    fact: 'onUnemploymentBenefit',
    given: 'a code without meaning beside a spell that is used up',
    traits: { holds: [USED_UP, aBenefit({ paying: 'unknown' })] },
    want: { unknown: 'no-such-code' },
  },
  {
    fact: 'onUnemploymentBenefit',
    given: 'a code without meaning',
    traits: { holds: [aBenefit({ paying: 'unknown' })] },
    want: { unknown: 'no-such-code' },
  },
  {
    fact: 'injuryGrade',
    given: 'a grade not stated',
    traits: { holds: [aWorkInjury({ disabilityGrade: null })] },
    want: { unknown: 'not-stated' },
  },
  {
    fact: 'injuryGrade',
    given: 'two injuries: the later',
    traits: { holds: [aWorkInjury({ injuredOn: day('2025-01-01'), disabilityGrade: 2 }), aWorkInjury({ disabilityGrade: 7 })] },
    want: 7,
  },
  { fact: 'injuryGrade', given: 'a cancelled row', traits: { holds: [aWorkInjury({ valid: false })] }, want: 'none' },
  {
    fact: 'pensionEnded',
    given: 'ended with the only one, and insured by something whose code has no meaning',
    traits: { holds: [aParticipation({ payment: 'ended' }), unnamed()] },
    want: { unknown: 'no-such-code' },
  },
  {
    fact: 'pensionEnded',
    given: 'paused, which is not the end whatever else there is',
    traits: { holds: [aParticipation({ payment: 'paused' }), unnamed()] },
    want: false,
  },
  {
    fact: 'pensionEnded',
    given: 'such an insurance ended as well',
    traits: { holds: [aParticipation({ payment: 'ended' }), unnamed({ payment: 'ended' })] },
    want: true,
  },
  {
    fact: 'pensionEnded',
    given: 'a row left paying beyond its last day, and a later end',
    traits: {
      holds: [aParticipation({ to: day('2010-01-31') }), aParticipation({ payment: 'ended', to: day('2025-01-31') })],
    },
    want: true,
  },
  {
    fact: 'pensionEnded',
    given: 'an end, and a later job whose last day has passed: the date says that of the job alone',
    traits: {
      holds: [aParticipation({ payment: 'ended', to: day('2010-01-31') }), aParticipation({ to: day('2025-01-31') })],
    },
    want: false,
  },
  {
    fact: 'insuredElsewhere',
    given: 'insured in another city only',
    traits: { holds: [anInsured({ insurances: [elsewhere] })] },
    want: true,
  },
  {
    fact: 'insuredElsewhere',
    given: 'insured here and elsewhere',
    traits: { holds: [anInsured({ insurances: [elsewhere, anInsurance()] })] },
    want: false,
  },
  {
    fact: 'insuredElsewhere',
    given: 'an insurance without a place',
    traits: { holds: [anInsured({ insurances: [anInsurance({ place: null })] })] },
    want: { unknown: 'not-stated' },
  },
  {
    fact: 'insuredElsewhere',
    given: 'insurances that are not stated',
    traits: { holds: [anInsured({ insurances: null })] },
    want: { unknown: 'not-stated' },
  },
  {
    fact: 'pensionEnded',
    given: 'ended with one employer, paid by another',
    traits: { holds: [aParticipation({ payment: 'ended' }), aParticipation()] },
    want: false,
  },
  {
    fact: 'pensionEnded',
    given: 'ended with the only one',
    traits: { holds: [aParticipation({ payment: 'ended', enrolment: 'ended' })] },
    want: true,
  },
  {
    fact: 'pensionEnded',
    given: 'taking part has ended, and payment is left at paused',
    traits: { holds: [aParticipation({ payment: 'paused', enrolment: 'ended' })] },
    want: true,
  },
  {
    fact: 'pensionEnded',
    given: 'taking part has ended, and nothing is stated of payment',
    traits: { holds: [aParticipation({ payment: 'unknown', enrolment: 'ended' })] },
    want: true,
  },
  {
    fact: 'pensionEnded',
    given: 'taking part has ended with one employer, and is paused with another',
    traits: { holds: [aParticipation({ payment: 'paused', enrolment: 'ended' }), aParticipation({ payment: 'paused' })] },
    want: false,
  },
  {
    fact: 'pensionEnded',
    given: 'a row left paying beyond its last day, and taking part that ended later',
    traits: {
      holds: [aParticipation({ to: day('2010-01-31') }), aParticipation({ payment: 'unknown', enrolment: 'ended', to: day('2025-01-31') })],
    },
    want: true,
  },
  {
    fact: 'pensionEnded',
    given: 'ended with the only one, and so has taking part in something whose code has no meaning',
    traits: { holds: [aParticipation({ payment: 'ended' }), unnamed({ payment: 'paused', enrolment: 'ended' })] },
    want: true,
  },
  { fact: 'monthsSinceCoverPaused', given: 'three months to the day', traits: { holds: pausedOn('2026-08-22') }, want: 3 },
  { fact: 'monthsSinceCoverPaused', given: 'a day short of it', traits: { holds: pausedOn('2026-08-23') }, want: 2 },
  {
    fact: 'monthsSinceCoverPaused',
    given: 'paused with one employer, later ended with another: the later day',
    traits: {
      holds: [
        ...pausedOn('2026-03-31'),
        aParticipation({ payment: 'ended', to: day('2026-08-20') }),
        aContribution({ month: month('2026-08') }),
      ],
    },
    want: 3,
  },
  {
    fact: 'monthsSinceCoverPaused',
    given: 'paused with one employer, paid by another',
    traits: { holds: [...pausedOn('2026-03-31'), aParticipation()] },
    want: 'none',
  },
  {
    fact: 'monthsSinceCoverPaused',
    given: 'an old row left paying beyond its last day beside the pause',
    traits: { holds: [...pausedOn('2026-08-22'), aParticipation({ to: day('2020-01-31') })] },
    want: 3,
  },
  {
    fact: 'monthsSinceCoverPaused',
    given: 'insured by something whose code has no meaning beside the pause',
    traits: { holds: [...pausedOn('2026-03-31'), unnamed()] },
    want: { unknown: 'no-such-code' },
  },
  {
    fact: 'monthsSinceCoverPaused',
    given: 'only something whose code has no meaning is paused',
    traits: { holds: [unnamed({ payment: 'paused', to: day('2026-03-31') })] },
    want: { unknown: 'no-such-code' },
  },
  {
    fact: 'monthsSinceCoverPaused',
    given: 'nothing paused, whatever the code may mean',
    traits: { holds: [unnamed()] },
    want: 'none',
  },
  {
    fact: 'monthsSinceCoverPaused',
    given: 'an insurance whose code has no meaning was paid for after the pause',
    traits: { holds: [...pausedOn('2026-03-31'), unnamedPaid('2026-10')] },
    want: { unknown: 'no-such-code' },
  },
  {
    fact: 'monthsSinceCoverPaused',
    given: 'only medical insurance is paused',
    traits: { holds: [aParticipation({ insurance: 'medical', payment: 'paused', to: day('2026-03-31') })] },
    want: 'none',
  },
  {
    fact: 'monthsSinceCoverPaused',
    given: 'ended, not paused: retired or moved',
    traits: { holds: [aParticipation({ payment: 'ended', to: day('2026-03-31') }), aContribution({ month: month('2026-03') })] },
    want: 'none',
  },
  {
    fact: 'monthsSinceCoverPaused',
    given: 'taking part has ended, and payment is left at paused',
    traits: {
      holds: [aParticipation({ payment: 'paused', enrolment: 'ended', to: day('2026-03-31') }), aContribution({ month: month('2026-03') })],
    },
    want: 'none',
  },
  {
    fact: 'monthsSinceCoverPaused',
    given: 'taking part that ended with another, of which no payment is stated, beside the pause: the later day',
    traits: {
      holds: [
        ...pausedOn('2026-03-31'),
        aParticipation({ payment: 'unknown', enrolment: 'ended', to: day('2026-08-20') }),
        aContribution({ month: month('2026-08') }),
      ],
    },
    want: 3,
  },
  {
    fact: 'monthsSinceCoverPaused',
    given: 'a pause without a day',
    traits: { holds: [aParticipation({ payment: 'paused' }), aContribution({ month: month('2026-03') })] },
    want: { unknown: 'not-stated' },
  },
  {
    fact: 'monthsSinceCoverPaused',
    given: 'a state without meaning beside the pause',
    traits: { holds: [...pausedOn('2026-03-31'), aParticipation({ insurance: 'unemployment', payment: 'unknown' })] },
    want: { unknown: 'no-such-code' },
  },
  {
    fact: 'monthsSinceCoverPaused',
    given: 'a contribution for the month of the pause',
    traits: { holds: [...pausedOn('2026-08-01'), aContribution({ month: month('2026-08') })] },
    want: 3,
  },
  {
    fact: 'monthsSinceCoverPaused',
    given: 'a contribution for the month after it: they contradict each other',
    traits: { holds: [...pausedOn('2026-08-01'), aContribution({ month: month('2026-09') })] },
    want: { unknown: 'conflicting' },
  },
  {
    fact: 'monthsSinceCoverPaused',
    given: 'a later month that did not arrive bears it out',
    traits: { holds: [...pausedOn('2026-08-01'), aContribution({ month: month('2026-09'), arrived: 'no' })] },
    want: 3,
  },
  {
    fact: 'monthsSinceCoverPaused',
    given: 'contributions that failed to be read',
    traits: { holds: pausedOn('2026-08-01'), readings: { contributions: { state: 'failed' } } },
    want: { unknown: 'source-failed' },
  },
  {
    fact: 'monthsSinceCoverPaused',
    given: 'nobody ever paid a contribution',
    traits: { holds: [aParticipation({ payment: 'paused', to: day('2026-08-01') })] },
    want: { unknown: 'not-stated' },
  },
  {
    fact: 'coveredByWorkInjury',
    given: 'taking part has ended, whatever is not stated of payment',
    traits: { holds: [aParticipation({ insurance: 'work-injury', payment: 'unknown', enrolment: 'ended' })] },
    want: 'none',
  },
  {
    fact: 'coveredByWorkInjury',
    given: 'work-injury insurance being paid',
    traits: { holds: [aParticipation({ insurance: 'work-injury' })] },
    want: true,
  },
  {
    fact: 'coveredByWorkInjury',
    given: 'a row left paying beyond its last day',
    traits: { holds: [aParticipation({ insurance: 'work-injury', to: day('2024-01-31') })] },
    want: 'none',
  },
  {
    fact: 'coveredByWorkInjury',
    given: 'an insurance being paid whose code has no meaning',
    traits: { holds: [unnamed()] },
    want: { unknown: 'no-such-code' },
  },
  {
    fact: 'monthsOnFile',
    given: 'a file of half a year',
    traits: { member: { aidFile: { class: 'deep', openedOn: day('2026-05-22'), memberCount: 1 } } },
    want: 6,
  },
  {
    fact: 'monthsOnFile',
    given: 'a day short of it',
    traits: { member: { aidFile: { class: 'deep', openedOn: day('2026-05-23'), memberCount: 1 } } },
    want: 5,
  },
  {
    fact: 'employmentForm',
    given: 'a form without meaning',
    traits: { member: { employmentForm: 'unknown' } },
    want: { unknown: 'no-such-code' },
  },
];

describe('facts', () => {
  it.each(FACTS_TABLE)('$fact: $given', ({ fact, traits, want }) => {
    expect(told(factOf(fact, traits))).toEqual(want);
  });

  it('every fact of the catalogue with a source is read, and nothing else', () => {
    const dossier = aDossier();
    const read = Object.keys({ ...factsOf(aView(dossier), rules), ...stayFacts(dossier, aSettlement()) });
    const derived = ['anyGround', 'monthsWithoutGround', 'hospitalLevel', 'daysSinceSettlement'];
    const sourced = Object.keys(FACTS).filter((name) => (FACTS[name]?.datasets.length ?? 0) > 0);
    expect([...read, ...derived].toSorted()).toEqual(sourced.toSorted());
  });

  it('a source that is silent, failing or withheld leaves only what the roster says', () => {
    for (const state of ['failed', 'not-yet-read', 'withheld'] as const) {
      const facts = factsOf(
        aView({ ...aDossier({ holds: [aContribution(), aSettlement(), aWorkInjury()] }), readings: everyReading({ state }) }),
        rules,
      );
      const known = Object.entries(facts)
        .filter(([, fact]) => fact.state !== 'unknown')
        .map(([name]) => name);
      expect(known.filter((name) => FACTS[name]?.datasets.some((dataset) => dataset !== 'members'))).toEqual([]);
    }
  });
});

describe('care of a kind without meaning', () => {
  const care = (of: 'unknown' | 'inpatient' | 'pharmacy', traits: Partial<Parameters<typeof aSettlement>[0]> = {}) =>
    aSettlement({ care: of, ownPaid: fenOf(300), ...traits });
  const boundsOf = (holds: readonly AnyRecord[]) =>
    ['ownPaidLast12Months', 'inpatientStays'].map((name) => {
      const fact = factOf(name, { holds });
      return fact?.state === 'known' ? [fact.value, fact.bound] : fact?.state;
    });

  it.each<{ readonly given: string; readonly holds: readonly AnyRecord[]; readonly want: unknown }>([
    {
      given: 'beside a stay',
      holds: [care('inpatient'), care('unknown')],
      want: [
        [30_000, 'at-least'],
        [1, 'at-least'],
      ],
    },
    {
      given: 'alone',
      holds: [care('unknown')],
      want: [
        [0, 'at-least'],
        [0, 'at-least'],
      ],
    },
    {
      given: 'before the twelve months',
      holds: [care('inpatient'), care('unknown', { settledAt: startOf(day('2025-11-21')) })],
      want: [
        [30_000, 'exact'],
        [1, 'exact'],
      ],
    },
    {
      given: 'and reversed',
      holds: [care('inpatient'), { ...care('unknown'), recordKey: 'U' }, care('unknown', { reverses: 'U' })],
      want: [
        [30_000, 'exact'],
        [1, 'exact'],
      ],
    },
    { given: 'known to be none', holds: [care('pharmacy')], want: ['none', [0, 'exact']] },
  ])('$given: what is counted is the least there was', ({ holds, want }) => {
    expect(boundsOf(holds)).toEqual(want);
  });
});

describe('own payments', () => {
  const amounts = fc.array(
    fc.record({
      ownPaid: fc.integer({ min: 0, max: 9_000_000 }),
      month: fc.integer({ min: 1, max: 11 }),
      isReversed: fc.boolean(),
      reversal: fc.integer({ min: -9_000_000, max: 9_000_000 }),
    }),
    { maxLength: 8 },
  );

  it('a reversed settlement never counts, whatever amount the reversal carries and in whatever order they arrive', () => {
    fc.assert(
      fc.property(amounts, fc.integer(), (rows, salt) => {
        const holds = rows.flatMap(({ ownPaid, month: at, isReversed, reversal }, index): AnyRecord[] => {
          const on = `2026-${String(at).padStart(2, '0')}-10`;
          const bill = settled(on, ownPaid / 100, `S${index}`);
          return isReversed ? [bill, settled(on, reversal / 100, `R${index}`, `S${index}`)] : [bill];
        });
        const shuffled = holds.toSorted(
          (a, b) => (((a.recordKey.codePointAt(1) ?? 0) * salt) % 7) - (((b.recordKey.codePointAt(1) ?? 0) * salt) % 7),
        );
        const kept = rows.filter(({ isReversed }) => !isReversed);
        const want = kept.length === 0 ? 'none' : kept.reduce((sum, { ownPaid }) => sum + ownPaid, 0);
        expect(told(factOf('ownPaidLast12Months', { holds: shuffled, on: TONIGHT }))).toEqual(want);
      }),
      { numRuns: 60 },
    );
  });
});
