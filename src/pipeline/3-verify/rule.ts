/** What a rule is: a check judged source by source, or a contradiction that only shows across records or checks. */
import type { Heard } from './hear.ts';
import type { Check, Discrepancy, DiscrepancyKind, Finding, Statement } from './types.ts';
import type { Scale } from './weigh.ts';

export interface CheckRule {
  /** See `Scale.claims`; empty where the check has only yes and no. */
  readonly claims: Scale['claims'];
  /** One statement a source that could know. */
  readonly statements: (heard: Heard) => readonly Statement[];
  /** The discrepancy opened where the sources contradict each other; null: contradiction rules of their own tell the kinds apart. */
  readonly conflict: DiscrepancyKind | null;
}

export type CheckRules = Readonly<Record<Check, CheckRule>>;
export type Findings = Readonly<Record<Check, Finding>>;

/** Null where nothing is contradicted. */
export type ContradictionRule = (heard: Heard, findings: Findings) => Discrepancy | null;
