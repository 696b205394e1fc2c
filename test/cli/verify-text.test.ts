import { expect, it } from 'vitest';
import { answerText } from '../../src/cli/verify-text.ts';

it('a verification tells, by the clock of Shanghai, as of when each source speaks', () => {
  const said = { source: 'civil-affairs', result: 'match', asOf: '2026-11-22T15:59:59.999Z' } as const;
  const text = answerText({
    outcome: 'partial',
    checks: [
      { check: 'living', result: 'match', sources: [said] },
      { check: 'employer', result: 'not-held', sources: [] },
    ],
    sources: [
      { source: 'civil-affairs', status: 'cached', asOf: said.asOf, latencyMs: 0 },
      { source: 'social-security', status: 'ok', asOf: '2026-11-22T16:00:00.000Z', latencyMs: 120 },
      { source: 'medical-insurance', status: 'withheld', asOf: null, latencyMs: 0 },
    ],
  });
  expect(text.split('\n')).toEqual([
    'partial',
    '  living                 match     civil-affairs match',
    '  employer               not-held',
    '  civil-affairs          cached    as of 2026-11-22 23:59:59',
    '  social-security        ok        as of 2026-11-23 00:00:00, 120 ms',
    '  medical-insurance      withheld',
    '',
  ]);
});
