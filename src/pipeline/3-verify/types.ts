/** What verification says: for each check, what each source testifies, and what that makes together. */
import type { Instant } from '../../domain/period.ts';
import type { Authority, Dataset, Purpose, Source, Testimony } from '../../domain/sources.ts';
import type { Dossier } from '../2-normalise/types.ts';

export const CHECKS = ['identity', 'living', 'assistance-status', 'medical-insurance', 'employment-insurance', 'employer'] as const;
/** The public contract's checks (`design.md`, `POST /v1/verify-identity`). */
export type Check = (typeof CHECKS)[number];

/**
 * One source's answer to one check. `similar` may be a match and proves none, `mismatch` is a statement to the contrary, `not-held` a complete
 * reading without a row that bears on the check. What each state of a source means is a table: `results.ts`.
 */
export type CheckResult = 'match' | 'similar' | 'mismatch' | 'not-held' | 'unknown';

/** Why a source is unknown: never a mismatch. */
export type UnknownReason = 'not-yet-read' | 'source-failed' | 'withheld' | 'no-such-code' | 'not-stated' | 'stale';

/** Evidence: the record, the version of it, and the reading it comes from. */
export interface Evidence {
  readonly source: Source;
  readonly dataset: Dataset;
  readonly recordKey: string;
  readonly version: number;
  readonly asOf: Instant | null;
}

export interface Statement {
  readonly source: Authority;
  readonly result: CheckResult;
  readonly reason: UnknownReason | null;
  /** What exactly it affirms or denies where the check has more than yes and no: an assistance category, or `dibao-or-tekun`. */
  readonly value: string | null;
  readonly asOf: Instant | null;
  /** The readings it is as of: the oldest of them dates it. */
  readonly restsOn: readonly Testimony[];
  readonly evidence: readonly Evidence[];
}

/** Several sources together. `stale`: all that is said is older than the check's freshness limit. */
export type Verdict = 'corroborated' | 'single-source' | 'conflicting' | 'missing' | 'stale';

export interface Finding {
  readonly check: Check;
  readonly verdict: Verdict;
  /** What they agree on; null when conflicting, missing or stale. True on likeness alone where nobody says more: then no statement is a match. */
  readonly holds: boolean | null;
  /** The agreed value where there is one: an assistance category. */
  readonly value: string | null;
  readonly statements: readonly Statement[];
}

export const DISCREPANCY_KINDS = [
  'identity-conflict',
  'living-conflict',
  'paying-after-death',
  'assistance-conflict',
  'assistance-after-death',
  'benefit-while-employed',
  'medical-insurance-conflict',
  'employment-insurance-conflict',
  'employer-conflict',
] as const;
export type DiscrepancyKind = (typeof DISCREPANCY_KINDS)[number];

/** Sources that contradict each other about one member: who says what. Opened once, closed by the corrected row itself. */
export interface Discrepancy {
  readonly kind: DiscrepancyKind;
  readonly check: Check;
  readonly statements: readonly Statement[];
}

export interface Verification {
  readonly findings: readonly Finding[];
  readonly discrepancies: readonly Discrepancy[];
}

/** A dossier that may be used for one purpose, and what verification made of exactly that dossier. */
export interface View {
  readonly dossier: Dossier;
  readonly verification: Verification;
}

/** One view a purpose, because consent and written basis are given for a purpose; null: nothing may be used for it. */
export type Views = Readonly<Record<Purpose, View | null>>;
