import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { freshKey } from '../../src/security/keys.ts';
import { openVault, type SealedPlace, type VaultKeys } from '../../src/security/sealing.ts';
import { SUITES } from '../../src/security/suites.ts';

const PLACE: SealedPlace = { table: 'record', dataset: 'members', record: 'm-1' };
const VALUE = { idNumber: '11010519491231002X', name: '测试' };
const person = '7b0c2f6e-0000-4000-8000-000000000001';
const another = '7b0c2f6e-0000-4000-8000-000000000002';

const broken = expect.objectContaining({ kind: 'broken', code: 'seal-broken' });
const thrownBy = (act: () => unknown): unknown => {
  try {
    return act();
  } catch (thrown) {
    return thrown;
  }
};

const oneKey = (root = freshKey()): VaultKeys => ({ byVersion: new Map([[1, root]]), inUse: 1 });

describe.each(Object.values(SUITES))('a value sealed under $name', (suite) => {
  const keys = oneKey();
  const vault = openVault({ suite, keys: () => keys });
  const wrapped = vault.newPersonKey(person);
  const secret = vault.unlock(person, wrapped);

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

  it('opens in another process with the same stored keys, and not without the person’s', () => {
    const sealed = vault.seal(secret, VALUE, PLACE);
    const elsewhere = openVault({ suite, keys: () => keys });
    expect(elsewhere.open(elsewhere.unlock(person, wrapped), sealed, PLACE)).toEqual(VALUE);
    const renewed = elsewhere.unlock(person, elsewhere.newPersonKey(person));
    expect(thrownBy(() => elsewhere.open(renewed, sealed, PLACE))).toEqual(broken);
  });

  it('of a person whose wrapped key was destroyed does not open, nor with half of it', () => {
    for (const left of [Buffer.alloc(0), wrapped.subarray(0, 2), wrapped.subarray(0, 20)])
      expect(thrownBy(() => vault.unlock(person, left))).toEqual(broken);
  });

  it('shows no key when its owner’s secret is printed', () => {
    expect(inspect(secret, { depth: 9, showHidden: true })).not.toMatch(/[0-9a-f]{2} [0-9a-f]{2} [0-9a-f]{2}|Uint8Array|Buffer/);
    expect(JSON.parse(JSON.stringify(secret))).toEqual({ person, key: {} });
  });
});

describe('values of one suite', () => {
  it('are told from damaged ones by the other', () => {
    const root = freshKey();
    const sealed = SUITES.sm.sealingKey(root).seal(Buffer.from('测试'), ['here']);
    expect(thrownBy(() => SUITES.standard.sealingKey(root).open(sealed, ['here']))).toMatchObject({ code: 'unknown-suite' });
  });
});

describe('while the vault key is replaced', () => {
  const [first, second] = [freshKey(), freshKey()];
  const announced: VaultKeys = {
    byVersion: new Map([
      [1, first],
      [2, second],
    ]),
    inUse: 1,
  };
  const inUse: VaultKeys = { ...announced, inUse: 2 };
  const after: VaultKeys = { byVersion: new Map([[2, second]]), inUse: 2 };
  const vaultOf = (keys: VaultKeys) => openVault({ suite: SUITES.standard, keys: () => keys });

  it('a new one is not used before every process has it', () => {
    const wrapped = vaultOf(announced).newPersonKey(person);
    expect(vaultOf(oneKey(first)).unlock(person, wrapped)).toMatchObject({ person });
  });

  it('a person’s values stay as they are, and open with the key re-wrapped', () => {
    const before = vaultOf(oneKey(first));
    const wrapped = before.newPersonKey(person);
    const sealed = before.seal(before.unlock(person, wrapped), VALUE, PLACE);
    const rewrapped = vaultOf(inUse).rewrap(person, wrapped, 2);
    const later = vaultOf(after);
    expect(later.open(later.unlock(person, rewrapped), sealed, PLACE)).toEqual(VALUE);
    expect(thrownBy(() => later.unlock(person, wrapped))).toMatchObject({ kind: 'busy', code: 'vault-key-unknown' });
  });

  it('a process that has not heard of it yet asks to be tried again, and takes it up where it stands', () => {
    let keys = oneKey(first);
    const vault = openVault({ suite: SUITES.standard, keys: () => keys });
    const wrapped = vaultOf(after).newPersonKey(person);
    expect(thrownBy(() => vault.unlock(person, wrapped))).toMatchObject({ kind: 'busy' });
    keys = announced;
    expect(vault.unlock(person, wrapped)).toMatchObject({ person });
  });
});
