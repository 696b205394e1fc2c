import { describe, expect, it } from 'vitest';
import { type BookLine, statusOf } from '../../src/jobs/summary.ts';

const line = (traits: Partial<BookLine> = {}): BookLine => ({
  source: 'civil-affairs',
  dataset: 'assistance',
  reading: 'nightly',
  state: 'complete',
  fetched: 3,
  accepted: 1,
  unchanged: 1,
  offRoster: 1,
  withheld: 0,
  quarantined: 0,
  duplicate: 0,
  balanced: true,
  ...traits,
});
const ALL_IS_WELL = { books: [line()], completeness: { unverified: 0, undelivered: 0 }, failed: 0 };

describe('a run is', () => {
  const STATUSES: readonly { readonly given: string; readonly traits: Partial<typeof ALL_IS_WELL>; readonly want: string }[] = [
    { given: 'everything balances and everybody was dealt with', traits: {}, want: 'completed' },
    { given: 'a line does not balance', traits: { books: [line(), line({ balanced: false })] }, want: 'unbalanced' },
    { given: 'a line does not balance and a job failed', traits: { books: [line({ balanced: false })], failed: 1 }, want: 'unbalanced' },
    { given: 'a dataset was not read to its end', traits: { books: [line({ state: 'failed' })] }, want: 'incomplete' },
    { given: 'a reading is still open', traits: { books: [line({ state: 'open' })] }, want: 'incomplete' },
    { given: 'a job failed', traits: { failed: 1 }, want: 'incomplete' },
    { given: 'an application waits', traits: { completeness: { unverified: 0, undelivered: 1 } }, want: 'incomplete' },
    { given: 'somebody was not verified', traits: { completeness: { unverified: 1, undelivered: 0 } }, want: 'unbalanced' },
  ];
  it.each(STATUSES)('$want when $given', ({ traits, want }) => {
    expect(statusOf({ ...ALL_IS_WELL, ...traits })).toBe(want);
  });
});
