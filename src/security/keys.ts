/**
 * The master key and what it wraps. It wraps a handful of keys (the vault's, the look-up key), never a person's: so a cipher machine
 * (密码机) or key service can stand behind `MasterKey`, and a new `HUZHENG_KEY` means wrapping a handful of keys again.
 */
import { hkdfSync, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Fault } from '../faults.ts';
import { homeFault, systemCode, writeOnce } from './home.ts';
import { decrypt, encrypt } from './suites.ts';

export interface MasterKey {
  /** `context` says what the key is for and is bound to it: a key wrapped for one use does not unwrap for another. */
  readonly wrap: (key: Buffer, context: string) => Promise<Buffer>;
  readonly unwrap: (wrapped: Buffer, context: string) => Promise<Buffer>;
}

const KEY_BYTES = 32;
const KEY_ID_BYTES = 8;
const WRAP_VERSION = 1;

/** Sub-key of a root key: one use, one key (RFC 5869). */
export const derive = (root: Buffer, use: string, bytes: number = KEY_BYTES): Buffer =>
  Buffer.from(hkdfSync('sha256', root, Buffer.alloc(0), `huzheng/${use}`, bytes));

export const freshKey = (): Buffer => randomBytes(KEY_BYTES);

/** `HUZHENG_KEY` as it is written: base64 of exactly 32 bytes, padding optional. Null: it is not that. */
export const readKey = (text: string): Buffer | null => {
  const bytes = /^[A-Za-z0-9+/]{43}=?$/.test(text) ? Buffer.from(text, 'base64') : Buffer.alloc(0);
  return bytes.length === KEY_BYTES ? bytes : null;
};

/** Wraps in software, under `HUZHENG_KEY`. Wrapped: version ‖ id of the wrapping key ‖ ciphertext. */
export const softwareMasterKey = (root: Buffer): MasterKey => {
  const wrapping = derive(root, 'wrap');
  const header = Buffer.concat([Buffer.of(WRAP_VERSION), derive(root, 'key-id', KEY_ID_BYTES)]);
  return {
    wrap: async (key, context) => Buffer.concat([header, encrypt(wrapping, key, ['wrapped-key', context])]),
    unwrap: async (wrapped, context) => {
      if (!wrapped.subarray(0, header.length).equals(header)) throw otherKey();
      return decrypt(wrapping, wrapped.subarray(header.length), ['wrapped-key', context]);
    },
  };
};

const otherKey = (): Fault =>
  new Fault('denied', {
    code: 'other-master-key',
    detail:
      'This database was sealed under another key; set HUZHENG_KEY (or restore the file `key` in HUZHENG_HOME) to the one it was made with.',
  });

/** The key generated on the embedded default: made on first use, kept beside the data in a file only its owner reads. */
export const keptKey = async (path: string): Promise<Buffer> => {
  const kept = await readKept(path);
  if (kept !== null) return kept;
  const fresh = freshKey();
  return (await writeOnce(path, `${fresh.toString('base64')}\n`)) ? fresh : keptKey(path);
};

const readKept = async (path: string): Promise<Buffer | null> => {
  const text = await readFile(path, 'utf8').catch((thrown: unknown) => {
    if (systemCode(thrown) === 'ENOENT') return null;
    throw homeFault(path, thrown);
  });
  if (text === null) return null;
  const key = readKey(text.trim());
  if (key === null)
    throw new Fault('invalid', {
      code: 'kept-key-damaged',
      detail: `${path} does not hold 32 bytes in base64; restore it from a copy, since nothing opens without it.`,
    });
  return key;
};
