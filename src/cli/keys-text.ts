/** What `huzheng keys` says to a person at a terminal. */
import type { Config } from '../config.ts';
import type { Rotated, RotationProgress } from '../keys/rotate-keys.ts';
import type { SuiteName } from '../security/crypto-suite.ts';
import { many } from './many.ts';

export interface KeysShown {
  readonly suite: SuiteName;
  /** The one that wraps now. */
  readonly masterKey: { readonly kind: Config['masterKey']['kind']; readonly id: string };
  readonly vaultKeys: readonly { readonly version: number; readonly inUse: boolean; readonly people: number; readonly wrappedBy: string }[];
  readonly otherKeys: readonly { readonly name: string; readonly wrappedBy: string }[];
}

export interface MasterRotated {
  /** `vault-only`: no new one was given. */
  readonly masterKey: 'replaced' | 'vault-only' | 'already';
  readonly rewrapped: number;
}

const WHERE: Readonly<Record<KeysShown['masterKey']['kind'], string>> = {
  given: 'HUZHENG_KEY',
  kept: 'the file `key` in HUZHENG_HOME',
};

export const keysText = ({ suite, masterKey, vaultKeys, otherKeys }: KeysShown): string => {
  const vault = vaultKeys.map(
    ({ version, inUse, people, wrappedBy }) =>
      `vault key ${version}  wraps the keys of ${people} people; wrapped by ${wrappedBy}${inUse ? '' : '; announced, not in use yet'}`,
  );
  const other = otherKeys.map(({ name, wrappedBy }) => `${name} key  wrapped by ${wrappedBy}`);
  const unfinished = vaultKeys.length > 1 || [...vaultKeys, ...otherKeys].some(({ wrappedBy }) => wrappedBy !== masterKey.id);
  return `${[
    `suite        ${suite}`,
    `master key   ${masterKey.id}, in software, from ${WHERE[masterKey.kind]}`,
    ...vault,
    ...other,
    ...(unfinished ? ['A rotation is unfinished: `huzheng keys rotate` goes on with it.'] : []),
  ].join('\n')}\n`;
};

export const progressText = (at: RotationProgress): string =>
  at.step === 'people'
    ? `people re-wrapped  ${at.done} of ${at.all}`
    : `waiting for ${many(at.processes, 'process', 'processes')} to take up the new key; one that cannot (it was started with the old HUZHENG_KEY alone) has to be restarted`;

const MASTER: Readonly<Record<MasterRotated['masterKey'], string>> = {
  replaced: 'The master key is replaced; backups made before still need the old one.',
  already: 'Nothing is under HUZHENG_KEY_PREVIOUS any more: remove it, and restart what still runs with it.',
  'vault-only':
    'The master key stays: to replace it, set HUZHENG_KEY to a new one and HUZHENG_KEY_PREVIOUS to the old, restart, and run this again.',
};

export const rotatedText = ({ masterKey, vaultKey }: MasterRotated & { readonly vaultKey: Rotated }): string =>
  `${MASTER[masterKey]}\nVault key ${vaultKey.version} is in use, ${vaultKey.people} people were re-wrapped, and the old one is destroyed.\n`;
