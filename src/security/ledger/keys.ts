/** The ledger's own keys: one digests subjects, one signs checkpoints. Random, wrapped by the master key, never changed. */
import type { CryptoSuite } from '../crypto-suite.ts';
import { type Signer, signerOf } from './checkpoint.ts';

export interface LedgerKeys {
  /** From the look-up digest of an identity number to what stands in the ledger, in hex: neither is found from the other without this key. */
  readonly subjectOf: (lookupDigest: Buffer) => string;
  readonly signer: Signer;
}

/** A third of the side table less than 32 bytes; RFC 2104, section 5, lets a digest be cut to half. */
const SUBJECT_BYTES = 16;

export const openLedgerKeys = (
  suite: CryptoSuite,
  { subjects, signing }: { readonly subjects: Buffer; readonly signing: Buffer },
): LedgerKeys => {
  const mac = suite.macUnder(suite.derive(subjects, 'ledger/subject'));
  return {
    subjectOf: (lookupDigest) => mac(lookupDigest).subarray(0, SUBJECT_BYTES).toString('hex'),
    signer: signerOf(suite, signing),
  };
};
