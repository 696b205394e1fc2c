/**
 * The master key, and what it wraps: a handful of keys (the vault's, the look-up key, the ledger's), never a person's. So a cipher machine
 * (密码机) or key service (KMS) can stand behind `MasterKey`, and a new `HUZHENG_KEY` means wrapping a handful of keys again
 * (`docs/decisions/0011-key-wrapping.md`).
 */
import { randomBytes } from 'node:crypto';
import { Fault } from '../faults.ts';
import { type CryptoSuite, KEY_BYTES, standardSuite } from './crypto-suite.ts';

/**
 * Wraps keys of up to 512 bytes and unwraps them again. Whatever implements it passes `test/security/master-key-contract.ts`. Its faults: `denied`
 * (may not use this key), `busy` (cannot be reached now; whoever asked tries again), `broken` (what was wrapped is altered or of another context).
 */
export interface MasterKey {
  /** Name and version of the key, as it stands on all it wrapped: another version is another id. Printable ASCII, at most 200; no secret. */
  readonly id: string;
  /** `context` says what the key is for and is bound to it: a key wrapped for one use does not unwrap for another. */
  readonly wrap: (key: Buffer, context: string) => Promise<Buffer>;
  readonly unwrap: (wrapped: Buffer, context: string) => Promise<Buffer>;
  /** Resolves where it could wrap and unwrap now. */
  readonly check: () => Promise<void>;
}

/** Wraps by the newest key and unwraps by whichever wrapped it: while keys are rotated, old and new are both accepted. */
export interface MasterKeyRing extends MasterKey {
  /** The id of the key that something is wrapped under. */
  readonly idOn: (wrapped: Buffer) => string;
}

export const freshKey = (): Buffer => randomBytes(KEY_BYTES);

/** `HUZHENG_KEY` as it is written: base64 of exactly 32 bytes, padding optional. Null: it is not that. */
export const readKey = (text: string): Buffer | null => {
  const bytes = /^[A-Za-z0-9+/]{43}=?$/.test(text) ? Buffer.from(text, 'base64') : Buffer.alloc(0);
  return bytes.length === KEY_BYTES ? bytes : null;
};

const KEY_ID_BYTES = 8;

/** Wraps in this process, under 32 bytes that it holds in memory. */
export const softwareMasterKey = (root: Buffer, suite: CryptoSuite = standardSuite): MasterKey => {
  const wrapping = suite.sealingKey(suite.derive(root, 'wrap'));
  const wrap: MasterKey['wrap'] = async (key, context) => wrapping.seal(key, ['wrapped-key', context]);
  const unwrap: MasterKey['unwrap'] = async (wrapped, context) => wrapping.open(wrapped, ['wrapped-key', context]);
  return {
    id: suite.derive(root, 'key-id', KEY_ID_BYTES).toString('hex'),
    wrap,
    unwrap,
    check: async () => void (await unwrap(await wrap(root, 'check'), 'check')),
  };
};

const ENVELOPE = 2;

/** Wrapped: version ‖ length of the id ‖ id ‖ what that key made. */
export const masterKeyRing = (newest: MasterKey, previous: MasterKey | null = null): MasterKeyRing => {
  const keys = previous === null ? [newest] : [newest, previous];
  const header = headerOf(newest.id);
  return {
    id: newest.id,
    idOn,
    wrap: async (key, context) => Buffer.concat([header, await newest.wrap(key, context)]),
    unwrap: async (wrapped, context) => {
      const id = idOn(wrapped);
      const key = keys.find((one) => one.id === id);
      if (key === undefined) throw otherKey(id);
      return key.unwrap(wrapped.subarray(2 + id.length), context);
    },
    check: newest.check,
  };
};

/** Whether it has the form of something a ring wrapped. */
export const isWrapped = (bytes: Buffer): boolean => bytes[0] === ENVELOPE && bytes.length > 2 + (bytes[1] ?? 0);

const headerOf = (id: string): Buffer => {
  if (!/^[\x21-\x7e]{1,200}$/.test(id))
    throw new Fault('bug', { code: 'master-key-id', detail: 'The id of a master key is 1 to 200 printable characters.' });
  return Buffer.concat([Buffer.of(ENVELOPE, id.length), Buffer.from(id, 'ascii')]);
};

const idOn = (wrapped: Buffer): string => {
  const length = wrapped[1] ?? 0;
  if (!isWrapped(wrapped) || length === 0)
    throw new Fault('broken', { code: 'wrapped-key-damaged', detail: 'A wrapped key is not one: it was altered or cut.' });
  return wrapped.subarray(2, 2 + length).toString('ascii');
};

const otherKey = (id: string): Fault =>
  new Fault('denied', {
    code: 'other-master-key',
    detail: `This database was sealed under another key (${id}); set HUZHENG_KEY (or restore the file \`key\` in HUZHENG_HOME) to the one it was made with. While keys are rotated, the old one stands in HUZHENG_KEY_PREVIOUS.`,
  });
