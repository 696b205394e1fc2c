/** What applying reads and makes: an applicant, a prefilled form with its provenance, and what was issued before. */
import type { ApplicationReason, Form, Programme, Provenance } from '../../domain/application.ts';
import type { MembersSealed } from '../../domain/canonical.ts';
import type { Instant } from '../../domain/period.ts';
import type { Dossier } from '../2-normalise/types.ts';
import type { Facts } from '../4-screen/types.ts';

/** A member as a form needs them: everything is of the purpose the programme belongs to. */
export interface Applicant {
  /** With `sealed` opened. */
  readonly dossier: Dossier;
  /** Screening's facts of this very dossier: a form says nothing that screening did not know. */
  readonly facts: Facts;
  readonly roster: MembersSealed;
  /** End of the last complete reading of the roster. */
  readonly rosterAsOf: Instant;
}

/** All of an application but its version and its expiry. */
export interface Candidate {
  readonly memberId: string;
  readonly programme: Programme;
  readonly form: Form;
  readonly provenance: Provenance;
  readonly reasons: readonly ApplicationReason[];
  /** The records behind form and reasons, as `dataset/key@version`, in order; without `asOf`, which alone makes no version. */
  readonly records: readonly string[];
}

/**
 * Where an application stands: the aid system's own statuses; `not-accepted` for one it refused to take (422); `set-aside` for one that was held or
 * was to be withdrawn, or came before its member was known there; `taken-back` for one that we withdrew ourselves. Only the first four may still become
 * another version.
 */
export type IssuedStatus =
  | 'awaiting-confirmation'
  | 'not-accepted'
  | 'set-aside'
  | 'taken-back'
  | 'confirmed'
  | 'declined'
  | 'expired'
  | 'granted'
  | 'refused'
  | 'withdrawn';

/** The latest version of an application, as it was issued. */
export interface Issued extends Pick<Candidate, 'memberId' | 'programme' | 'form' | 'reasons' | 'records'> {
  readonly version: number;
  readonly expiresAt: Instant;
  readonly status: IssuedStatus;
  /** It is not withdrawn, and its form names another number than the member has now. */
  readonly isAboutAnother: boolean;
}
