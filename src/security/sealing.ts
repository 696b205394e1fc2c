/**
 * The vault: values that identify a person or tell of their health, sealed under that person's own key. A person's key is stored
 * only wrapped; destroying it makes everything sealed for them unreadable. A ciphertext is bound to its place, so that one person's
 * or record's cannot be put in another's.
 */
import { createSecretKey, type KeyObject } from 'node:crypto';
import { freshKey, type MasterKey } from './keys.ts';
import { decrypt, encrypt } from './suites.ts';

const CONTEXT = 'vault';

/** A person's key, unwrapped, for as long as it is needed. A `KeyObject` shows nothing of itself when printed. */
export interface PersonSecret {
  readonly person: string;
  readonly key: KeyObject;
}

/** Where a sealed value stands, besides whose it is. */
export interface SealedPlace {
  readonly table: string;
  readonly dataset: string;
  readonly record: string;
}

export interface Vault {
  /** A new key for this person (the random `person_key`), wrapped for storage. */
  readonly newPersonKey: (person: string) => Buffer;
  /** Unwraps; throws `broken` for another person's key. */
  readonly unlock: (person: string, wrapped: Buffer) => PersonSecret;
  readonly seal: (of: PersonSecret, value: object, place: SealedPlace) => Buffer;
  /** What was sealed there; it is authenticated, so it has the type it was sealed with. Throws `broken` when it does not open. */
  readonly open: <T extends object>(of: PersonSecret, sealed: Buffer, place: SealedPlace) => T;
}

/** A new vault key, wrapped; the caller stores it and opens the vault with it ever after. */
export const createVaultKey = (master: MasterKey): Promise<Buffer> => master.wrap(freshKey(), CONTEXT);

export const openVault = async (master: MasterKey, wrappedVaultKey: Buffer): Promise<Vault> => {
  const vaultKey = await master.unwrap(wrappedVaultKey, CONTEXT);
  return {
    newPersonKey: (person) => encrypt(vaultKey, freshKey(), personContext(person)),
    unlock: (person, wrapped) => ({ person, key: createSecretKey(decrypt(vaultKey, wrapped, personContext(person))) }),
    seal: (of, value, place) => encrypt(of.key, Buffer.from(JSON.stringify(value)), placeContext(of, place)),
    open: <T extends object>(of: PersonSecret, sealed: Buffer, place: SealedPlace) =>
      JSON.parse(decrypt(of.key, sealed, placeContext(of, place)).toString()) as T,
  };
};

const personContext = (person: string): readonly string[] => ['person-key', person];
const placeContext = (of: PersonSecret, { table, dataset, record }: SealedPlace): readonly string[] => [
  'sealed',
  table,
  of.person,
  dataset,
  record,
];
