import { expect, test } from 'vitest';
import { gradeAgainstRoster, type RosterStatement, type StatedCopies } from '../../../src/pipeline/2-normalise/grade.ts';
import { day } from '../../support/dossiers.ts';

const ROSTER: RosterStatement = { name: '张三', bornOn: day('1990-03-12'), employer: { name: '甲乙科技有限公司', uscc: null } };
const NOTHING: StatedCopies = { name: null, birthDate: null, employer: null };

test('a row that states nothing is graded as stating nothing', () => {
  expect(gradeAgainstRoster(NOTHING, ROSTER)).toEqual({ name: 'not-stated', birthDate: 'not-stated', employer: 'not-stated' });
});

test('each copy is graded by itself', () => {
  const stated = { name: '張三', birthDate: day('1990-12-03'), employer: { name: '丙丁物流有限公司', uscc: null } };
  expect(gradeAgainstRoster(stated, ROSTER)).toEqual({ name: 'equal', birthDate: 'similar', employer: 'different' });
});

test.each([
  { given: '1990-03-12', want: 'equal', why: 'the same day' },
  { given: '1990-12-03', want: 'similar', why: 'day and month exchanged' },
  { given: '1990-03-21', want: 'similar', why: 'only the day is off' },
  { given: '1988-03-12', want: 'similar', why: 'only the year is off, as in an old personnel file' },
  { given: '1990-01-01', want: 'different', why: 'one part in three agrees' },
  { given: '1988-12-03', want: 'different', why: 'exchanged, and of another year' },
])('a birth date of $given is $want: $why', ({ given, want }) => {
  expect(gradeAgainstRoster({ ...NOTHING, birthDate: day(given) }, ROSTER).birthDate).toBe(want);
});

test('a roster without an employer leaves the employer ungraded', () => {
  const stated = { ...NOTHING, employer: { name: '甲乙科技有限公司', uscc: null } };
  expect(gradeAgainstRoster(stated, { ...ROSTER, employer: null }).employer).toBe('not-stated');
});
