/**
 * Which of a person's memberships counts. One identity number may stand on the roster under several member ids, as after a move to another district:
 * consents, name, employer and forms are then those of one row, by night and for whoever asks alike. Pure; the same in SQL is `COUNTING_FIRST` (`src/storage/people.ts`).
 */
import type { MembersContent } from './canonical.ts';
import { believedAt, type Instant } from './period.ts';

export type Membership = Pick<MembersContent, 'memberId' | 'leftOn' | 'updatedAt'>;

/**
 * One that lasts before one that ended (`interfaces.md` §4: `leftOn` set, no longer a member, whatever its date); then the newest by the row's own
 * `updatedAt`, one without being the oldest; then the smaller member id, so that it is the same one whichever came first.
 */
export const countingFirst = (one: Membership, other: Membership): number =>
  Number(other.leftOn === null) - Number(one.leftOn === null) ||
  compare(other.updatedAt ?? '', one.updatedAt ?? '') ||
  compare(one.memberId, other.memberId);

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

/**
 * Of two rows of one membership the newer by `updatedAt`; where one has no date, or both have the same, the one that came later in the feed. `earlier`:
 * undefined where there was none.
 */
export const standsOver = ({ updatedAt }: Pick<Membership, 'updatedAt'>, earlier: Pick<Membership, 'updatedAt'> | undefined): boolean => {
  const known = earlier?.updatedAt ?? null;
  return updatedAt === null || known === null || updatedAt >= known;
};

/** A row that says it was changed in the future is not dated: believed, it would stand over a leaving and a consent withdrawn that really came later. */
export const datedBy = <M extends Pick<Membership, 'updatedAt'>>(membership: M, readAt: Instant): M => {
  const updatedAt = believedAt(membership.updatedAt, readAt);
  return updatedAt === membership.updatedAt ? membership : { ...membership, updatedAt };
};
