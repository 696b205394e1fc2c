/**
 * The keys of a process, opened once: which suite the database is under, the master key as the configuration names it, and what it wraps.
 * Vault keys are followed while the process runs, since `huzheng keys rotate` changes them under it.
 */
import type pg from 'pg';
import type { Config } from '../config.ts';
import { Fault } from '../faults.ts';
import type { CryptoSuite, SuiteName } from '../security/crypto-suite.ts';
import { type LookupKey, lookupKey } from '../security/digest.ts';
import { keptKeys } from '../security/kept-key.ts';
import { freshKey, type MasterKeyRing, masterKeyRing, softwareMasterKey } from '../security/keys.ts';
import { type RecordVault, recordVault } from '../security/record-vault.ts';
import { openVault, type Vault, type VaultKeys } from '../security/sealing.ts';
import { SUITES, suiteFor } from '../security/suites.ts';
import type { Line } from '../storage/line.ts';
import { settingOr } from '../storage/settings.ts';
import { followVaultKeys } from '../storage/vault-holders.ts';
import { ensureVaultKey, type VaultKeyRow } from '../storage/vault-keys.ts';
import { wrappedKeyOr } from '../storage/wrapped-keys.ts';

export interface Keys {
  readonly suite: CryptoSuite;
  readonly vault: Vault;
  readonly records: RecordVault;
  readonly lookup: LookupKey;
  /** For those who keep keys of their own in `wrapped_key`, each bound to what `contextOf` makes of its name there. */
  readonly wrapping: Wrapping;
  /** Acts with the master key as it stands now: on the embedded default its file may have been replaced since. */
  readonly withMasterKey: WithMasterKey;
  /** The key of that name that the master key wraps; made by `fresh` where there is none yet. */
  readonly wrapped: (name: string, fresh?: () => Buffer) => Promise<Buffer>;
  /** Whether the vault key of that version is at hand. */
  readonly holds: (version: number) => boolean;
  readonly close: () => Promise<void>;
}

type Wrapping = Pick<MasterKeyRing, 'wrap' | 'unwrap'>;

export type WithMasterKey = <T>(act: (master: MasterKeyRing) => Promise<T>) => Promise<T>;

export interface KeyPlaces {
  readonly pool: pg.Pool;
  readonly line: Line;
  readonly notTaken: (thrown: unknown) => void;
}

export const VAULT_CONTEXT = 'vault';
/** What a key in `wrapped_key` is bound to: its name, or where there are several of a kind (`token-key/1`) the kind. */
export const contextOf = (name: string): string => name.split('/', 1).join('');

export const openKeys = async (
  { masterKey, crypto }: Pick<Config, 'masterKey' | 'crypto'>,
  { pool, line, notTaken }: KeyPlaces,
): Promise<Keys> => {
  const suite = suiteFor(crypto, await suiteBornUnder(pool, crypto));
  const withMasterKey = masterKeyDoor(() => masterKeyOf(masterKey, suite));
  const wrapping: Wrapping = {
    wrap: (key, context) => withMasterKey((master) => master.wrap(key, context)),
    unwrap: (bytes, context) => withMasterKey((master) => master.unwrap(bytes, context)),
  };
  const wrapped: Keys['wrapped'] = async (name, fresh = freshKey) =>
    wrapping.unwrap(await wrappedKeyOr(pool, name, () => wrapping.wrap(fresh(), contextOf(name))), contextOf(name));
  const lookup = lookupKey(await wrapped('look-up'), suite);
  await ensureVaultKey(pool, () => wrapping.wrap(freshKey(), VAULT_CONTEXT));
  const atHand = keysAtHand(wrapping);
  const following = await followVaultKeys(line, { take: atHand.take, notTaken });
  const vault = openVault({ suite, keys: atHand.keys });
  return {
    suite,
    vault,
    records: recordVault(vault),
    lookup,
    wrapping,
    withMasterKey,
    wrapped,
    holds: atHand.holds,
    close: following.close,
  };
};

/** A database is born under one suite, by the first process that opens it. */
const suiteBornUnder = async (pool: pg.Pool, configured: SuiteName): Promise<string> => {
  const born = (await settingOr(pool, 'crypto-suite', () => Buffer.from(configured))).toString();
  return born in SUITES ? born : Promise.reject(unknownSuite());
};

const unknownSuite = (): Fault =>
  new Fault('conflict', { code: 'crypto-suite-newer', detail: 'The database is under a cipher suite that this version does not have.' });

/** The one place where a master key is made: a cipher machine or key service goes in here (`docs/decisions/0011-key-wrapping.md`). */
const masterKeyOf = async (named: Config['masterKey'], suite: CryptoSuite): Promise<MasterKeyRing> => {
  const { newest, previous } = named.kind === 'given' ? { newest: named.key, previous: named.previous } : await keptKeys(named.path);
  return masterKeyRing(softwareMasterKey(newest, suite), previous === null ? null : softwareMasterKey(previous, suite));
};

const isOtherKey = (thrown: unknown): boolean => thrown instanceof Fault && thrown.code === 'other-master-key';

/** A kept key may be replaced between reading its file and reading the database: looked at once more. */
const masterKeyDoor =
  (current: () => Promise<MasterKeyRing>): WithMasterKey =>
  async (act) => {
    try {
      return await act(await current());
    } catch (thrown) {
      if (!isOtherKey(thrown)) throw thrown;
      return act(await current());
    }
  };

/** Unwrapped vault keys: those already at hand stay the objects they are, those destroyed in the database go from memory. */
const keysAtHand = ({ unwrap }: Wrapping) => {
  let keys: VaultKeys = { byVersion: new Map(), inUse: 0 };
  const take = async (rows: readonly VaultKeyRow[]): Promise<void> => {
    const next = new Map<number, Buffer>();
    for (const { version, wrapped } of rows) next.set(version, keys.byVersion.get(version) ?? (await unwrap(wrapped, VAULT_CONTEXT)));
    keys = { byVersion: next, inUse: rows.findLast(({ inUse }) => inUse)?.version ?? 0 };
  };
  return { keys: () => keys, holds: (version: number) => keys.byVersion.has(version), take };
};
