import { describe, expect, it } from 'vitest';
import { fingerprintOf } from '../../src/jobs/fingerprint.ts';
import type { Work } from '../../src/storage/work.ts';

type Failed = Pick<Work, 'dataset' | 'fault'>;
const failed = (traits: Partial<NonNullable<Work['fault']>> = {}, dataset: Failed['dataset'] = 'person'): Failed => ({
  dataset,
  fault: {
    kind: 'broken',
    code: 'refused',
    detail: 'The authority refuses.',
    authority: { source: 'medical-insurance', operation: '1101B', code: '-1', message: '第3条 未查询到' },
    ...traits,
  },
});
const words = (message: string): Failed => failed({ authority: { source: 'medical-insurance', operation: '1101B', code: '-1', message } });

describe('the fingerprint of failures', () => {
  const SAME: readonly { readonly given: string; readonly a: Failed; readonly b: Failed }[] = [
    { given: 'numbers in the authority’s words', a: words('第3条 未查询到'), b: words('第417条 未查询到') },
    { given: 'our own words', a: failed({ detail: 'One.' }), b: failed({ detail: 'Two.' }) },
    { given: 'datasets of one authority', a: failed(), b: failed({}, 'settlement') },
  ];
  it.each(SAME)('is the same whatever $given', ({ a, b }) => {
    expect(fingerprintOf(a)).toBe(fingerprintOf(b));
  });

  const DIFFERENT: readonly { readonly given: string; readonly a: Failed; readonly b: Failed }[] = [
    { given: 'another authority', a: failed(), b: failed({}, 'assistance') },
    { given: 'another code of ours', a: failed(), b: failed({ code: 'unreachable' }) },
    { given: 'other words of the authority', a: words('未查询到'), b: words('未签到') },
    { given: 'another kind', a: failed(), b: failed({ kind: 'busy' }) },
  ];
  it.each(DIFFERENT)('differs for $given', ({ a, b }) => {
    expect(fingerprintOf(a)).not.toBe(fingerprintOf(b));
  });
});
