/** A night that did not come to what it should is noticed, whatever it is that differs. */
import { describe, expect, it } from 'vitest';
import { complaintsAbout, type Excuses, type Facts } from '../support/faults/facts.ts';

const UNDISTURBED: Facts = {
  status: 'completed',
  runs: 1,
  unbalanced: [],
  digest: 'd1',
  verification: null,
  taken: ['a', 'b'],
  delivered: ['a 1', 'b 1'],
  held: ['a 1', 'b 1'],
  puts: { replayed: 0, conflicting: 0, invalid: 0, unknownMember: 0 },
  withdrawn: 0,
  violations: [],
  ledger: 'intact',
};

const NOTHING: Excuses = { rules: [], takenBack: false };

describe('a night', () => {
  it('that came to the same is not complained about', () => {
    expect(complaintsAbout(UNDISTURBED, UNDISTURBED, NOTHING)).toEqual([]);
  });

  const WRONG: readonly { readonly what: string; readonly traits: Partial<Facts>; readonly says: RegExp }[] = [
    { what: 'is not completed', traits: { status: 'incomplete' }, says: /^the run is incomplete$/ },
    { what: 'has books that do not balance', traits: { unbalanced: ['death'] }, says: /^the books of death do not balance$/ },
    { what: 'came to other results', traits: { digest: 'd2' }, says: /^the digest of results differs/ },
    { what: 'lost an application', traits: { taken: ['a'] }, says: /^what the aid system took differs/ },
    { what: 'thinks delivered what never arrived', traits: { delivered: ['a 1', 'b 2'] }, says: /^what is said to be delivered/ },
    {
      what: 'delivered one twice',
      traits: { puts: { ...UNDISTURBED.puts, replayed: 1 } },
      says: /^1 deliveries replayed$/,
    },
    {
      what: 'broke the rules of an interface',
      traits: { violations: ['civil-affairs page-too-large'] },
      says: /^against the interface: civil/,
    },
    { what: 'took back what was offered', traits: { withdrawn: 1 }, says: /^how many applications were taken back differs/ },
    { what: 'broke the ledger', traits: { ledger: 'broken' }, says: /^the ledger is broken$/ },
  ];
  it.each(WRONG)('that $what is', ({ traits, says }) => {
    expect(complaintsAbout({ ...UNDISTURBED, ...traits }, UNDISTURBED, NOTHING)).toEqual([expect.stringMatching(says)]);
  });

  it('is excused what a wrong clock cannot keep, and nothing else', () => {
    const night = { ...UNDISTURBED, violations: ['social-security clock-skew', 'social-security reused-nonce'] };
    expect(complaintsAbout(night, UNDISTURBED, { ...NOTHING, rules: ['clock-skew'] })).toEqual([
      'against the interface: social-security reused-nonce',
    ]);
  });
});
