import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { outcomeOf, resultOf, unavailableAnswer, withheldAnswer } from '../../../src/api/verify-identity/answer.ts';
import type { Authority } from '../../../src/domain/sources.ts';
import { RESULTS, SILENCE_DENIES, SOURCE_STATES } from '../../../src/pipeline/3-verify/results.ts';
import { CHECKS, type Check, type CheckResult, type Statement } from '../../../src/pipeline/3-verify/types.ts';
import { weigh } from '../../../src/pipeline/3-verify/weigh.ts';

interface Tables {
  readonly 'x-results': readonly {
    readonly state: string;
    readonly means: string;
    readonly results: Readonly<Record<Check, CheckResult>>;
  }[];
  readonly 'x-agreement': readonly { readonly when: string; readonly result: CheckResult }[];
  readonly 'x-silence-denies': Readonly<Record<Check, readonly Authority[]>>;
  readonly 'x-outcomes': readonly { readonly when: string; readonly outcome: string }[];
}
const TABLES: Tables = parse(readFileSync(new URL('../../../openapi/huzheng.yaml', import.meta.url), 'utf8')).paths['/v1/verify-identity']
  .post;

describe('the contract’s tables are what the code does', () => {
  it('x-results has a line for every state a source can be in', () => {
    expect(TABLES['x-results'].map(({ state }) => state)).toEqual(SOURCE_STATES);
  });

  it.each(TABLES['x-results'].map((line) => [line.state, line] as const))('x-results: %s', (_, { state, results }) => {
    const inCode = CHECKS.map((check) => [check, RESULTS[check][state as (typeof SOURCE_STATES)[number]].result]);
    expect(results).toEqual(Object.fromEntries(inCode));
  });

  it('x-silence-denies: whose silence is a no', () => {
    expect(TABLES['x-silence-denies']).toEqual(SILENCE_DENIES);
  });

  it.each([
    { line: 0, given: ['match', 'mismatch', 'unknown'] },
    { line: 1, given: ['not-held', 'match', 'unknown'] },
    { line: 1, given: ['similar', 'match', 'similar'] },
    { line: 2, given: ['mismatch', 'similar', 'not-held'] },
    { line: 3, given: ['not-held', 'similar', 'unknown'] },
    { line: 4, given: ['not-held', 'unknown', 'unknown'], silenceDenies: ['civil-affairs'] },
    { line: 6, given: ['not-held', 'without-meaning', 'unknown'], silenceDenies: ['civil-affairs'] },
    { line: 6, given: ['not-held', 'without-meaning', 'one-denied'], silenceDenies: ['civil-affairs'] },
    { line: 2, given: ['not-held', 'without-meaning', 'mismatch'], silenceDenies: ['civil-affairs'] },
    { line: 2, given: ['not-held', 'unknown', 'one-denied'], silenceDenies: ['civil-affairs'] },
    { line: 3, given: ['similar', 'without-meaning', 'one-denied'] },
    { line: 5, given: ['not-held', 'not-held', 'not-held'] },
    { line: 6, given: ['not-held', 'unknown', 'not-held'] },
    { line: 6, given: ['unknown', 'unknown', 'unknown'] },
  ] as const)('x-agreement, line $line: $given', ({ line, given, ...rest }) => {
    const silenceDenies = 'silenceDenies' in rest ? rest.silenceDenies : [];
    expect(together(given, silenceDenies)).toBe(TABLES['x-agreement'][line]?.result);
  });

  it('x-agreement has no line that this test leaves out', () => {
    expect(TABLES['x-agreement']).toHaveLength(7);
  });

  it.each([
    { line: 2, identity: 'mismatch', given: ['mismatch', 'not-asked'] },
    { line: 2, identity: 'mismatch', given: ['not-asked', 'not-asked'] },
    { line: 3, identity: 'match', given: ['not-asked', 'unknown'] },
    { line: 4, identity: 'match', given: ['match', 'not-asked', 'match'] },
    { line: 5, identity: 'not-held', given: ['not-asked', 'not-held'] },
    { line: 6, identity: 'match', given: ['not-asked', 'not-held'] },
    { line: 6, identity: 'match', given: ['match', 'mismatch'] },
    { line: 6, identity: 'match', given: ['match', 'unknown'] },
    { line: 6, identity: 'similar', given: ['similar', 'match'] },
  ] as const)('x-outcomes, line $line: identity $identity, checks $given', ({ line, identity, given }) => {
    const outcome = outcomeOf(
      given.map((result) => ({ result })),
      identity,
    );
    expect(outcome).toBe(TABLES['x-outcomes'][line]?.outcome);
  });

  it.each([
    { line: 0, answer: withheldAnswer(CHECKS), result: 'not-held' },
    { line: 1, answer: unavailableAnswer(CHECKS), result: 'unknown' },
  ])('x-outcomes, line $line: nothing is known of the person', ({ line, answer, result }) => {
    expect(answer.outcome).toBe(TABLES['x-outcomes'][line]?.outcome);
    expect(new Set(answer.checks.map((check) => check.result))).toEqual(new Set([result]));
    expect(new Set(answer.sources.map(({ status }) => status))).toEqual(new Set(['withheld']));
  });

  it('x-outcomes has no line that this test leaves out', () => {
    expect(TABLES['x-outcomes']).toHaveLength(7);
  });
});

const SOURCES = ['civil-affairs', 'medical-insurance', 'social-security'] as const;

/** What a source says: a result, or of *unknown* and *mismatch* the kind that the table tells apart. */
type Said = CheckResult | 'without-meaning' | 'one-denied';

const SAID: Partial<Readonly<Record<Said, Pick<Statement, 'result' | 'reason' | 'value'>>>> = {
  unknown: { result: 'unknown', reason: 'not-stated', value: null },
  'without-meaning': { result: 'unknown', reason: 'no-such-code', value: null },
  'one-denied': { result: 'mismatch', reason: null, value: 'dibao' },
};

const together = (saids: readonly Said[], silenceDenies: readonly Authority[]): CheckResult => {
  const statements = saids.map(
    (said, index): Statement => ({
      source: SOURCES[index] ?? 'civil-affairs',
      ...(SAID[said] ?? { result: said as CheckResult, reason: null, value: null }),
      asOf: null,
      restsOn: [],
      evidence: [],
    }),
  );
  return resultOf({ ...weigh(statements, { claims: {}, silenceDenies }), statements });
};
