/** The ledger's own keys: one digests subjects, one signs checkpoints. Random, wrapped by the master key, never changed. */
import { createSecretKey } from 'node:crypto';
import type { CryptoSuite } from '../crypto-suite.ts';
import { derive, freshKey, type MasterKey } from '../keys.ts';
import { type Signer, signerOf } from './checkpoint.ts';

const SUBJECT_CONTEXT = 'ledger';
const SIGNING_CONTEXT = 'ledger-signing';

export interface LedgerKeys {
  /** From the look-up digest of an identity number to what stands in the ledger, in hex: neither is found from the other without this key. */
  readonly subjectOf: (lookupDigest: Buffer) => string;
  readonly signer: Signer;
}

/** Both wrapped; the caller stores them. */
export const createLedgerKeys = async (
  suite: CryptoSuite,
  master: MasterKey,
): Promise<{ readonly subjects: Buffer; readonly signing: Buffer }> => ({
  subjects: await master.wrap(freshKey(), SUBJECT_CONTEXT),
  signing: await master.wrap(suite.newSigningKey(), SIGNING_CONTEXT),
});

/** A third of the side table less than 32 bytes; RFC 2104, section 5, lets a digest be cut to half. */
const SUBJECT_BYTES = 16;

export const openLedgerKeys = async (
  suite: CryptoSuite,
  master: MasterKey,
  wrapped: { readonly subjects: Buffer; readonly signing: Buffer },
): Promise<LedgerKeys> => {
  const key = createSecretKey(derive(await master.unwrap(wrapped.subjects, SUBJECT_CONTEXT), 'ledger/subject'));
  return {
    subjectOf: (lookupDigest) => suite.mac(key, lookupDigest).subarray(0, SUBJECT_BYTES).toString('hex'),
    signer: signerOf(suite, await master.unwrap(wrapped.signing, SIGNING_CONTEXT)),
  };
};
