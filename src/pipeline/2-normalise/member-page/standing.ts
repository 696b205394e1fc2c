/** Where a row of the roster stands among what is known of its member. Pure. */
import type { Member } from '../../../domain/canonical.ts';
import { standsOver } from '../../../domain/membership.ts';
import type { Instant } from '../../../domain/period.ts';

/** A version of a member's record, whoever the member was then: a corrected identity number is another person. */
export interface KnownRow {
  readonly personKey: string;
  readonly version: number;
  readonly current: boolean;
  readonly changedAt: Instant | null;
  readonly fingerprint: string;
  readonly seenRun: string;
}

export interface MemberRow {
  readonly personKey: string;
  readonly changedAt: Instant | null;
  readonly fingerprint: string;
}

export interface Standing<K extends KnownRow> {
  readonly column: 'accepted' | 'unchanged' | 'duplicate';
  /** It says who and what the member is now. */
  readonly isNewest: boolean;
  /** The version that it repeats. */
  readonly same: K | null;
  /** The version that it makes, of this person's record. */
  readonly version: number;
  readonly current: boolean;
}

export const standingOf = <K extends KnownRow>(row: MemberRow, known: readonly K[], runId: string): Standing<K> => {
  const own = known.filter(({ personKey }) => personKey === row.personKey);
  const isNewest = known.every((version) => !isLater(version, row));
  const same = own.find((version) => version.fingerprint === row.fingerprint && (version.current || !isNewest)) ?? null;
  const version = Math.max(0, ...own.map((one) => one.version)) + 1;
  // Of each person's record one version is current, even where the member has since become another person.
  const current = own.every((one) => !one.current || !isLater(one, row));
  return { column: same === null ? 'accepted' : same.seenRun === runId ? 'duplicate' : 'unchanged', isNewest, same, version, current };
};

const isLater = (version: KnownRow, { changedAt }: Pick<MemberRow, 'changedAt'>): boolean =>
  version.current && changedAt !== null && version.changedAt !== null && version.changedAt > changedAt;

/** A member may stand on a page twice: the newest row wins. */
export const newestOf = (members: readonly Member[]): readonly Member[] => {
  const byId = new Map<string, Member>();
  for (const member of members) {
    const { memberId } = member.content;
    if (standsOver(member.content, byId.get(memberId)?.content)) byId.set(memberId, member);
  }
  return [...byId.values()];
};
