/** Opens what the roster states of a member. */
import type { MembersContent, MembersSealed } from '../domain/canonical.ts';
import type { RecordVault } from '../security/record-vault.ts';
import type { Db } from './database.ts';
import { membersById, type StoredMember } from './people.ts';

export const openMember = (member: Omit<StoredMember, 'content'>, vault: RecordVault): MembersSealed =>
  vault.open<MembersSealed>(
    { personKey: member.personKey, wrappedKey: member.wrappedKey, dataset: 'members', recordKey: member.memberId, version: member.version },
    member.sealed,
  );

export interface OpenedMember {
  readonly content: MembersContent;
  readonly sealed: MembersSealed;
}

/** By member id, those who are known. */
export const openMembersById = async (
  db: Db,
  memberIds: readonly string[],
  vault: RecordVault,
): Promise<ReadonlyMap<string, OpenedMember>> => {
  const known = await membersById(db, memberIds);
  return new Map(known.map((member) => [member.memberId, { content: member.content, sealed: openMember(member, vault) }]));
};
