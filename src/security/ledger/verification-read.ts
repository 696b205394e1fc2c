/** How it is entered that an answer was told once more: by id, or under its Idempotency-Key. Pure. */
import type { LedgerDraft } from './entry.ts';

interface VerificationRead extends Pick<LedgerDraft, 'caller' | 'trace' | 'outcome'> {
  readonly verificationId: string;
  /** Nobody where only the id is known: a verification does not say whom it is about. */
  readonly subjects: LedgerDraft['subjects'];
}

export const verificationRead = ({ verificationId, ...read }: VerificationRead): LedgerDraft => ({
  ...read,
  act: 'verification-read',
  purpose: null,
  sources: [],
  particulars: { verificationId },
});
