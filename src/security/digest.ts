/**
 * Keyed digests: how a person, a household or a name is found again without being kept in clear. Identity numbers are few enough to
 * be tried one by one, so a digest without a key would hide nothing. Each use has its own key: digests of one use say nothing about another's.
 */
import type { CryptoSuite } from './crypto-suite.ts';

/** What a digest is of. The caller normalises first: digests compare only what is written alike. */
export const DIGEST_USES = [
  'identity-number',
  'household',
  'name',
  'employer',
  'row',
  'answer',
  'address',
  'client-secret',
  'request',
  'grades',
  'told-answer',
  'erased-person',
  'erased-member',
  'stated-id',
] as const;
export type DigestUse = (typeof DIGEST_USES)[number];

export interface LookupKey {
  /** The suite's keyed digest (HMAC-SHA-256 or HMAC-SM3), 32 bytes. */
  readonly digest: (use: DigestUse, value: string) => Buffer;
}

/** `root` is never changed: every digest in the database depends on it. */
export const lookupKey = (root: Buffer, suite: CryptoSuite): LookupKey => {
  const macs = new Map(DIGEST_USES.map((use) => [use, suite.macUnder(suite.derive(root, `digest/${use}`))]));
  return {
    digest: (use, value) => {
      const mac = macs.get(use);
      if (mac === undefined) throw new TypeError(`no digest of this use: ${use}`);
      return mac(value);
    },
  };
};
