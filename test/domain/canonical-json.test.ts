import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, results, without } from '../../src/domain/canonical-json.ts';

/** The same value with the keys of every object turned round. */
const turnedRound = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(turnedRound);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, held]) => [key, turnedRound(held)]),
  );
};

describe('canonical JSON', () => {
  it('is the same text for the same value, whatever the order of its keys', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => canonicalJson(turnedRound(value)) === canonicalJson(value)));
  });

  it('says the same as JSON does', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('keeps the order of lists, which means something', () => {
    expect(canonicalJson([2, 1])).toBe('[2,1]');
  });

  it('leaves out what is not defined, as the database does', () => {
    expect(canonicalJson({ b: undefined, a: null })).toBe('{"a":null}');
  });
});

describe('results', () => {
  it('lack the dates of readings at every depth: read again, they are the same', () => {
    const verified = (asOf: string) => ({ findings: [{ check: 'living', asOf, statements: [{ asOf, result: 'match' }] }] });
    expect(results(verified('2026-11-22'))).toEqual(results(verified('2026-11-23')));
    expect(results(verified('2026-11-22'))).toEqual({ findings: [{ check: 'living', statements: [{ result: 'match' }] }] });
  });

  it('keep everything else', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(without(value, new Set())).toEqual(value);
      }),
    );
  });
});
