/** From findings to grades: what a caller is told. Pure; no field value leaves. */
import type { Instant } from '../../domain/period.ts';
import { AUTHORITIES, type Authority } from '../../domain/sources.ts';
import { CHECKS, type Check, type CheckResult, type Finding } from '../../pipeline/3-verify/types.ts';

export type Outcome = 'match' | 'partial' | 'mismatch' | 'not-found' | 'unavailable';

export interface CheckAnswer {
  readonly check: Check;
  readonly result: CheckResult;
  readonly sources: readonly { readonly source: Authority; readonly result: CheckResult; readonly asOf: Instant | null }[];
}

export interface SourceAnswer {
  readonly source: Authority;
  readonly status: 'ok' | 'cached' | 'stale' | 'timeout' | 'error' | 'withheld';
  readonly asOf: Instant | null;
  readonly latencyMs: number;
}

export interface VerificationAnswer {
  readonly outcome: Outcome;
  readonly checks: readonly CheckAnswer[];
  readonly sources: readonly SourceAnswer[];
}

/** Someone off the roster and someone who did not agree look the same (`design.md`, "Withheld looks like unknown"). */
export const withheldAnswer = (): VerificationAnswer => ({
  outcome: 'not-found',
  checks: CHECKS.map((check) => ({ check, result: 'not-held', sources: [] })),
  sources: AUTHORITIES.map((source) => ({ source, status: 'withheld', asOf: null, latencyMs: 0 })),
});

/** `sameName`: the caller's name against the roster's; it bounds what the check of identity can say. */
export const answerOf = (findings: readonly Finding[], sources: readonly SourceAnswer[], sameName: CheckResult): VerificationAnswer => {
  const checks = findings.map((finding) => checkAnswer(finding, sameName));
  return { outcome: outcomeOf(checks), checks, sources };
};

const checkAnswer = (finding: Finding, sameName: CheckResult): CheckAnswer => {
  const { check } = finding;
  const result = check === 'identity' && sameName !== 'match' ? sameName : resultOf(finding);
  return { check, result, sources: finding.statements.map(({ source, result: said, asOf }) => ({ source, result: said, asOf })) };
};

/** Sources that contradict each other leave the check unknown: nobody is told a mismatch that another source denies. */
const resultOf = ({ verdict, holds, statements }: Finding): CheckResult => {
  if (verdict === 'conflicting' || verdict === 'missing' || verdict === 'stale') return 'unknown';
  if (holds === true) return statements.some((statement) => statement.result === 'match') ? 'match' : 'similar';
  return statements.some((statement) => statement.result === 'mismatch') ? 'mismatch' : 'not-held';
};

const outcomeOf = (checks: readonly CheckAnswer[]): Outcome => {
  const known = checks.filter((check) => check.result !== 'unknown');
  if (known.length === 0) return 'unavailable';
  const identity = checks.find((check) => check.check === 'identity')?.result;
  if (identity === 'mismatch') return 'mismatch';
  return checks.every((check) => check.result === 'match') ? 'match' : 'partial';
};
