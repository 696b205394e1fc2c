/**
 * The vault: values that identify a person or tell of their health, sealed under that person's own key. A person's key is stored
 * only wrapped, by a vault key; destroying it makes everything sealed for them unreadable. A ciphertext is bound to its place, so that one
 * person's or record's cannot be put in another's.
 */
import { Fault } from '../faults.ts';
import type { CryptoSuite, SealingKey } from './crypto-suite.ts';
import { freshKey } from './keys.ts';

/** A person's key, unwrapped, for as long as it is needed. */
export interface PersonSecret {
  readonly person: string;
  readonly key: SealingKey;
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
  /** Unwraps; throws `broken` for another person's key, `busy` for one wrapped by a vault key that this process has not heard of yet. */
  readonly unlock: (person: string, wrapped: Buffer) => PersonSecret;
  /** The same key of this person, wrapped by that version of the vault key. */
  readonly rewrap: (person: string, wrapped: Buffer, version: number) => Buffer;
  readonly seal: (of: PersonSecret, value: object, place: SealedPlace) => Buffer;
  /** What was sealed there; it is authenticated, so it has the type it was sealed with. Throws `broken` when it does not open. */
  readonly open: <T extends object>(of: PersonSecret, sealed: Buffer, place: SealedPlace) => T;
}

/** The vault keys a process has open: one, and while people are re-wrapped two. */
export interface VaultKeys {
  readonly byVersion: ReadonlyMap<number, Buffer>;
  /** The version that wraps new people's. A newer one is only announced: not every process has it yet. */
  readonly inUse: number;
}

export interface VaultOptions {
  readonly suite: CryptoSuite;
  /** Asked each time: a process learns of a new vault key while it runs. */
  readonly keys: () => VaultKeys;
}

const VERSION_BYTES = 2;

/** A wrapped person key: version of the vault key ‖ sealed by it. The database reads the version too (`person.vault_key`). */
export const openVault = ({ suite, keys }: VaultOptions): Vault => {
  const vaultKeys = sealingKeysOf(suite, keys);
  const wrap = (person: string, key: Buffer, version: number): Buffer => {
    const header = Buffer.alloc(VERSION_BYTES);
    header.writeUInt16BE(version);
    return Buffer.concat([header, vaultKeys(version).seal(key, personContext(person))]);
  };
  const unwrap = (person: string, wrapped: Buffer): Buffer =>
    vaultKeys(versionOf(wrapped)).open(wrapped.subarray(VERSION_BYTES), personContext(person));
  return {
    newPersonKey: (person) => wrap(person, freshKey(), keys().inUse),
    unlock: (person, wrapped) => ({ person, key: suite.sealingKey(unwrap(person, wrapped)) }),
    rewrap: (person, wrapped, version) => wrap(person, unwrap(person, wrapped), version),
    seal: (of, value, place) => of.key.seal(Buffer.from(JSON.stringify(value)), placeContext(of, place)),
    open: <T extends object>(of: PersonSecret, sealed: Buffer, place: SealedPlace) =>
      JSON.parse(of.key.open(sealed, placeContext(of, place)).toString()) as T,
  };
};

/** Each prepared when it is first used, and forgotten with its version. */
const sealingKeysOf = (suite: CryptoSuite, keys: () => VaultKeys): ((version: number) => SealingKey) => {
  const prepared = new WeakMap<Buffer, SealingKey>();
  return (version) => {
    const root = keys().byVersion.get(version);
    if (root === undefined) throw notHeardOf();
    const held = prepared.get(root) ?? suite.sealingKey(root);
    prepared.set(root, held);
    return held;
  };
};

const versionOf = (wrapped: Buffer): number => {
  if (wrapped.length <= VERSION_BYTES)
    throw new Fault('broken', { code: 'seal-broken', detail: 'A wrapped person key is cut off or was destroyed.' });
  return wrapped.readUInt16BE();
};

const notHeardOf = (): Fault =>
  new Fault('busy', {
    code: 'vault-key-unknown',
    detail: 'Keys are being rotated, and this process has not taken up the new one yet; the same again in a moment.',
  });

const personContext = (person: string): readonly string[] => ['person-key', person];
const placeContext = (of: PersonSecret, { table, dataset, record }: SealedPlace): readonly string[] => [
  'sealed',
  table,
  of.person,
  dataset,
  record,
];
