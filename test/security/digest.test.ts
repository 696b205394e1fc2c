import { describe, expect, it } from 'vitest';
import { DIGEST_USES, lookupKey } from '../../src/security/digest.ts';
import { freshKey } from '../../src/security/keys.ts';
import { SUITES } from '../../src/security/suites.ts';

describe.each(Object.values(SUITES))('keyed digests under $name', (suite) => {
  const root = freshKey();
  const lookup = lookupKey(root, suite);

  it('find the same value again in any process that has the stored key', () => {
    const elsewhere = lookupKey(root, suite);
    expect(elsewhere.digest('identity-number', '11010519491231002X')).toEqual(lookup.digest('identity-number', '11010519491231002X'));
    expect(lookup.digest('name', '测试')).toHaveLength(32);
  });

  it('tell nothing across uses: the same value has another digest in each', () => {
    const digests = DIGEST_USES.map((use) => lookup.digest(use, '11010519491231002X').toString('hex'));
    expect(new Set(digests).size).toBe(DIGEST_USES.length);
  });

  it('of another installation are others', () => {
    expect(lookupKey(freshKey(), suite).digest('name', '测试')).not.toEqual(lookup.digest('name', '测试'));
  });
});

it('the same key under another suite makes other digests', () => {
  const root = freshKey();
  expect(lookupKey(root, SUITES.sm).digest('name', '测试')).not.toEqual(lookupKey(root, SUITES.standard).digest('name', '测试'));
});
