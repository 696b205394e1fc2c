import { expect, test } from 'vitest';
import { type AnyRecord, aDossier, anInsurance, aParticipation, aPerson, day } from '../../../support/dossiers.ts';
import { discrepanciesOf, statementOf, verdictOf } from '../../../support/verdicts.ts';

const insured = (...statuses: ('insured' | 'not-insured' | 'unknown')[]) =>
  aPerson({ insurances: statuses.map((status) => anInsurance({ status })) });
const paying = aParticipation({ insurance: 'medical' });

test.each([
  { why: 'the register and the payer agree', holds: [insured('insured'), paying], want: 'corroborated yes', opens: [] },
  { why: 'the register alone', holds: [insured('insured')], want: 'single-source yes', opens: [] },
  { why: 'one insurance in force is enough', holds: [insured('not-insured', 'insured')], want: 'single-source yes', opens: [] },
  { why: 'none in force', holds: [insured('not-insured')], want: 'single-source no', opens: [] },
  { why: 'a status without meaning might be in force', holds: [insured('not-insured', 'unknown')], want: 'missing', opens: [] },
  {
    why: 'an insurance whose code has no meaning may be one that only supplements another',
    holds: [aPerson({ insurances: [anInsurance({ status: 'not-insured' }), anInsurance({ type: 'unknown' })] })],
    want: 'missing',
    opens: [],
  },
  {
    why: 'beside one that is known to be in force it takes nothing',
    holds: [aPerson({ insurances: [anInsurance({ type: 'unknown' }), anInsurance({ type: 'resident' })] })],
    want: 'single-source yes',
    opens: [],
  },
  {
    why: 'and not in force it is none',
    holds: [aPerson({ insurances: [anInsurance({ type: 'unknown', status: 'not-insured' })] })],
    want: 'single-source no',
    opens: [],
  },
  { why: 'the register does not know the person', holds: [], want: 'single-source no', opens: [] },
  { why: 'insured nowhere', holds: [insured()], want: 'single-source no', opens: [] },
  { why: 'of somebody it knows no insurance is stated', holds: [aPerson({ insurances: null })], want: 'missing', opens: [] },
  { why: 'the payer knows better than silence', holds: [paying], want: 'single-source yes', opens: [] },
  {
    why: 'paid for, and not in force',
    holds: [insured('not-insured'), paying],
    want: 'conflicting',
    opens: ['medical-insurance-conflict'],
  },
  {
    why: 'employers no longer pay, residents do',
    holds: [insured('insured'), aParticipation({ insurance: 'medical', payment: 'ended' })],
    want: 'single-source yes',
    opens: [],
  },
  {
    why: 'paying for pension is not paying for medical insurance',
    holds: [insured('not-insured'), aParticipation()],
    want: 'single-source no',
    opens: [],
  },
  {
    why: 'a participation that has ended pays nothing',
    holds: [aParticipation({ insurance: 'medical', to: day('2026-10-31') })],
    want: 'single-source no',
    opens: [],
  },
] satisfies { why: string; holds: AnyRecord[]; want: string; opens: string[] }[])('$why: $want', ({ holds, want, opens }) => {
  const dossier = aDossier({ holds });
  expect(verdictOf(dossier, 'medical-insurance')).toBe(want);
  expect(discrepanciesOf(dossier)).toEqual(opens);
});

test('a register that could not be read denies nobody their insurance', () => {
  const dossier = aDossier({ readings: { person: { state: 'failed' } } });
  expect(statementOf(dossier, 'medical-insurance', 'medical-insurance')).toBe('unknown: source-failed');
  expect(verdictOf(dossier, 'medical-insurance')).toBe('missing');
});
