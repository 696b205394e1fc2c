import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { freshKey } from '../../src/security/keys.ts';
import { countingVault, type KeyHolder, recordVault } from '../../src/security/record-vault.ts';
import { openVault, type Vault } from '../../src/security/sealing.ts';
import { SUITES } from '../../src/security/suites.ts';

/** A real vault that notes whose key it unwraps. */
const watched = (): { readonly vault: Vault; readonly unwrapped: string[] } => {
  const keys = { byVersion: new Map([[1, freshKey()]]), inUse: 1 };
  const vault = openVault({ suite: SUITES.standard, keys: () => keys });
  const unwrapped: string[] = [];
  const unlock: Vault['unlock'] = (person, wrapped) => {
    unwrapped.push(person);
    return vault.unlock(person, wrapped);
  };
  return { vault: { ...vault, unlock }, unwrapped };
};

const people = (count: number, vault: Vault): readonly KeyHolder[] =>
  Array.from({ length: count }, () => {
    const personKey = randomUUID();
    return { personKey, wrappedKey: vault.newPersonKey(personKey) };
  });

const VERSION = { dataset: 'family', recordKey: 'a', version: 1 };

describe('keys at hand', () => {
  it('are unwrapped once for all records of a page', () => {
    const { vault, unwrapped } = watched();
    const records = recordVault(vault);
    const page = people(20, vault);
    for (const version of [1, 2, 3]) for (const person of page) records.seal({ ...person, ...VERSION, version }, { size: 2 });
    expect(unwrapped).toHaveLength(page.length);
  });

  it('are those of a page of people, never of a city: a first one is let go when thousands have come after', () => {
    const { vault, unwrapped } = watched();
    const records = recordVault(vault);
    const city = people(10_001, vault);
    for (const person of city) records.seal({ ...person, ...VERSION }, { size: 2 });
    for (const person of city.slice(0, 1)) records.seal({ ...person, ...VERSION }, { size: 2 });
    expect(unwrapped.filter((person) => person === city[0]?.personKey)).toHaveLength(2);
  });
});

describe('a vault that counts', () => {
  it('seals and opens as the one behind it, and says how often', () => {
    const { vault } = watched();
    const uses = { sealed: 0, opened: 0 };
    const counting = countingVault(recordVault(vault), uses);
    const [person] = people(1, vault) as [KeyHolder];
    const sealed = counting.seal({ ...person, ...VERSION }, { size: 2 });
    expect(counting.open({ ...person, ...VERSION }, sealed)).toEqual({ size: 2 });
    expect(recordVault(vault).open({ ...person, ...VERSION }, sealed)).toEqual({ size: 2 });
    expect(() => counting.open({ ...person, ...VERSION, version: 2 }, sealed)).toThrow();
    expect(uses).toEqual({ sealed: 1, opened: 2 });
  });
});
