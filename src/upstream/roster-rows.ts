/**
 * Rows of the roster as they count for whoever has read them: dated, and with the number of whom they are about. The same by night and for whoever asks
 * in the morning. Pure.
 */
import type { MembersSealed } from '../domain/canonical.ts';
import { datedBy, type Membership, standsOver } from '../domain/membership.ts';
import type { Instant } from '../domain/period.ts';
import { type MemberNormalised, numbered } from './aid-system.ts';

export const dated = (read: MemberNormalised, readAt: Instant): MemberNormalised => {
  if (read.ok) return { ok: true, member: { ...read.member, content: datedBy(read.member.content, readAt) } };
  const { unnumbered, ...broken } = read;
  return unnumbered === undefined ? broken : { ...broken, unnumbered: { ...unnumbered, content: datedBy(unnumbered.content, readAt) } };
};

interface Row {
  readonly read: MemberNormalised;
}

/** What the roster has stated of a member. */
interface Stated {
  readonly content: Membership;
  readonly sealed: Pick<MembersSealed, 'idNumber'>;
}

/** Whom rows without a number are about, by member id. */
export const unnumberedAmong = (rows: readonly Row[]): readonly string[] =>
  rows.flatMap(({ read }) => (read.ok || read.unnumbered === undefined ? [] : [read.unnumbered.content.memberId]));

/**
 * A row about a known member need not state the number (`interfaces.md`, "Common to all"): it is the one that the roster stated last, in a row before it
 * or, by member id, as it is `known`. Otherwise a leaving, or a consent ticked or withdrawn, would wait for whoever mends the row.
 */
export const withNumbers = <R extends Row>(rows: readonly R[], known: ReadonlyMap<string, Stated>): readonly R[] => {
  const latest = new Map(known);
  return rows.map((row): R => {
    const { read } = row;
    if (read.ok) {
      const { member } = read;
      const { memberId } = member.content;
      if (standsOver(member.content, latest.get(memberId)?.content)) latest.set(memberId, member);
      return row;
    }
    const { unnumbered } = read;
    const idNumber = latest.get(unnumbered?.content.memberId ?? '')?.sealed.idNumber;
    return unnumbered && idNumber ? { ...row, read: { ok: true, member: numbered(unnumbered, idNumber) } } : row;
  });
};
