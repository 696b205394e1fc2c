/** Whoever reads the ledger stands in it too, before anything is shown. */
import type { Caller } from '../caller.ts';
import type { LedgerDraft } from './entry.ts';

export interface AuditRead {
  readonly caller: Caller;
  /** The member whose looks are asked for; none where the whole ledger is read. */
  readonly subjects: readonly Buffer[];
  readonly outcome: 'listed' | 'exported';
  readonly trace: string | null;
}

export const auditRead = (read: AuditRead): LedgerDraft => ({ ...read, act: 'audit-read', purpose: null, sources: [] });
