/**
 * What keeps an erased person out: keyed digests of the number's own digest and of the member ids, under uses of their own, so that they match
 * nothing else in the database.
 */
import type { LookupKey } from '../digest.ts';

export const personTombstone = (idDigest: Buffer, lookup: LookupKey): Buffer => lookup.digest('erased-person', idDigest.toString('hex'));
export const memberTombstone = (memberId: string, lookup: LookupKey): Buffer => lookup.digest('erased-member', memberId);

export const tombstoneDigests = (
  { idDigests, memberIds }: { readonly idDigests: readonly Buffer[]; readonly memberIds: readonly string[] },
  lookup: LookupKey,
): readonly Buffer[] => [
  ...idDigests.map((idDigest) => personTombstone(idDigest, lookup)),
  ...memberIds.map((memberId) => memberTombstone(memberId, lookup)),
];
