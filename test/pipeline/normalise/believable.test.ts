import { describe, expect, it } from 'vitest';
import type { KnownVersion } from '../../../src/pipeline/2-normalise/admission.ts';
import { type BatchAnswer, endedBy } from '../../../src/pipeline/2-normalise/believable.ts';

const known = (personKey: string, traits: Partial<KnownVersion> = {}): KnownVersion => ({
  personKey,
  recordKey: 'household',
  version: 1,
  current: true,
  ended: false,
  changedAt: null,
  fingerprint: 'f',
  seenRun: 'run-1',
  grades: null,
  ...traits,
});
/** One record each. */
const people = (count: number): readonly KnownVersion[] => Array.from({ length: count }, (_, person) => known(`person-${person}`));

const answer = (traits: Partial<BatchAnswer>): BatchAnswer => ({
  dataset: 'registration',
  asked: 100,
  known: [],
  alike: 0,
  named: [],
  unreadable: new Set(),
  attempt: 1,
  ...traits,
});
const endedFor = (traits: Partial<BatchAnswer>): readonly string[] | 'not-believed' => {
  const ended = endedBy(answer(traits));
  return ended === 'not-believed' ? ended : ended.map(({ personKey, recordKey }) => `${personKey} ${recordKey}`);
};

describe('what a lookup no longer names', () => {
  it('has ended, but for what ended before and what is history', () => {
    const versions = [
      known('anna'),
      known('bo'),
      known('carl', { ended: true }),
      known('dora', { current: false, version: 1 }),
      known('dora', { version: 2 }),
    ];
    const named = [
      { personKey: 'anna', recordKey: 'household' },
      { personKey: 'dora', recordKey: 'household' },
    ];
    expect(endedFor({ known: versions, named })).toEqual(['bo household']);
  });

  it('has not ended where some row about the person could not be read', () => {
    expect(endedFor({ known: [known('anna'), known('bo')], unreadable: new Set(['anna']) })).toEqual(['bo household']);
  });

  it('of settlements is history and stays', () => {
    expect(endedFor({ dataset: 'settlement', known: people(100) })).toEqual([]);
  });
});

describe('an answer that takes much away at once', () => {
  const DROPS: readonly {
    readonly held: number;
    readonly gone: number;
    readonly attempt: number;
    readonly want: 'believed' | 'not believed';
  }[] = [
    { held: 100, gone: 30, attempt: 1, want: 'believed' },
    { held: 100, gone: 31, attempt: 1, want: 'not believed' },
    { held: 100, gone: 100, attempt: 1, want: 'not believed' },
    { held: 100, gone: 100, attempt: 30, want: 'not believed' },
    { held: 19, gone: 18, attempt: 1, want: 'believed' },
    { held: 19, gone: 19, attempt: 1, want: 'not believed' },
    { held: 1, gone: 1, attempt: 2, want: 'not believed' },
    { held: 1, gone: 1, attempt: 3, want: 'believed' },
    { held: 0, gone: 0, attempt: 1, want: 'believed' },
  ];
  it.each(DROPS)('$gone of $held records, asked $attempt times: $want', ({ held, gone, attempt, want }) => {
    const versions = people(held);
    const ended = endedFor({ known: versions, named: versions.slice(gone), attempt });
    expect(ended === 'not-believed' ? 'not believed' : 'believed').toBe(want);
  });

  it('is seen against all that is held, also of those whose answer is as it was', () => {
    expect(endedFor({ known: people(4), named: [], attempt: 1 })).toBe('not-believed');
    expect(endedFor({ known: people(4), named: [], attempt: 1, alike: 15 })).toHaveLength(4);
    expect(endedFor({ known: people(7), named: [], attempt: 1, alike: 15 })).toBe('not-believed');
  });

  it('a dataset that knows almost everybody and names nobody of many is failing, whatever was known', () => {
    expect(endedFor({ dataset: 'person', asked: 20 })).toBe('not-believed');
    expect(endedFor({ dataset: 'person', asked: 19 })).toEqual([]);
    expect(endedFor({ dataset: 'person', asked: 20, named: [{ personKey: 'anna', recordKey: 'person' }] })).toEqual([]);
    expect(endedFor({ dataset: 'person', asked: 20, alike: 1 })).toEqual([]);
    expect(endedFor({ dataset: 'person', asked: 20, unreadable: new Set(['anna']) })).toEqual([]);
    expect(endedFor({ dataset: 'registration', asked: 200 })).toEqual([]);
  });
});
