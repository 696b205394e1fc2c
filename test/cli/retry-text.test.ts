import { describe, expect, it } from 'vitest';
import { begunText, previewText, waitedFor } from '../../src/cli/retry-text.ts';
import type { Instant } from '../../src/domain/period.ts';
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
  waitsFor: [],
};
const SOURCE = 'social-security' as const;
const EIGHT = '2026-11-23T00:00:00.000Z' as Instant;
const BEGUN = { retryId: '6f1a3f0e', jobs: 2, overtaken: 0, causes: [{ canary: '87dfe24b-a5cf' }] } as unknown as ShownRetry;

describe('a retry at a terminal', () => {
  it('says what of the chosen jobs is not tried, because it follows from what is', () => {
    const says = '3 jobs that follow from these: not tried beside them, planned anew once they are read';
    expect(previewText({ ...PREVIEW, following: 3 })).toContain(`\n  ${says}.\n`);
    expect(begunText(BEGUN, 3)).toBe(`6f1a3f0e: 2 jobs are tried again, 87dfe24b first; ${says}\n`);
    expect([previewText(PREVIEW), begunText(BEGUN, 0)].join('')).not.toContain('follow from');
  });

  it.each([
    { because: 'paused', until: null, want: 'is paused until it is resumed, .*: first `huzheng sources resume social-security --why …`' },
    { because: 'paused', until: EIGHT, want: 'is paused until 2026-11-23 08:00:00 Shanghai time, .*: first `huzheng sources resume' },
    { because: 'closed-hours', until: EIGHT, want: 'is closed until 2026-11-23 08:00:00 .* by its hours, .*: try again after that\\.' },
    {
      because: 'maintenance',
      until: EIGHT,
      want: 'is closed until .* by plan, .*, or end the closure \\(`huzheng sources maintenance list`',
    },
  ] as const)('says that a retry would wait for a source that is $because until $until, and what to do', ({ because, until, want }) => {
    const paused = because === 'paused' ? { source: SOURCE, by: 'operator', why: '系统升级', since: EIGHT, until } : null;
    const sources = [{ source: SOURCE, because, paused, opensAt: because === 'paused' ? null : until }];
    const waitsFor = waitedFor([{ source: SOURCE }], sources);
    expect(previewText({ ...PREVIEW, waitsFor })).toMatch(new RegExp(`\n  social-security ${want}`));
    expect(waitedFor([{ source: 'medical-insurance' }, { source: null }], sources)).toEqual([]);
  });
});
