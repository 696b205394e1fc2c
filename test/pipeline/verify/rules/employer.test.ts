import { expect, test } from 'vitest';
import type { Grade } from '../../../../src/domain/grade.ts';
import { type AnyRecord, aDossier, anInsurance, aParticipation, aPerson } from '../../../support/dossiers.ts';
import { discrepanciesOf, verdictOf } from '../../../support/verdicts.ts';

const employed = (employer: Grade, content: Parameters<typeof aParticipation>[0] = {}) => aParticipation(content, { grades: { employer } });
const insured = (employer: Grade, insurance: Parameters<typeof anInsurance>[0] = {}) =>
  aPerson({ insurances: [anInsurance(insurance)] }, { grades: { employer } });

test.each([
  { why: 'both name the roster employer', holds: [insured('equal'), employed('equal')], want: 'corroborated yes', opens: [] },
  { why: 'one names it and one a branch', holds: [insured('similar'), employed('equal')], want: 'single-source yes', opens: [] },
  {
    why: 'they name different employers',
    holds: [insured('equal'), employed('different')],
    want: 'conflicting',
    opens: ['employer-conflict'],
  },
  {
    why: 'both name another: the roster is out of date',
    holds: [insured('different'), employed('different')],
    want: 'corroborated no',
    opens: [],
  },
  {
    why: 'two jobs, one of them the roster one',
    holds: [employed('different', { insurance: 'unemployment' }), employed('equal')],
    want: 'single-source yes',
    opens: [],
  },
  { why: 'a former employer is not asked', holds: [employed('different', { payment: 'ended' })], want: 'missing', opens: [] },
  { why: 'residents have no employer to name', holds: [insured('different', { type: 'resident' })], want: 'missing', opens: [] },
  {
    why: 'a paused insurance names the last employer',
    holds: [insured('different', { status: 'not-insured' })],
    want: 'missing',
    opens: [],
  },
  { why: 'nothing is stated', holds: [insured('not-stated'), employed('not-stated')], want: 'missing', opens: [] },
] satisfies { why: string; holds: AnyRecord[]; want: string; opens: string[] }[])('$why: $want', ({ holds, want, opens }) => {
  const dossier = aDossier({ holds });
  expect(verdictOf(dossier, 'employer')).toBe(want);
  expect(discrepanciesOf(dossier).filter((kind) => kind === 'employer-conflict')).toEqual(opens);
});
