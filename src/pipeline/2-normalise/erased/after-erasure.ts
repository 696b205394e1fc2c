/** Whether a row of the roster brings back somebody who was erased. Pure. */
import type { Member } from '../../../domain/canonical.ts';
import type { Instant } from '../../../domain/period.ts';

export interface Tombstone {
  /** `asked`: the person wanted it; `left`: nothing was to be kept of them any more. */
  readonly cause: 'asked' | 'left';
  readonly erasedAt: Instant;
}

/**
 * The member as they may be known now, or null: then the row is dropped and counted as withheld. Whoever asked to be erased comes back with a
 * consent given since, and only with that; whoever had left comes back by being a member again.
 */
export const afterErasure = (member: Member, tombstones: readonly Tombstone[]): Member | null => {
  if (member.content.leftOn !== null && tombstones.some(({ cause }) => cause === 'left')) return null;
  const asked = tombstones.filter(({ cause }) => cause === 'asked').map(({ erasedAt }) => erasedAt);
  const since = asked.toSorted().at(-1);
  if (since === undefined) return member;
  const consents = member.content.consents.filter(({ grantedAt }) => grantedAt > since);
  return consents.length === 0 ? null : { ...member, content: { ...member.content, consents } };
};
