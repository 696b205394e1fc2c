/** The vault as records use it: a value sealed for one version of one record of one person opens nowhere else. */
import type { PersonSecret, Vault } from './sealing.ts';

export interface KeyHolder {
  readonly personKey: string;
  readonly wrappedKey: Buffer;
}

export interface RecordPlace extends KeyHolder {
  readonly dataset: string;
  readonly recordKey: string;
  readonly version: number;
}

export interface RecordVault {
  readonly newPersonKey: (personKey: string) => Buffer;
  readonly seal: (place: RecordPlace, value: object) => Buffer;
  /** It is authenticated, so it has the type it was sealed with. */
  readonly open: <T extends object>(place: RecordPlace, sealed: Buffer) => T;
}

/** How many unwrapped keys are kept at hand: those of the people that eight units look up, never a city's. */
const KEYS_AT_HAND = 10_000;

export const recordVault = (vault: Vault): RecordVault => {
  const atHand = new Map<string, PersonSecret>();
  const unlocked = ({ personKey, wrappedKey }: KeyHolder): PersonSecret => {
    const held = atHand.get(personKey);
    if (held !== undefined) return held;
    if (atHand.size >= KEYS_AT_HAND) atHand.clear();
    const secret = vault.unlock(personKey, wrappedKey);
    atHand.set(personKey, secret);
    return secret;
  };
  const placeOf = ({ dataset, recordKey, version }: RecordPlace) => ({ table: 'record', dataset, record: `${recordKey}/${version}` });
  return {
    newPersonKey: vault.newPersonKey,
    seal: (place, value) => vault.seal(unlocked(place), value, placeOf(place)),
    open: (place, sealed) => vault.open(unlocked(place), sealed, placeOf(place)),
  };
};

/** How many values were sealed and opened. */
export interface VaultUses {
  sealed: number;
  opened: number;
}

/** The same vault, which counts: one addition a call, and no clock. */
export const countingVault = (vault: RecordVault, uses: VaultUses): RecordVault => ({
  newPersonKey: vault.newPersonKey,
  seal: (place, value) => {
    uses.sealed += 1;
    return vault.seal(place, value);
  },
  open: (place, sealed) => {
    uses.opened += 1;
    return vault.open(place, sealed);
  },
});
