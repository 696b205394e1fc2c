import { describe, expect, test } from 'vitest';
import type { RecordGrades } from '../../../../src/domain/grade.ts';
import type { Authority } from '../../../../src/domain/sources.ts';
import {
  type AnyRecord,
  aBenefit,
  aContribution,
  aDeath,
  aDibao,
  aDossier,
  aParticipation,
  aPerson,
  aSettlement,
  aWorkInjury,
} from '../../../support/dossiers.ts';
import { discrepanciesOf, findingOf, statementOf, verdictOf } from '../../../support/verdicts.ts';

const graded = (grades: Partial<RecordGrades>) => ({ grades });
const OTHER_NAME = graded({ name: 'different' });
const SOCIAL = 'social-security';
const MEDICAL = 'medical-insurance';

describe('one source', () => {
  test.each([
    { why: 'number and name are known together', given: { name: 'equal', birthDate: 'equal' }, want: 'match' },
    { why: 'no birth date is stated', given: { name: 'equal', birthDate: 'not-stated' }, want: 'match' },
    { why: 'another birth date beside the right name is an old file', given: { name: 'equal', birthDate: 'different' }, want: 'similar' },
    { why: 'a homophone', given: { name: 'similar', birthDate: 'equal' }, want: 'similar' },
    {
      why: 'a homophone and another birth date are one doubt too many',
      given: { name: 'similar', birthDate: 'different' },
      want: 'mismatch',
    },
    { why: 'another name', given: { name: 'different', birthDate: 'equal' }, want: 'mismatch' },
    { why: 'a birth date names nobody', given: { name: 'not-stated', birthDate: 'equal' }, want: 'unknown: not-stated' },
  ] satisfies { why: string; given: Partial<RecordGrades>; want: string }[])('$why: $want', ({ given, want }) => {
    expect(statementOf(aDossier({ holds: [aPerson({}, graded(given))] }), 'identity', 'medical-insurance')).toBe(want);
  });

  test('one wrong row among right ones may be another person under this number', () => {
    const dossier = aDossier({ holds: [aPerson(), aSettlement({}, graded({ name: 'different' }))] });
    expect(statementOf(dossier, 'identity', 'medical-insurance')).toBe('mismatch');
    expect(findingOf(dossier, 'identity').statements[1]?.evidence.map(({ recordKey }) => recordKey)).toEqual(['settlement-1']);
  });

  test("an earlier employer's row may carry an earlier name", () => {
    const former = aParticipation({ payment: 'ended' }, graded({ name: 'different' }));
    expect(statementOf(aDossier({ holds: [former, aParticipation()] }), 'identity', 'social-security')).toBe('match');
    expect(statementOf(aDossier({ holds: [former] }), 'identity', 'social-security')).toBe('unknown: not-stated');
    expect(statementOf(aDossier({ holds: [aParticipation({ payment: 'ended' })] }), 'identity', 'social-security')).toBe('match');
  });

  test.each([
    { why: 'a cancelled spell of unemployment', holds: [aParticipation(), aBenefit({ valid: false }, OTHER_NAME)], source: SOCIAL },
    { why: 'a cancelled injury', holds: [aParticipation(), aWorkInjury({ valid: false }, OTHER_NAME)], source: SOCIAL },
    {
      why: 'a settlement that was reversed',
      holds: [aPerson(), aSettlement({}, { recordKey: 'A', ...OTHER_NAME }), aSettlement({ reverses: 'A' }, { recordKey: 'B' })],
      source: MEDICAL,
    },
    {
      why: 'its reversal',
      holds: [aPerson(), aSettlement({}, { recordKey: 'A' }), aSettlement({ reverses: 'A' }, { recordKey: 'B', ...OTHER_NAME })],
      source: MEDICAL,
    },
  ] satisfies { why: string; holds: AnyRecord[]; source: Authority }[])(
    'what an authority has taken back denies nobody: $why under another name',
    ({ holds, source }) => {
      expect(statementOf(aDossier({ holds }), 'identity', source)).toBe('match');
    },
  );

  test.each([
    { why: 'a spell of unemployment', holds: [aParticipation(), aBenefit({}, OTHER_NAME)], source: SOCIAL },
    { why: 'an injury', holds: [aParticipation(), aWorkInjury({}, OTHER_NAME)], source: SOCIAL },
    { why: 'a settlement', holds: [aPerson(), aSettlement({}, OTHER_NAME)], source: MEDICAL },
  ] satisfies { why: string; holds: AnyRecord[]; source: Authority }[])(
    'what stands does: $why under another name',
    ({ holds, source }) => {
      expect(statementOf(aDossier({ holds }), 'identity', source)).toBe('mismatch');
    },
  );

  test('what was taken back confirms nobody either', () => {
    const dossier = aDossier({ holds: [aBenefit({ valid: false })] });
    expect(statementOf(dossier, 'identity', 'social-security')).toBe('not-held');
  });

  test('rows that name nobody leave the source without an answer', () => {
    const unnamed = graded({ name: 'not-stated', birthDate: 'not-stated' });
    expect(statementOf(aDossier({ holds: [aParticipation({}, unnamed), aContribution({}, unnamed)] }), 'identity', 'social-security')).toBe(
      'unknown: not-stated',
    );
  });

  test('a person whom a complete source does not know is not held there, and that contradicts nobody', () => {
    const dossier = aDossier({ holds: [aPerson()] });
    expect(statementOf(dossier, 'identity', 'social-security')).toBe('not-held');
    expect(verdictOf(dossier, 'identity')).toBe('single-source yes');
  });
});

describe('together', () => {
  const other = graded({ name: 'different' });
  test.each([
    { why: 'two sources know the name', holds: [aPerson(), aParticipation()], want: 'corroborated yes', opens: [] },
    {
      why: 'one knows it and one knows one like it',
      holds: [aPerson(), aParticipation({}, graded({ name: 'similar' }))],
      want: 'single-source yes',
      opens: [],
    },
    { why: 'one knows another name', holds: [aPerson(), aParticipation({}, other)], want: 'conflicting', opens: ['identity-conflict'] },
    {
      why: 'all know another name: the roster is wrong, and nobody contradicts anybody',
      holds: [aPerson({}, other), aParticipation({}, other)],
      want: 'corroborated no',
      opens: [],
    },
    {
      why: 'a death under this number and another name',
      holds: [aPerson(), aDeath({}, other)],
      want: 'conflicting',
      opens: ['identity-conflict'],
    },
    { why: 'assistance in another name', holds: [aPerson(), aDibao({}, other)], want: 'conflicting', opens: ['identity-conflict'] },
    { why: 'nobody knows the person', holds: [], want: 'missing', opens: [] },
  ] satisfies { why: string; holds: AnyRecord[]; want: string; opens: string[] }[])('$why: $want', ({ holds, want, opens }) => {
    const dossier = aDossier({ holds });
    expect(verdictOf(dossier, 'identity')).toBe(want);
    expect(discrepanciesOf(dossier).filter((kind) => kind === 'identity-conflict')).toEqual(opens);
  });
});
