/** What a change of roles comes to in the ledger: an entry for each role given or taken. Pure. */
import type { Caller, Role } from '../caller.ts';
import type { LedgerDraft } from '../ledger/entry.ts';

interface Change {
  readonly before: readonly Role[];
  readonly after: readonly Role[];
}

interface By {
  readonly caller: Caller;
  readonly operatorId: string;
  readonly trace: string | null;
}

export const roleChanges = ({ before, after }: Change, { caller, operatorId, trace }: By): readonly LedgerDraft[] => {
  const entry =
    (act: 'role-granted' | 'role-revoked') =>
    (role: Role): LedgerDraft => ({
      caller,
      act,
      purpose: null,
      subjects: [],
      sources: [],
      outcome: 'done',
      trace,
      particulars: { operator: operatorId, role },
    });
  return [
    ...after.filter((role) => !before.includes(role)).map(entry('role-granted')),
    ...before.filter((role) => !after.includes(role)).map(entry('role-revoked')),
  ];
};
