/** What a rule is: a check judged source by source, or a contradiction that only shows across checks. */
import type { Dossier } from '../2-normalise/types.ts';
import type { Scale } from './weigh.ts';
import type { Check, Discrepancy, DiscrepancyKind, Finding, Statement } from './types.ts';

export interface CheckRule {
  readonly check: Check;
  /** The discrepancy that sources open when they contradict each other on this check; null: contradiction rules of their own tell the kinds apart. */
  readonly conflict: DiscrepancyKind | null;
  /** See `Scale.claims`; empty where the check has only yes and no. */
  readonly claims: Scale['claims'];
  /** One statement a source that could know. */
  readonly statements: (dossier: Dossier) => readonly Statement[];
}

/** Null where nothing is contradicted. */
export type ContradictionRule = (dossier: Dossier, findingOf: (check: Check) => Finding) => Discrepancy | null;
