import { describe, expect, it } from 'vitest';
import type { KnownVersion } from '../../../src/pipeline/2-normalise/admission.ts';
import { absentNow, isSuddenDrop, isSuspiciouslyEmpty } from '../../../src/pipeline/2-normalise/believable.ts';

describe('what a lookup no longer names', () => {
  const known = (recordKey: string, traits: Partial<KnownVersion> = {}): KnownVersion => ({
    personKey: 'anna',
    recordKey,
    version: 1,
    current: true,
    ended: false,
    changedAt: null,
    fingerprint: 'f',
    seenRun: 'run-1',
    grades: null,
    ...traits,
  });

  it('has ended, but for what ended before and what is history', () => {
    const versions = [known('K1'), known('K2'), known('K3', { ended: true }), known('K4', { current: false })];
    expect(absentNow(versions, new Set(['anna K1'])).map(({ recordKey }) => recordKey)).toEqual(['K2']);
  });

  const DROPS: readonly { readonly held: number; readonly gone: number; readonly want: boolean; readonly why: string }[] = [
    { held: 100, gone: 30, want: false, why: 'three in ten may go' },
    { held: 100, gone: 31, want: true, why: 'more may not' },
    { held: 100, gone: 100, want: true, why: 'an empty answer' },
    { held: 19, gone: 18, want: false, why: 'of a few, most may go' },
    { held: 19, gone: 19, want: true, why: 'of a few, not all' },
    { held: 1, gone: 1, want: true, why: 'not even of one' },
    { held: 0, gone: 0, want: false, why: 'nothing was held' },
  ];
  it.each(DROPS)('$gone of $held gone at once is believed: not $want ($why)', ({ held, gone, want }) => {
    expect(isSuddenDrop({ held, gone, attempt: 1 })).toBe(want);
  });

  it('a few that are gone again and again are gone; a multitude never is', () => {
    expect(isSuddenDrop({ held: 1, gone: 1, attempt: 3 })).toBe(false);
    expect(isSuddenDrop({ held: 100, gone: 100, attempt: 30 })).toBe(true);
  });

  it('a dataset that knows almost everybody and knows none of many is failing', () => {
    expect(isSuspiciouslyEmpty('person', { asked: 20, answered: 0 })).toBe(true);
    expect(isSuspiciouslyEmpty('person', { asked: 20, answered: 1 })).toBe(false);
    expect(isSuspiciouslyEmpty('person', { asked: 19, answered: 0 })).toBe(false);
    expect(isSuspiciouslyEmpty('registration', { asked: 200, answered: 0 })).toBe(false);
  });
});
