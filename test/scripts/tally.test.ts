import { describe, expect, it } from 'vitest';
import { tally } from '../../scripts/tally.ts';

const file = (status: string, ...assertions: readonly string[]) => ({
  status,
  assertionResults: assertions.map((one) => ({ status: one })),
});

describe('the closing line of a test run', () => {
  it.each([
    { given: 'all is well', files: [file('passed', 'passed', 'passed')], want: '2 passed, 0 failed' },
    { given: 'something is skipped', files: [file('passed', 'passed', 'skipped', 'pending')], want: '1 passed, 0 failed, 2 skipped' },
    { given: 'a test fails', files: [file('failed', 'passed', 'failed', 'failed')], want: '1 passed, 2 failed' },
    { given: 'a file does not load', files: [file('failed'), file('passed', 'passed')], want: '1 passed, 1 failed' },
    { given: 'a file leaves something open', files: [file('failed', 'passed')], want: '1 passed, 1 failed' },
  ])('when $given', ({ files, want }) => {
    expect(tally({ testResults: files })).toBe(want);
  });
});
