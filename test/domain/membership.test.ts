import { describe, expect, it } from 'vitest';
import { countingFirst, datedBy, type Membership, standsOver } from '../../src/domain/membership.ts';
import { epochOf, instantOf, startOf } from '../../src/domain/period.ts';
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

describe('of two rows of one membership', () => {
  it.each([
    { rule: 'the newer stands', later: LATER, earlier: EARLIER, want: true },
    { rule: 'one that is older does not, though it comes later', later: EARLIER, earlier: LATER, want: false },
    { rule: 'of one moment the one that came later stands', later: EARLIER, earlier: EARLIER, want: true },
    { rule: 'one without a date stands where it came later', later: null, earlier: LATER, want: true },
    { rule: 'over one without a date whatever came later stands', later: EARLIER, earlier: null, want: true },
  ])('$rule', ({ later, earlier, want }) => {
    expect(standsOver({ updatedAt: later }, { updatedAt: earlier })).toBe(want);
  });

  it('a date that is still to come, by more than clocks may differ, is none', () => {
    const ahead = (ms: number) => instantOf(epochOf(EARLIER) + ms);
    expect(datedBy(membership('a', { updatedAt: ahead(180_000) }), EARLIER).updatedAt).toBe(ahead(180_000));
    expect(datedBy(membership('a', { updatedAt: ahead(180_001) }), EARLIER).updatedAt).toBeNull();
    expect(datedBy(membership('a', { updatedAt: null }), EARLIER).updatedAt).toBeNull();
  });
});
