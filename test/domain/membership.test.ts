import { describe, expect, it } from 'vitest';
import { countingFirst, type Membership } from '../../src/domain/membership.ts';
import { startOf } from '../../src/domain/period.ts';
import { day } from '../support/dossiers.ts';

const EARLIER = startOf(day('2026-10-01'));
const LATER = startOf(day('2026-11-01'));
const membership = (memberId: string, { leftOn = null, updatedAt = EARLIER }: Partial<Membership> = {}): Membership => ({
  memberId,
  leftOn,
  updatedAt,
});
const left = day('2026-10-15');
const toCome = day('2036-10-15');

describe('of a person’s memberships', () => {
  it.each([
    {
      rule: 'one that lasts counts before one that ended, however new that is',
      given: [membership('a', { leftOn: left, updatedAt: LATER }), membership('b')],
      want: 'b',
    },
    {
      rule: 'a day of leaving still to come has ended it (`interfaces.md` §4)',
      given: [membership('a', { leftOn: toCome, updatedAt: LATER }), membership('b')],
      want: 'b',
    },
    {
      rule: 'the newest counts, and not the smaller id',
      given: [membership('a'), membership('b', { updatedAt: LATER })],
      want: 'b',
    },
    {
      rule: 'of those that all ended the newest counts',
      given: [membership('a', { leftOn: toCome }), membership('b', { leftOn: left, updatedAt: LATER })],
      want: 'b',
    },
    { rule: 'one without a date is the oldest', given: [membership('a', { updatedAt: null }), membership('b')], want: 'b' },
    { rule: 'of one moment the smaller id counts', given: [membership('b'), membership('a')], want: 'a' },
    {
      rule: 'of those without a date the smaller id counts',
      given: [membership('b', { updatedAt: null }), membership('a', { updatedAt: null })],
      want: 'a',
    },
  ])('$rule, whichever is named first', ({ given, want }) => {
    expect(given.toSorted(countingFirst)[0]?.memberId).toBe(want);
    expect(given.toReversed().toSorted(countingFirst)[0]?.memberId).toBe(want);
  });
});
