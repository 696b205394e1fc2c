/** Signed checkpoints: whoever rewrites the chain from some entry on would have to sign anew what was signed before. Pure. */
import type { Instant } from '../../domain/period.ts';
import type { CryptoSuite } from '../crypto-suite.ts';
import type { Head } from './chain.ts';

export interface Checkpoint extends Head {
  readonly at: Instant;
  readonly keyId: string;
  /** Hex. */
  readonly signature: string;
}

export interface PublicKey {
  readonly id: string;
  readonly key: Buffer;
}

export interface Signer {
  readonly publicKey: PublicKey;
  readonly sign: (head: Head, at: Instant) => Checkpoint;
}

/** At least every so many entries the chain is signed: the append that comes to a multiple of it signs where it ends. */
export const CHECKPOINT_EVERY = 1_000;
/** What one append may write at most. */
export const LARGEST_APPEND = 1_000;
export const FARTHEST_CHECKPOINT = CHECKPOINT_EVERY + LARGEST_APPEND;

/** Whether a stretch of the chain, the first entry excluded, holds a place where it has to be signed. */
export const isDue = (from: number, to: number): boolean => Math.floor(from / CHECKPOINT_EVERY) < Math.floor(to / CHECKPOINT_EVERY);

/** The first bytes of the key's hash: short enough to be read out over the telephone. */
const KEY_ID_LENGTH = 16;
export const publicKeyOf = (suite: CryptoSuite, key: Buffer): PublicKey => ({
  id: suite.hash(key).toString('hex').slice(0, KEY_ID_LENGTH),
  key,
});

const signedBytes = ({ seq, hash }: Head, at: Instant): Buffer =>
  Buffer.from(JSON.stringify(['huzheng-ledger-checkpoint', 1, seq, at, hash]));

export const signerOf = (suite: CryptoSuite, signingKey: Buffer): Signer => {
  const publicKey = publicKeyOf(suite, suite.publicKeyOf(signingKey));
  return {
    publicKey,
    sign: (head, at) => ({
      seq: head.seq,
      hash: head.hash,
      at,
      keyId: publicKey.id,
      signature: suite.sign(signingKey, signedBytes(head, at)).toString('hex'),
    }),
  };
};

export const isGenuine = (suite: CryptoSuite, keys: readonly PublicKey[], checkpoint: Checkpoint): boolean => {
  const signedWith = keys.find(({ id }) => id === checkpoint.keyId);
  return signedWith !== undefined && isSigned(suite, signedWith, checkpoint);
};

/** A signature that cannot even be read is not one. */
const isSigned = (suite: CryptoSuite, { key }: PublicKey, checkpoint: Checkpoint): boolean => {
  try {
    return suite.isSigned(key, signedBytes(checkpoint, checkpoint.at), Buffer.from(checkpoint.signature, 'hex'));
  } catch {
    return false;
  }
};
