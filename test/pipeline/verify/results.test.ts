import { describe, expect, test } from 'vitest';
import { addDays, endOf } from '../../../src/domain/period.ts';
import { TESTIMONIES, type Testimony } from '../../../src/domain/sources.ts';
import type { Reading } from '../../../src/pipeline/2-normalise/types.ts';
import { FRESH_FOR_DAYS } from '../../../src/pipeline/3-verify/freshness.ts';
import { hear } from '../../../src/pipeline/3-verify/hear.ts';
import { RESULTS, SOURCE_STATES } from '../../../src/pipeline/3-verify/results.ts';
import { testify } from '../../../src/pipeline/3-verify/testimony.ts';
import { CHECKS } from '../../../src/pipeline/3-verify/types.ts';
import { aDibao, aDossier, readOn, TONIGHT } from '../../support/dossiers.ts';

const UNHEARD = ['not-yet-read', 'failed', 'withheld', 'stale'] as const;

describe('the table of results', () => {
  test('a source that is not heard is unknown with its reason, for every check, and never a mismatch', () => {
    for (const check of CHECKS) {
      const reasons = UNHEARD.map((state) => RESULTS[check][state]);
      expect(reasons).toEqual(['not-yet-read', 'source-failed', 'withheld', 'stale'].map((reason) => ({ result: 'unknown', reason })));
    }
  });

  test('what is unknown has a reason, what is known has none', () => {
    for (const check of CHECKS) {
      for (const state of SOURCE_STATES) {
        const { result, reason } = RESULTS[check][state];
        expect(result === 'unknown').toBe(reason !== null);
      }
    }
  });

  test('only a complete death register without the person says something by silence', () => {
    expect(CHECKS.filter((check) => RESULTS[check].absent.result !== 'not-held')).toEqual(['living']);
    expect(RESULTS.living.absent.result).toBe('match');
  });
});

const oneDay = (days: number): Reading => readOn(addDays(TONIGHT, -days));

describe('freshness', () => {
  test.each(TESTIMONIES)('%s speaks on its last fresh day and is silent on the next', (dataset: Testimony) => {
    const onLastDay = aDossier({ holds: [aDibao()], readings: { [dataset]: oneDay(FRESH_FOR_DAYS[dataset]) } });
    const dayAfter = aDossier({ readings: { [dataset]: oneDay(FRESH_FOR_DAYS[dataset] + 1) } });
    const ask = (dossier: typeof dayAfter) =>
      testify(hear(dossier), { check: 'identity', source: 'civil-affairs', datasets: [dataset] }, { state: 'absent' });
    expect(ask(onLastDay).result).toBe('not-held');
    expect(ask(dayAfter)).toMatchObject({
      result: 'unknown',
      reason: 'stale',
      asOf: endOf(addDays(TONIGHT, -FRESH_FOR_DAYS[dataset] - 1)),
    });
  });
});

describe('a statement', () => {
  const witness = { check: 'assistance-status', source: 'civil-affairs', datasets: ['assistance'] } as const;

  test('names the record, its version and the reading it comes from', () => {
    const dossier = aDossier({ holds: [aDibao({}, { recordKey: 'a-1', version: 3 })], readings: { assistance: oneDay(2) } });
    const asOf = endOf(addDays(TONIGHT, -2));
    expect(testify(hear(dossier), witness, { state: 'says-yes', value: 'dibao', records: hear(dossier).records.assistance })).toEqual({
      source: 'civil-affairs',
      result: 'match',
      reason: null,
      value: 'dibao',
      asOf,
      restsOn: ['assistance'],
      evidence: [{ source: 'civil-affairs', dataset: 'assistance', recordKey: 'a-1', version: 3, asOf }],
    });
  });

  const unread: readonly Reading[] = [{ state: 'not-yet-read' }, { state: 'failed' }, { state: 'withheld' }];
  test.each(unread)('of a dataset that is $state uses none of its records', (reading) => {
    const dossier = aDossier({ holds: [aDibao()], readings: { assistance: reading } });
    expect(hear(dossier).records.assistance).toEqual([]);
    expect(testify(hear(dossier), witness, { state: 'absent' })).toMatchObject({ result: 'unknown', asOf: null, evidence: [] });
  });

  test('rests on silence only where every dataset was heard', () => {
    const datasets = ['assistance', 'death', 'family'] as const;
    const ask = (readings: Parameters<typeof aDossier>[0]) =>
      testify(hear(aDossier(readings)), { check: 'identity', source: 'civil-affairs', datasets }, { state: 'absent' });
    expect(ask({}).result).toBe('not-held');
    expect(ask({ readings: { death: { state: 'failed' } } })).toMatchObject({ result: 'unknown', reason: 'source-failed' });
    expect(ask({ readings: { death: { state: 'withheld' } } }).result).toBe('not-held');
    expect(
      ask({ readings: { assistance: { state: 'withheld' }, death: { state: 'withheld' }, family: { state: 'withheld' } } }),
    ).toMatchObject({ result: 'unknown', reason: 'withheld' });
  });

  test('is no fresher than the oldest reading it rests on', () => {
    const dossier = aDossier({ readings: { assistance: oneDay(9), death: oneDay(1) } });
    expect(testify(hear(dossier), { ...witness, datasets: ['assistance', 'death'] }, { state: 'absent' }).asOf).toBe(
      endOf(addDays(TONIGHT, -9)),
    );
  });
});
