import { describe, expect, test } from 'vitest';
import { type AnyRecord, aBenefit, aContribution, aDossier, aParticipation, day, month, readOn } from '../../../support/dossiers.ts';
import { discrepanciesOf, findingOf, statementOf } from '../../../support/verdicts.ts';

const CHECK = 'employment-insurance';
/** Contributions for unemployment insurance, which only employers pay. */
const employedIn = (...months: string[]): AnyRecord[] =>
  months.map((text) => aContribution({ insurance: 'unemployment', month: month(text) }));

describe('cover', () => {
  test.each([
    { why: 'registered, and last month arrived', holds: [aParticipation(), aContribution()], want: 'match' },
    { why: 'last month may still be on its way', holds: [aParticipation(), aContribution({ month: month('2026-09') })], want: 'match' },
    { why: 'two missing months are more than lag', holds: [aParticipation(), aContribution({ month: month('2026-08') })], want: 'similar' },
    { why: 'due and not arrived is missing', holds: [aParticipation(), aContribution({ arrived: 'no' })], want: 'similar' },
    { why: 'whether it arrived is not known', holds: [aParticipation(), aContribution({ arrived: 'unknown' })], want: 'match' },
    { why: 'a new employee has no contribution yet', holds: [aParticipation({ from: day('2026-10-15') })], want: 'match' },
    {
      why: 'work-injury insurance alone covers a worker',
      holds: [aParticipation({ insurance: 'work-injury' }), aContribution({ insurance: 'work-injury' })],
      want: 'match',
    },
    {
      why: 'medical insurance is paid for people out of work',
      holds: [aParticipation({ insurance: 'medical' }), aContribution({ insurance: 'medical' })],
      want: 'not-held',
    },
    { why: 'paused', holds: [aParticipation({ payment: 'paused' })], want: 'mismatch' },
    { why: 'ended', holds: [aParticipation({ payment: 'ended' })], want: 'mismatch' },
    { why: 'past its last day', holds: [aParticipation({ to: day('2026-11-21') })], want: 'mismatch' },
    {
      why: 'paused with one employer and paying with another',
      holds: [aParticipation({ payment: 'paused' }), aParticipation(), aContribution()],
      want: 'match',
    },
    { why: 'enrolled, and the contribution arrived', holds: [aParticipation({ payment: 'unknown' }), aContribution()], want: 'match' },
    {
      why: 'enrolled, and nothing tells whether it is paid',
      holds: [aParticipation({ payment: 'unknown' })],
      want: 'unknown: no-such-code',
    },
    {
      why: 'paused, and an insurance runs whose code has no meaning: it may be a job',
      holds: [aParticipation({ payment: 'paused' }), aParticipation({ insurance: 'unknown' })],
      want: 'unknown: no-such-code',
    },
    { why: 'such an insurance alone', holds: [aParticipation({ insurance: 'unknown' })], want: 'unknown: no-such-code' },
    {
      why: 'such an insurance paused, or past its last day, is no job whatever it is',
      holds: [
        aParticipation({ payment: 'paused' }),
        aParticipation({ insurance: 'unknown', payment: 'paused' }),
        aParticipation({ insurance: 'unknown', to: day('2026-11-21') }),
      ],
      want: 'mismatch',
    },
    {
      why: 'such an insurance beside a job takes nothing from it',
      holds: [aParticipation(), aContribution(), aParticipation({ insurance: 'unknown' })],
      want: 'match',
    },
    { why: 'a complete feed without the person', holds: [], want: 'not-held' },
  ] satisfies { why: string; holds: AnyRecord[]; want: string }[])('$why: $want', ({ holds, want }) => {
    expect(statementOf(aDossier({ holds }), CHECK, 'social-security')).toBe(want);
  });

  test('where contributions cannot be heard, the registration stands', () => {
    for (const contributions of [{ state: 'failed' } as const, { state: 'withheld' } as const, readOn(day('2026-08-01'))]) {
      expect(statementOf(aDossier({ holds: [aParticipation()], readings: { contributions } }), CHECK, 'social-security')).toBe('match');
    }
  });

  test('the last contribution to arrive is part of the evidence', () => {
    const dossier = aDossier({ holds: [aParticipation(), ...employedIn('2026-08', '2026-10', '2026-09')] });
    expect(findingOf(dossier, CHECK).statements[0]?.evidence.map(({ recordKey }) => recordKey)).toEqual([
      'contributions-2',
      'participation-1',
    ]);
  });
});

describe('paying, and nothing arrives', () => {
  test.each([
    { why: 'for four months', holds: [aParticipation(), ...employedIn('2026-07')], want: ['employment-insurance-conflict'] },
    { why: 'for three is excused', holds: [aParticipation(), ...employedIn('2026-08')], want: [] },
    { why: 'a person for whom no contribution was ever due', holds: [aParticipation()], want: [] },
    { why: 'a job begun lately', holds: [aParticipation({ from: day('2026-08-15') }), ...employedIn('2026-01')], want: [] },
    { why: 'a paused registration promises nothing', holds: [aParticipation({ payment: 'paused' }), ...employedIn('2026-01')], want: [] },
    {
      why: 'due month after month, and never arrived',
      holds: [aParticipation(), aContribution({ arrived: 'no' })],
      want: ['employment-insurance-conflict'],
    },
  ] satisfies { why: string; holds: AnyRecord[]; want: string[] }[])('$why', ({ holds, want }) => {
    expect(discrepanciesOf(aDossier({ holds }))).toEqual(want);
  });
});

describe('benefit while employed', () => {
  const KIND = 'benefit-while-employed';
  test.each([
    { why: 'an employer paid in two months of the spell', holds: [aBenefit(), ...employedIn('2026-09', '2026-10')], want: true },
    { why: 'one month of both is someone who found work', holds: [aBenefit(), ...employedIn('2026-10')], want: false },
    { why: 'the month the job was lost is before the spell', holds: [aBenefit(), ...employedIn('2026-05', '2026-06')], want: false },
    {
      why: 'two insurances of one month are one month',
      holds: [aBenefit(), ...employedIn('2026-10'), aContribution({ insurance: 'work-injury' })],
      want: false,
    },
    {
      why: 'people out of work pay pension themselves',
      holds: [aBenefit(), aContribution({ month: month('2026-09') }), aContribution({ month: month('2026-10') })],
      want: false,
    },
    { why: 'a cancelled spell', holds: [aBenefit({ valid: false }), ...employedIn('2026-09', '2026-10')], want: false },
    {
      why: 'benefit stopped when work began',
      holds: [aBenefit({ paying: 'no', monthsTaken: 2 }), ...employedIn('2026-09', '2026-10')],
      want: false,
    },
    { why: 'benefit stopped late', holds: [aBenefit({ paying: 'no', monthsTaken: 4 }), ...employedIn('2026-09', '2026-10')], want: true },
    {
      why: 'an employer paid once its months were used up, and no end is stated',
      holds: [aBenefit({ benefitFrom: month('2026-03'), benefitTo: null, monthsEntitled: 6 }), ...employedIn('2026-09', '2026-10')],
      want: false,
    },
    {
      why: 'contributions that did not arrive',
      holds: [
        aBenefit(),
        aContribution({ insurance: 'unemployment', arrived: 'no' }),
        aContribution({ insurance: 'unemployment', arrived: 'no', month: month('2026-09') }),
      ],
      want: false,
    },
    {
      why: 'a spell of years ago',
      holds: [aBenefit({ benefitFrom: month('2023-01'), benefitTo: month('2023-06') }), ...employedIn('2023-03', '2023-04')],
      want: false,
    },
  ] satisfies { why: string; holds: AnyRecord[]; want: boolean }[])('$why: $want', ({ holds, want }) => {
    expect(discrepanciesOf(aDossier({ holds })).includes(KIND)).toBe(want);
  });

  test('contributions that cannot be heard contradict no spell', () => {
    const dossier = aDossier({
      holds: [aBenefit(), ...employedIn('2026-09', '2026-10')],
      readings: { contributions: { state: 'failed' } },
    });
    expect(discrepanciesOf(dossier)).toEqual([]);
  });
});
