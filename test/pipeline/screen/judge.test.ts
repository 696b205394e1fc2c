import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FACTS } from '../../../src/domain/fact-catalogue.ts';
import { judge } from '../../../src/pipeline/4-screen/judge.ts';
import { type Fact, type Facts, TABLES, type TableName } from '../../../src/pipeline/4-screen/types.ts';
import { rulesOn } from '../../support/people.ts';

const rules = rulesOn();
const codesOf = (table: TableName, facts: Facts, thresholds = rules.thresholds): readonly string[] =>
  judge(rules.tables[table], facts, { thresholds }).held.map(({ row }) => row.code);

const numbers = [0, ...Object.values(rules.thresholds).flatMap(({ value }) => [value - 1, value, value + 1])];
const anyFact = (name: string): fc.Arbitrary<Fact> => {
  const { unit = 'count', words = [] } = FACTS[name] ?? {};
  const value = unit === 'yes-no' ? fc.boolean() : fc.constantFrom<string | number>(...(words.length > 0 ? words : numbers));
  const known = value.map((held): Fact => ({ state: 'known', value: held, bound: 'exact', evidence: [] }));
  return fc.oneof({ weight: 5, arbitrary: known }, fc.constant<Fact>({ state: 'none' }));
};
const everyFact = fc.record(Object.fromEntries(Object.keys(FACTS).map((name) => [name, anyFact(name)])));
const UNKNOWN: Fact = { state: 'unknown', reason: 'source-failed' };
const subset = (names: readonly string[]) => fc.subarray([...names]);

describe.each(TABLES)('%s', (table) => {
  it('what is unknown never makes a rule hold', () => {
    fc.assert(
      fc.property(everyFact, subset(Object.keys(FACTS)), (facts, silenced) => {
        const fewer: Facts = { ...facts, ...Object.fromEntries(silenced.map((name) => [name, UNKNOWN])) };
        const before = rules.tables[table].hitPolicy === 'first' ? allOf(table, facts) : codesOf(table, facts);
        expect(before).toEqual(expect.arrayContaining([...codesOf(table, fewer)]));
      }),
    );
  });

  it('a threshold without a value never makes a rule hold', () => {
    fc.assert(
      fc.property(everyFact, subset(Object.keys(rules.thresholds)), (facts, expired) => {
        const left = Object.fromEntries(Object.entries(rules.thresholds).filter(([name]) => !expired.includes(name)));
        const before = rules.tables[table].hitPolicy === 'first' ? allOf(table, facts) : codesOf(table, facts);
        expect(before).toEqual(expect.arrayContaining([...codesOf(table, facts, left)]));
      }),
    );
  });

  it('every rule holds, fails or cannot be judged, and says which', () => {
    fc.assert(
      fc.property(everyFact, subset(Object.keys(FACTS)), (facts, silenced) => {
        const fewer: Facts = { ...facts, ...Object.fromEntries(silenced.map((name) => [name, UNKNOWN])) };
        const { held, cannotJudge, nearMiss } = judge(rules.tables[table], fewer, rules);
        const settled = new Set(held.map(({ row }) => row.code));
        expect(
          cannotJudge.every(({ rule, missing }) => !settled.has(rule) && missing.kind === 'fact' && silenced.includes(missing.name)),
        ).toBe(true);
        expect(nearMiss.every(({ code, distance }) => !settled.has(code) && distance > 0)).toBe(true);
      }),
    );
  });
});

/** Rules that hold, row by row: of a table that answers with its first, also those behind it. */
const allOf = (table: TableName, facts: Facts): readonly string[] =>
  judge({ ...rules.tables[table], hitPolicy: 'collect' }, facts, rules).held.map(({ row }) => row.code);

describe('a least value', () => {
  const atLeast = (value: number): Facts => ({
    ownPaidLast12Months: { state: 'known', value, bound: 'at-least', evidence: [] },
    seriousDiseaseRegistered: { state: 'known', value: true, bound: 'exact', evidence: [] },
  });
  it('that reaches a threshold has reached it', () => {
    expect(codesOf('hardship', atLeast(3_000_000))).toContain('medical-burden');
  });
  it('short of it leaves the rule open, and is no near miss', () => {
    const { held, nearMiss, cannotJudge } = judge(rules.tables.hardship, atLeast(2_999_999), rules);
    expect(held).toEqual([]);
    expect(nearMiss).toEqual([]);
    expect(cannotJudge).toContainEqual({
      rule: 'medical-burden',
      missing: { kind: 'fact', name: 'ownPaidLast12Months', reason: 'not-stated' },
    });
  });
});
