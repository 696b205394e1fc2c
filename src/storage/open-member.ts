/** Opens what the roster states of a member. */
import type { MembersSealed } from '../domain/canonical.ts';
import type { RecordVault } from '../security/record-vault.ts';
import type { StoredMember } from './people.ts';

export const openMember = (member: Omit<StoredMember, 'content'>, vault: RecordVault): MembersSealed =>
  vault.open<MembersSealed>(
    { personKey: member.personKey, wrappedKey: member.wrappedKey, dataset: 'members', recordKey: member.memberId, version: member.version },
    member.sealed,
  );
