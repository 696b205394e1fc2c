import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AUTHORITIES, type Authority } from '../../../src/domain/sources.ts';
import { CLAIMS } from '../../../src/pipeline/3-verify/assistance-categories.ts';
import type { CheckResult, Statement, UnknownReason } from '../../../src/pipeline/3-verify/types.ts';
import { type Scale, weigh } from '../../../src/pipeline/3-verify/weigh.ts';

const SCALE: Scale = { silenceDenies: ['civil-affairs'], claims: CLAIMS };

const says = (source: Authority, result: CheckResult, value: string | null = null): Statement => ({
  source,
  result,
  reason: null,
  value,
  asOf: null,
  restsOn: [],
  evidence: [],
});
const isUnknown = (source: Authority, reason: UnknownReason): Statement => ({
  source,
  result: 'unknown',
  reason,
  value: null,
  asOf: null,
  restsOn: [],
  evidence: [],
});
const [civil, medical, social] = AUTHORITIES;

describe('what several sources make together', () => {
  test.each([
    {
      why: 'one source is one source',
      given: [says(civil, 'match', 'dibao')],
      want: { verdict: 'single-source', holds: true, value: 'dibao' },
    },
    {
      why: 'two that agree corroborate',
      given: [says(civil, 'match', 'dibao'), says(medical, 'match', 'dibao')],
      want: { verdict: 'corroborated', holds: true, value: 'dibao' },
    },
    {
      why: 'two kinds of assistance contradict',
      given: [says(civil, 'match', 'dibao'), says(medical, 'match', 'tekun')],
      want: { verdict: 'conflicting', holds: null, value: null },
    },
    {
      why: 'the recipient flag corroborates 低保',
      given: [says(civil, 'match', 'dibao'), says(social, 'match', 'dibao-or-tekun')],
      want: { verdict: 'corroborated', holds: true, value: 'dibao' },
    },
    {
      why: 'and 特困',
      given: [says(medical, 'match', 'tekun'), says(social, 'match', 'dibao-or-tekun')],
      want: { verdict: 'corroborated', holds: true, value: 'tekun' },
    },
    {
      why: 'and contradicts 低保边缘',
      given: [says(civil, 'match', 'dibao-marginal'), says(social, 'match', 'dibao-or-tekun')],
      want: { verdict: 'conflicting', holds: null, value: null },
    },
    {
      why: 'alone it names no category',
      given: [says(social, 'match', 'dibao-or-tekun')],
      want: { verdict: 'single-source', holds: true, value: null },
    },
    {
      why: 'a no against a yes contradicts',
      given: [says(civil, 'match'), says(medical, 'mismatch')],
      want: { verdict: 'conflicting', holds: null, value: null },
    },
    {
      why: 'no majority outvotes a contradiction',
      given: [says(civil, 'match'), says(medical, 'match'), says(social, 'mismatch')],
      want: { verdict: 'conflicting', holds: null, value: null },
    },
    {
      why: 'the end of 低保 does not contradict 特困',
      given: [says(civil, 'match', 'tekun'), says(medical, 'mismatch', 'dibao')],
      want: { verdict: 'single-source', holds: true, value: 'tekun' },
    },
    {
      why: 'nor does it choose between two',
      given: [says(social, 'match', 'dibao-or-tekun'), says(civil, 'mismatch', 'dibao')],
      want: { verdict: 'conflicting', holds: null, value: null },
    },
    {
      why: 'the silence of who would know gives way to a stated yes',
      given: [says(civil, 'not-held'), says(medical, 'match', 'dibao')],
      want: { verdict: 'single-source', holds: true, value: 'dibao' },
    },
    {
      why: 'and supports a stated no',
      given: [says(civil, 'not-held'), says(social, 'mismatch')],
      want: { verdict: 'corroborated', holds: false, value: null },
    },
    {
      why: 'alone it is a no',
      given: [says(civil, 'not-held'), isUnknown(medical, 'withheld')],
      want: { verdict: 'single-source', holds: false, value: null },
    },
    {
      why: 'but not beside a code without meaning: it may stand for what silence would deny',
      given: [says(civil, 'not-held'), isUnknown(medical, 'no-such-code')],
      want: { verdict: 'missing', holds: null, value: null },
    },
    {
      why: 'nor does the denial of one class deny whatever the code stands for',
      given: [says(civil, 'not-held'), isUnknown(medical, 'no-such-code'), says(social, 'mismatch', 'dibao')],
      want: { verdict: 'missing', holds: null, value: null },
    },
    {
      why: 'who denies all assistance denies that too',
      given: [says(civil, 'not-held'), isUnknown(medical, 'no-such-code'), says(social, 'mismatch')],
      want: { verdict: 'single-source', holds: false, value: null },
    },
    {
      why: 'what is stated needs no code',
      given: [says(civil, 'match', 'dibao'), isUnknown(medical, 'no-such-code')],
      want: { verdict: 'single-source', holds: true, value: 'dibao' },
    },
    {
      why: 'the silence of others says nothing',
      given: [says(medical, 'not-held'), says(social, 'not-held')],
      want: { verdict: 'missing', holds: null, value: null },
    },
    {
      why: 'likeness decides only where nothing stronger is said',
      given: [says(medical, 'similar'), says(civil, 'not-held')],
      want: { verdict: 'single-source', holds: true, value: null },
    },
    {
      why: 'and gives way to a no',
      given: [says(medical, 'similar'), says(civil, 'mismatch')],
      want: { verdict: 'single-source', holds: false, value: null },
    },
    {
      why: 'two likenesses are no proof',
      given: [says(medical, 'similar'), says(social, 'similar')],
      want: { verdict: 'single-source', holds: true, value: null },
    },
    {
      why: 'nobody could be asked',
      given: [isUnknown(civil, 'source-failed'), isUnknown(medical, 'withheld')],
      want: { verdict: 'missing', holds: null, value: null },
    },
    {
      why: 'all that was said is too old',
      given: [isUnknown(civil, 'stale'), isUnknown(medical, 'withheld')],
      want: { verdict: 'stale', holds: null, value: null },
    },
    { why: 'nobody was asked', given: [], want: { verdict: 'missing', holds: null, value: null } },
  ])('$why', ({ given, want }) => {
    expect(weigh(given, SCALE)).toEqual(want);
  });
});

const reasons = fc.constantFrom<UnknownReason>('not-yet-read', 'source-failed', 'withheld', 'no-such-code', 'not-stated', 'stale');
const sources = fc.constantFrom(...AUTHORITIES);
const values = fc.constantFrom('dibao', 'tekun', 'dibao-marginal', 'dibao-or-tekun', null);
const known = fc
  .record({ source: sources, result: fc.constantFrom<CheckResult>('match', 'similar', 'mismatch', 'not-held'), value: values })
  .map(({ source, result, value }) => says(source, result, value));
const unknowns = fc.record({ source: sources, reason: reasons }).map(({ source, reason }) => isUnknown(source, reason));
const statements = fc.array(fc.oneof(known, unknowns), { maxLength: 6 });

describe('whatever is stated', () => {
  test('the order in which sources are heard does not matter', () => {
    fc.assert(
      fc.property(
        statements.chain((given) => fc.tuple(fc.constant(given), fc.shuffledSubarray(given, { minLength: given.length }))),
        ([given, shuffled]) => {
          expect(weigh(shuffled, SCALE)).toEqual(weigh(given, SCALE));
        },
      ),
    );
  });

  test('one more source that knows nothing changes nothing that is known', () => {
    const knowingNothing = unknowns.filter(({ reason }) => reason !== 'no-such-code');
    fc.assert(
      fc.property(statements, knowingNothing, (given, unknown) => {
        const before = weigh(given, SCALE);
        const after = weigh([...given, unknown], SCALE);
        const becomesStale = before.verdict === 'missing' && unknown.reason === 'stale';
        expect(after).toEqual(becomesStale ? { ...before, verdict: 'stale' } : before);
      }),
    );
  });

  test('one more code without meaning may take a no away, and makes none, nor takes a yes', () => {
    const unreadable = sources.map((source) => isUnknown(source, 'no-such-code'));
    fc.assert(
      fc.property(statements, unreadable, (given, unknown) => {
        const [before, after] = [weigh(given, SCALE), weigh([...given, unknown], SCALE)];
        if (before.holds === false)
          expect(after.holds === false || after.holds === null || given.some(({ result }) => result === 'similar')).toBe(true);
        else expect(after).toEqual(before);
      }),
    );
  });

  test('a contradiction never disappears, whatever else is said', () => {
    const conflicting = statements.filter((given) => weigh(given, SCALE).verdict === 'conflicting');
    fc.assert(
      fc.property(conflicting, known, (given, more) => {
        expect(weigh([...given, more], SCALE).verdict).toBe('conflicting');
      }),
    );
  });

  test('what several sources corroborate, one more yes from any of them does not weaken', () => {
    const corroborated = statements.filter((given) => weigh(given, SCALE).verdict === 'corroborated' && weigh(given, SCALE).holds === true);
    fc.assert(
      fc.property(corroborated, sources, (given, source) => {
        const before = weigh(given, SCALE);
        fc.pre(before.value !== null);
        expect(weigh([...given, says(source, 'match', before.value)], SCALE)).toEqual(before);
      }),
    );
  });

  test('only what is settled holds or does not, and only what holds has a value', () => {
    fc.assert(
      fc.property(statements, (given) => {
        const { verdict, holds, value } = weigh(given, SCALE);
        expect(holds === null).toBe(['conflicting', 'missing', 'stale'].includes(verdict));
        expect(value === null || holds === true).toBe(true);
      }),
    );
  });

  test('corroboration takes two sources, and one source repeated is one', () => {
    fc.assert(
      fc.property(statements, (given) => {
        const heard = new Set(given.filter(({ result }) => result !== 'unknown').map(({ source }) => source));
        expect(weigh(given, SCALE).verdict === 'corroborated' && heard.size < 2).toBe(false);
      }),
    );
  });
});
