import { inspect } from 'node:util';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { freshKey, type MasterKey, softwareMasterKey } from '../../src/security/keys.ts';
import { createVaultKey, openVault, type PersonSecret, type SealedPlace, type Vault } from '../../src/security/sealing.ts';

const PLACE: SealedPlace = { table: 'record', dataset: 'members', record: 'm-1' };
const VALUE = { idNumber: '11010519491231002X', name: '测试' };
const person = '7b0c2f6e-0000-4000-8000-000000000001';
const another = '7b0c2f6e-0000-4000-8000-000000000002';

let master: MasterKey;
let vaultKey: Buffer;
let vault: Vault;
let wrapped: Buffer;
let secret: PersonSecret;
beforeAll(async () => {
  master = softwareMasterKey(freshKey());
  vaultKey = await createVaultKey(master);
  vault = await openVault(master, vaultKey);
  wrapped = vault.newPersonKey(person);
  secret = vault.unlock(person, wrapped);
});

const broken = expect.objectContaining({ kind: 'broken', code: 'seal-broken' });
const thrownBy = (act: () => unknown): unknown => {
  try {
    return act();
  } catch (thrown) {
    return thrown;
  }
};

describe('a sealed value', () => {
  it('opens to what was sealed, whatever it was', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const sealed = vault.seal(secret, value, PLACE);
        expect(vault.open(secret, sealed, PLACE)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('shows nothing of itself, and is another each time', () => {
    const [first, second] = [vault.seal(secret, VALUE, PLACE), vault.seal(secret, VALUE, PLACE)];
    expect(first.includes('11010519491231002X')).toBe(false);
    expect(first).not.toEqual(second);
  });

  it.each([
    { given: 'another record', place: { ...PLACE, record: 'm-2' } },
    { given: 'another dataset', place: { ...PLACE, dataset: 'person' } },
    { given: 'another table', place: { ...PLACE, table: 'quarantine' } },
    { given: 'a place that only reads alike', place: { table: 'record","members', dataset: 'm-1', record: '' } },
  ])('does not open in $given', ({ place }) => {
    const sealed = vault.seal(secret, VALUE, PLACE);
    expect(thrownBy(() => vault.open(secret, sealed, place))).toEqual(broken);
  });

  it('does not open for another person, not even with the first one’s wrapped key', () => {
    const sealed = vault.seal(secret, VALUE, PLACE);
    const theirs = vault.unlock(another, vault.newPersonKey(another));
    expect(thrownBy(() => vault.open(theirs, sealed, PLACE))).toEqual(broken);
    expect(thrownBy(() => vault.unlock(another, wrapped))).toEqual(broken);
  });

  it('does not open when any byte of it was changed or cut off', () => {
    const sealed = vault.seal(secret, VALUE, PLACE);
    fc.assert(
      fc.property(fc.nat(sealed.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const altered = Buffer.from(sealed);
        altered[at] = (altered[at] ?? 0) ^ change;
        expect(thrownBy(() => vault.open(secret, altered, PLACE))).toMatchObject({ kind: 'broken' });
        expect(thrownBy(() => vault.open(secret, sealed.subarray(0, at), PLACE))).toMatchObject({ kind: 'broken' });
      }),
    );
  });

  it('of a suite this version does not know is told from a damaged one', () => {
    const sealed = Buffer.from(vault.seal(secret, VALUE, PLACE));
    sealed[0] = 9;
    expect(thrownBy(() => vault.open(secret, sealed, PLACE))).toMatchObject({ code: 'unknown-suite' });
  });

  it('opens in another process with the same stored keys, and not without the person’s', async () => {
    const sealed = vault.seal(secret, VALUE, PLACE);
    const elsewhere = await openVault(master, vaultKey);
    expect(elsewhere.open(elsewhere.unlock(person, wrapped), sealed, PLACE)).toEqual(VALUE);
    const renewed = elsewhere.unlock(person, elsewhere.newPersonKey(person));
    expect(thrownBy(() => elsewhere.open(renewed, sealed, PLACE))).toEqual(broken);
  });
});

describe('a new HUZHENG_KEY', () => {
  it('means wrapping the vault key again, and no one’s own', async () => {
    const sealed = vault.seal(secret, VALUE, PLACE);
    const newMaster = softwareMasterKey(freshKey());
    const rewrapped = await newMaster.wrap(await master.unwrap(vaultKey, 'vault'), 'vault');
    const rotated = await openVault(newMaster, rewrapped);
    expect(rotated.open(rotated.unlock(person, wrapped), sealed, PLACE)).toEqual(VALUE);
  });
});

describe('a person’s secret', () => {
  it('shows no key when printed', () => {
    expect(inspect(secret, { depth: 9, showHidden: true }) + JSON.stringify(secret)).not.toContain(
      secret.key.export().toString('hex').slice(0, 8),
    );
    expect(JSON.parse(JSON.stringify(secret))).toEqual({ person, key: {} });
  });
});
