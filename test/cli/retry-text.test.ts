import { describe, expect, it } from 'vitest';
import { begunText, previewText } from '../../src/cli/retry-text.ts';
import type { ShownRetry } from '../../src/jobs/retry-shown.ts';

const PREVIEW = {
  jobs: 2,
  overtaken: 0,
  notFailed: 0,
  following: 0,
  calls: 2,
  seconds: 3,
  causes: [],
  runs: ['run-2026-11-22'],
  datasets: [],
};
const BEGUN = { retryId: '6f1a3f0e', jobs: 2, overtaken: 0, causes: [{ canary: '87dfe24b-a5cf' }] } as unknown as ShownRetry;

describe('a retry at a terminal', () => {
  it('says what of the chosen jobs is not tried, because it follows from what is', () => {
    const says = '3 jobs that follow from these: not tried beside them, planned anew once they are read';
    expect(previewText({ ...PREVIEW, following: 3 })).toContain(`\n  ${says}.\n`);
    expect(begunText(BEGUN, 3)).toBe(`6f1a3f0e: 2 jobs are tried again, 87dfe24b first; ${says}\n`);
    expect([previewText(PREVIEW), begunText(BEGUN, 0)].join('')).not.toContain('follow from');
  });
});
