import { describe, expect, it } from 'vitest';
import { underCalledName } from '../../../src/api/verify-identity/called-name.ts';
import type { Grade } from '../../../src/domain/grade.ts';
import type { Authority } from '../../../src/domain/sources.ts';
import type { CheckResult, Finding } from '../../../src/pipeline/3-verify/types.ts';

const found = (result: CheckResult): Finding => ({
  check: 'identity',
  verdict: 'single-source',
  holds: true,
  value: null,
  statements: [{ source: 'civil-affairs', result, reason: null, value: null, asOf: null, restsOn: [], evidence: [] }],
});

interface Line {
  readonly source: CheckResult;
  readonly againstRoster: Grade;
  readonly heldBySource?: true;
  readonly want: CheckResult;
}

describe('a source’s word on the roster’s name, said of the name the caller gives', () => {
  it.each<Line>([
    { source: 'match', againstRoster: 'equal', want: 'match' },
    { source: 'mismatch', againstRoster: 'equal', want: 'mismatch' },
    { source: 'similar', againstRoster: 'equal', want: 'similar' },
    { source: 'match', againstRoster: 'similar', want: 'similar' },
    { source: 'match', againstRoster: 'different', want: 'mismatch' },
    { source: 'match', againstRoster: 'not-stated', want: 'unknown' },
    { source: 'mismatch', againstRoster: 'similar', want: 'unknown' },
    { source: 'mismatch', againstRoster: 'different', want: 'unknown' },
    { source: 'similar', againstRoster: 'different', want: 'unknown' },
    { source: 'mismatch', againstRoster: 'different', heldBySource: true, want: 'match' },
    { source: 'similar', againstRoster: 'similar', heldBySource: true, want: 'match' },
    { source: 'not-held', againstRoster: 'different', want: 'not-held' },
    { source: 'not-held', againstRoster: 'different', heldBySource: true, want: 'not-held' },
    { source: 'unknown', againstRoster: 'different', want: 'unknown' },
  ])(
    'source $source, caller’s name $againstRoster to the roster’s, held by the source: $heldBySource → $want',
    ({ source, againstRoster, heldBySource, want }) => {
      const heldBy = new Set<Authority>(heldBySource === true ? ['civil-affairs'] : []);
      expect(underCalledName(found(source), { againstRoster, heldBy }).statements[0]?.result).toBe(want);
    },
  );
});
