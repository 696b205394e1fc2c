/** How it is entered that an answer was told once more: by id, or under its Idempotency-Key. Pure. */
import type { LedgerDraft } from './entry.ts';

interface VerificationRead extends Pick<LedgerDraft, 'caller' | 'trace' | 'outcome'> {
  readonly verificationId: string;
  /** Whom it is about, as the ledger calls them; null: there is none, or it was kept by a version that did not keep that with it. */
  readonly subject: string | null;
}

export const verificationRead = ({ verificationId, subject, ...read }: VerificationRead): LedgerDraft => ({
  ...read,
  act: 'verification-read',
  purpose: null,
  subjects: [],
  ledgerSubjects: subject === null ? [] : [subject],
  sources: [],
  particulars: { verificationId },
});
