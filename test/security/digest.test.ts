import { beforeAll, describe, expect, it } from 'vitest';
import { createLookupKey, DIGEST_USES, type LookupKey, openLookupKey } from '../../src/security/digest.ts';
import { freshKey, type MasterKey, softwareMasterKey } from '../../src/security/keys.ts';

describe('keyed digests', () => {
  let master: MasterKey;
  let stored: Buffer;
  let lookup: LookupKey;
  beforeAll(async () => {
    master = softwareMasterKey(freshKey());
    stored = await createLookupKey(master);
    lookup = await openLookupKey(master, stored);
  });

  it('find the same value again in any process that has the stored key', async () => {
    const elsewhere = await openLookupKey(master, stored);
    expect(elsewhere.digest('identity-number', '11010519491231002X')).toEqual(lookup.digest('identity-number', '11010519491231002X'));
    expect(lookup.digest('name', '测试')).toHaveLength(32);
  });

  it('tell nothing across uses: the same value has another digest in each', () => {
    const digests = DIGEST_USES.map((use) => lookup.digest(use, '11010519491231002X').toString('hex'));
    expect(new Set(digests).size).toBe(DIGEST_USES.length);
  });

  it('of another installation are others', async () => {
    const other = await openLookupKey(master, await createLookupKey(master));
    expect(other.digest('name', '测试')).not.toEqual(lookup.digest('name', '测试'));
  });
});
