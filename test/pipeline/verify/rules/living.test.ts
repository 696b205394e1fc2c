import { describe, expect, test } from 'vitest';
import { startOf } from '../../../../src/domain/period.ts';
import {
  type AnyRecord,
  aBenefit,
  aContribution,
  aDeath,
  aDibao,
  aDossier,
  anIdentity,
  aPerson,
  aSettlement,
  day,
  month,
  readOn,
} from '../../../support/dossiers.ts';
import { discrepanciesOf, statementOf, verdictOf } from '../../../support/verdicts.ts';

const deathOn = (text: string) => aDeath({ diedOn: day(text) });
const treatedOn = (text: string) => aSettlement({ from: day(text), to: day(text) });

describe('without a death on record', () => {
  test.each([
    { why: 'a complete death register without the person is what civil affairs calls living', holds: [], want: 'single-source yes' },
    {
      why: 'a contribution for a recent month corroborates it',
      holds: [aContribution({ month: month('2026-09') })],
      want: 'corroborated yes',
    },
    { why: 'one for an older month is history', holds: [aContribution({ month: month('2026-08') })], want: 'single-source yes' },
    { why: 'one that has not arrived says nothing', holds: [aContribution({ arrived: 'no' })], want: 'single-source yes' },
    { why: 'benefit being paid corroborates it', holds: [aBenefit()], want: 'corroborated yes' },
    {
      why: 'a spell without an end whose months are used up says nothing',
      holds: [aBenefit({ benefitFrom: month('2025-01'), benefitTo: null, monthsEntitled: 6, monthsTaken: 6, monthsLeft: 0 })],
      want: 'single-source yes',
    },
    { why: 'a cancelled spell says nothing', holds: [aBenefit({ valid: false })], want: 'single-source yes' },
    { why: 'a stay in hospital corroborates it', holds: [treatedOn('2026-10-03')], want: 'corroborated yes' },
    {
      why: 'medicine is fetched by others',
      holds: [aSettlement({ care: 'pharmacy', from: day('2026-10-03') })],
      want: 'single-source yes',
    },
  ] satisfies { why: string; holds: AnyRecord[]; want: string }[])('$why: $want', ({ holds, want }) => {
    expect(verdictOf(aDossier({ holds }), 'living')).toBe(want);
  });

  test('a register that was not read to its end is no sign of life', () => {
    expect(statementOf(aDossier({ readings: { death: { state: 'not-yet-read' } } }), 'living', 'civil-affairs')).toBe(
      'unknown: not-yet-read',
    );
    expect(statementOf(aDossier({ readings: { death: readOn(day('2026-10-01')) } }), 'living', 'civil-affairs')).toBe('unknown: stale');
  });
});

describe('with a death on record', () => {
  test.each([
    { why: 'the register alone', holds: [deathOn('2026-03-01')], want: 'single-source no', opens: [] },
    {
      why: 'a contribution for the month of death was due',
      holds: [deathOn('2026-09-20'), aContribution({ month: month('2026-09') })],
      want: 'single-source no',
      opens: [],
    },
    {
      why: 'a contribution for a later month',
      holds: [deathOn('2026-09-20'), aContribution({ month: month('2026-10') })],
      want: 'conflicting',
      opens: ['paying-after-death'],
    },
    {
      why: 'one that did not arrive',
      holds: [deathOn('2026-09-20'), aContribution({ month: month('2026-10'), arrived: 'no' })],
      want: 'single-source no',
      opens: [],
    },
    { why: 'benefit being paid', holds: [deathOn('2026-09-20'), aBenefit()], want: 'conflicting', opens: ['paying-after-death'] },
    {
      why: 'benefit of a spell without an end whose months are used up',
      holds: [deathOn('2026-09-20'), aBenefit({ benefitFrom: month('2026-03'), benefitTo: null, monthsEntitled: 6 })],
      want: 'single-source no',
      opens: [],
    },
    { why: 'benefit in the month of death', holds: [deathOn('2026-11-20'), aBenefit()], want: 'single-source no', opens: [] },
    { why: 'treatment before', holds: [deathOn('2026-09-20'), treatedOn('2026-09-18')], want: 'single-source no', opens: [] },
    { why: 'treatment after', holds: [deathOn('2026-09-20'), treatedOn('2026-10-03')], want: 'conflicting', opens: ['living-conflict'] },
    {
      why: 'a bill for a stay that ended before is settled after it',
      holds: [deathOn('2026-09-20'), aSettlement({ from: null, to: day('2026-09-20'), settledAt: startOf(day('2026-09-27')) })],
      want: 'single-source no',
      opens: [],
    },
    {
      why: 'a stay without any day says nothing of when somebody lay in hospital, whenever it is settled',
      holds: [deathOn('2026-09-20'), aSettlement({ from: null, to: null, settledAt: startOf(day('2026-09-27')) })],
      want: 'single-source no',
      opens: [],
    },
    {
      why: 'a stay that ended after, and does not say when it began',
      holds: [deathOn('2026-09-20'), aSettlement({ from: null, to: day('2026-10-03') })],
      want: 'conflicting',
      opens: ['living-conflict'],
    },
    {
      why: 'whoever is no inpatient is treated the day they pay',
      holds: [deathOn('2026-09-20'), aSettlement({ care: 'outpatient', from: null, to: null, settledAt: startOf(day('2026-10-03')) })],
      want: 'conflicting',
      opens: ['living-conflict'],
    },
    {
      why: 'a reversed settlement is no treatment',
      holds: [
        deathOn('2026-09-20'),
        aSettlement({ from: day('2026-10-03') }, { recordKey: 's-1' }),
        aSettlement({ from: day('2026-10-03'), reverses: 's-1' }),
      ],
      want: 'single-source no',
      opens: [],
    },
    {
      why: 'treatment and money after',
      holds: [deathOn('2026-09-20'), treatedOn('2026-10-03'), aContribution({ month: month('2026-10') })],
      want: 'conflicting',
      opens: ['living-conflict', 'paying-after-death'],
    },
    {
      why: 'only a cremation is dated',
      holds: [aDeath({ diedOn: null, crematedOn: day('2026-09-22') }), aContribution({ month: month('2026-10') })],
      want: 'conflicting',
      opens: ['paying-after-death'],
    },
    {
      why: 'an undated death leaves nothing to compare with',
      holds: [aDeath({ diedOn: null }), aContribution({ month: month('2026-10') })],
      want: 'single-source no',
      opens: [],
    },
  ] satisfies { why: string; holds: AnyRecord[]; want: string; opens: string[] }[])('$why: $want', ({ holds, want, opens }) => {
    const dossier = aDossier({ holds });
    expect(verdictOf(dossier, 'living')).toBe(want);
    expect(discrepanciesOf(dossier)).toEqual(opens);
  });

  test('a death stated once does not go stale and does not wait for the rest of the register', () => {
    for (const death of [readOn(day('2026-01-01')), { state: 'failed' } as const, { state: 'not-yet-read' } as const]) {
      expect(statementOf(aDossier({ holds: [deathOn('2025-12-01')], readings: { death } }), 'living', 'civil-affairs')).toBe('mismatch');
    }
  });
});

describe("a death under another's name", () => {
  const underAnotherName = (text: string) => aDeath({ diedOn: day(text) }, { grades: { name: 'different', birthDate: 'not-stated' } });

  test('buries nobody: the number may be shared, and whose death it is a person has to find out', () => {
    const dossier = aDossier({ holds: [underAnotherName('2026-03-01'), aPerson()] });
    expect(statementOf(dossier, 'living', 'civil-affairs')).toBe('unknown: not-stated');
    expect(verdictOf(dossier, 'living')).toBe('missing');
    expect(discrepanciesOf(dossier)).toEqual(['identity-conflict']);
  });

  test('waits for the rest of the register like everything that is not stated', () => {
    const dossier = aDossier({ holds: [underAnotherName('2026-03-01')], readings: { death: { state: 'not-yet-read' } } });
    expect(statementOf(dossier, 'living', 'civil-affairs')).toBe('unknown: not-yet-read');
  });

  test('takes nothing from the signs of life, and contradicts none', () => {
    const dossier = aDossier({ holds: [underAnotherName('2026-11-01'), aPerson(), aContribution({ month: month('2026-10') })] });
    expect(verdictOf(dossier, 'living')).toBe('single-source yes');
    expect(discrepanciesOf(dossier)).toEqual(['identity-conflict']);
  });

  test.each(['equal', 'similar', 'not-stated'] as const)('beside one whose name is %s dates nothing', (name) => {
    const own = aDeath({ diedOn: day('2026-10-20') }, { grades: { name } });
    const dossier = aDossier({ holds: [underAnotherName('2026-03-01'), own, treatedOn('2026-10-03')] });
    expect(statementOf(dossier, 'living', 'civil-affairs')).toBe('mismatch');
    expect(verdictOf(dossier, 'living')).toBe('single-source no');
  });
});

describe('assistance after death', () => {
  const medical = aPerson({ identities: [anIdentity()] });
  test.each([
    { why: 'in the month after the death the household is being reassessed', holds: [deathOn('2026-10-01'), aDibao()], want: [] },
    { why: 'later it should be', holds: [deathOn('2026-09-30'), aDibao()], want: ['assistance-after-death'] },
    { why: 'in any source', holds: [deathOn('2026-09-30'), medical], want: ['assistance-after-death'] },
    { why: 'stopped assistance is in order', holds: [deathOn('2026-09-30'), aDibao({ stoppedOn: day('2026-10-31') })], want: [] },
  ] satisfies { why: string; holds: AnyRecord[]; want: string[] }[])('$why', ({ holds, want }) => {
    expect(discrepanciesOf(aDossier({ holds }))).toEqual(want);
  });
});
