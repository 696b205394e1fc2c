/**
 * Keyed digests: how a person, a household or a name is found again without being kept in clear. Identity numbers are few enough to
 * be tried one by one, so a digest without a key would hide nothing. Each use has its own key: digests of one use say nothing about another's.
 */
import { createHmac, createSecretKey } from 'node:crypto';
import { derive, freshKey, type MasterKey } from './keys.ts';

const CONTEXT = 'look-up';

/** What a digest is of. The caller normalises first: digests compare only what is written alike. */
export const DIGEST_USES = ['identity-number', 'household', 'name', 'employer', 'row', 'erased-person', 'erased-member'] as const;
export type DigestUse = (typeof DIGEST_USES)[number];

export interface LookupKey {
  /** HMAC-SHA-256, 32 bytes. */
  readonly digest: (use: DigestUse, value: string) => Buffer;
}

/** A new look-up key, wrapped; the caller stores it. It is never changed: every digest in the database depends on it. */
export const createLookupKey = (master: MasterKey): Promise<Buffer> => master.wrap(freshKey(), CONTEXT);

export const openLookupKey = async (master: MasterKey, wrapped: Buffer): Promise<LookupKey> => {
  const root = await master.unwrap(wrapped, CONTEXT);
  // As key objects: handing over bytes anew costs four times the digest itself.
  const keys = new Map(DIGEST_USES.map((use) => [use, createSecretKey(derive(root, `digest/${use}`))]));
  return {
    digest: (use, value) => {
      const key = keys.get(use);
      if (key === undefined) throw new TypeError(`no digest of this use: ${use}`);
      return createHmac('sha256', key).update(value, 'utf8').digest();
    },
  };
};
