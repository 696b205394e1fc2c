import { describe, expect, it } from 'vitest';
import type { Source } from '../../src/domain/sources.ts';
import { causeOf, normalised } from '../../src/jobs/fingerprint.ts';
import type { FaultRecord } from '../../src/storage/work.ts';

interface Failed {
  readonly source: Source | null;
  readonly fault: FaultRecord;
}
const failed = (traits: Partial<FaultRecord> = {}, source: Source | null = 'medical-insurance'): Failed => ({
  source,
  fault: {
    kind: 'broken',
    code: 'refused',
    detail: 'The authority refuses.',
    authority: { source: 'medical-insurance', operation: '1101B', code: '-1', message: '第3条 未查询到' },
    ...traits,
  },
});
const words = (message: string): Failed => failed({ authority: { source: 'medical-insurance', operation: '1101B', code: '-1', message } });
const fingerprintOf = ({ source, fault }: Failed): string => causeOf({ source, dataset: null }, fault).fingerprint;

describe('the fingerprint of failures', () => {
  const SAME: readonly { readonly given: string; readonly a: Failed; readonly b: Failed }[] = [
    { given: 'numbers in the authority’s words', a: words('第3条 未查询到'), b: words('第417条 未查询到') },
    { given: 'our own words', a: failed({ detail: 'One.' }), b: failed({ detail: 'Two.' }) },
    { given: 'the operation', a: failed(), b: words('第3条未查询到') },
  ];
  it.each(SAME)('is the same whatever $given', ({ a, b }) => {
    expect(fingerprintOf(a)).toBe(fingerprintOf(b));
  });

  const DIFFERENT: readonly { readonly given: string; readonly a: Failed; readonly b: Failed }[] = [
    { given: 'another authority', a: failed(), b: failed({}, 'civil-affairs') },
    { given: 'another code of ours', a: failed(), b: failed({ code: 'unreachable' }) },
    { given: 'other words of the authority', a: words('未查询到'), b: words('未签到') },
    { given: 'another kind', a: failed(), b: failed({ kind: 'busy' }) },
  ];
  it.each(DIFFERENT)('differs for $given', ({ a, b }) => {
    expect(fingerprintOf(a)).not.toBe(fingerprintOf(b));
  });

  it('of work that asks nobody names whom the fault came from', () => {
    expect(causeOf({ source: null, dataset: null }, failed().fault).source).toBe('medical-insurance');
    expect(causeOf({ source: null, dataset: null }, { kind: 'bug', code: 'unexpected', detail: 'An unexpected error.' })).toMatchObject({
      source: null,
      authorityCode: null,
      message: null,
    });
  });
});

describe('an authority’s words', () => {
  const WORDS: readonly (readonly [given: string, want: string])[] = [
    ['第417条记录未查询到', '第#条记录未查询到'],
    ['第４１７条　记录 未查询到。', '第#条记录未查询到'],
    ['请求 20260731-8f3a2b9c 超时', '请求#超时'],
    ['request 3f2504e0-4f89-11d3-9a0c-0305e82c3301 timed out', 'request # timed out'],
    ['system busy at 2026-07-31 08:30:12', 'system busy at #'],
    ['system busy at 2026-07-31T08:30:12.417+08:00.', 'system busy at #'],
    ['batch   [12, 13, 14]   refused', 'batch [#] refused'],
    ['batch [12] refused', 'batch [#] refused'],
    ['upstream srv03 gone after 30s', 'upstream srv# gone after #'],
    ['证号 11*** 不存在', '证号#不存在'],
    ['SM2 验签失败', 'SM#验签失败'],
    ['signature refused', 'signature refused'],
  ];
  it.each(WORDS)('“%s” are “%s”', (given, want) => {
    expect(normalised(given)).toBe(want);
  });
});
