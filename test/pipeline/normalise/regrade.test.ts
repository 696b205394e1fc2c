import { describe, expect, it } from 'vitest';
import type { Grade } from '../../../src/domain/grade.ts';
import { type Correction, type GradedRecord, regradedByDigest } from '../../../src/pipeline/2-normalise/regrade.ts';

const aRecord = (grades: Partial<GradedRecord['grades']>, digests: GradedRecord['digests'], dataset = 'assistance'): GradedRecord => ({
  dataset,
  recordKey: 'K1',
  version: 1,
  grades: { name: 'not-stated', birthDate: 'equal', employer: 'not-stated', ...grades },
  digests,
});
const NO_CORRECTION: Correction = { name: null, employers: null };

interface NameCase {
  readonly given: string;
  readonly was: Grade;
  readonly states: string | null;
  readonly corrected: string | null;
  readonly want: Grade;
  readonly readAgain: boolean;
}

describe('a corrected name', () => {
  const NAMES: readonly NameCase[] = [
    { given: 'is what the source said all along', was: 'different', states: 'new', corrected: 'new', want: 'equal', readAgain: false },
    { given: 'takes an equal grade away', was: 'equal', states: 'old', corrected: 'new', want: 'not-stated', readAgain: true },
    {
      given: 'may be similar to what was different',
      was: 'different',
      states: 'other',
      corrected: 'new',
      want: 'not-stated',
      readAgain: true,
    },
    {
      given: 'is nothing to a row without a name',
      was: 'not-stated',
      states: null,
      corrected: 'new',
      want: 'not-stated',
      readAgain: false,
    },
    { given: 'that is none changes nothing', was: 'similar', states: 'other', corrected: null, want: 'similar', readAgain: false },
  ];
  it.each(NAMES)('$given', ({ was, states, corrected, want, readAgain }) => {
    const record = aRecord({ name: was }, states === null ? {} : { name: states });
    const outcome = regradedByDigest([record], { ...NO_CORRECTION, name: corrected });
    expect((outcome.regraded[0] ?? record).grades.name).toBe(want);
    expect(outcome.regraded).toHaveLength(was === want ? 0 : 1);
    expect(outcome.readAgain).toEqual(readAgain ? ['assistance'] : []);
  });

  it('leaves birth dates and employers alone', () => {
    const record = aRecord({ name: 'equal', employer: 'similar' }, { name: 'old', employer: 'firm' });
    expect(regradedByDigest([record], { ...NO_CORRECTION, name: 'new' }).regraded[0]?.grades).toEqual({
      name: 'not-stated',
      birthDate: 'equal',
      employer: 'similar',
    });
  });
});

describe('a corrected employer', () => {
  const record = aRecord({ employer: 'different' }, { employer: 'code' }, 'participation');

  it('is equal when the source states its code or its name', () => {
    expect(regradedByDigest([record], { ...NO_CORRECTION, employers: ['code', 'name'] }).regraded[0]?.grades.employer).toBe('equal');
  });

  it('is read again when neither is what the source states', () => {
    expect(regradedByDigest([record], { ...NO_CORRECTION, employers: ['other-code'] }).readAgain).toEqual(['participation']);
  });

  it('that the roster no longer names leaves nothing to compare, and nothing to read', () => {
    const { regraded, readAgain } = regradedByDigest([record], { ...NO_CORRECTION, employers: [] });
    expect(regraded[0]?.grades.employer).toBe('not-stated');
    expect(readAgain).toEqual([]);
  });
});

it('only the datasets that cannot be told are read again, each once', () => {
  const records = [aRecord({ name: 'equal' }, { name: 'old' }), aRecord({ name: 'equal' }, { name: 'old' }), aRecord({}, {}, 'death')];
  expect(regradedByDigest(records, { ...NO_CORRECTION, name: 'new' }).readAgain).toEqual(['assistance']);
});
