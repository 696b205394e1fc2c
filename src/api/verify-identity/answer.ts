/** From findings to grades: what a caller is told. Pure; no field value leaves. */
import type { Instant } from '../../domain/period.ts';
import { AUTHORITIES, type Authority, sourceOf, TESTIMONIES } from '../../domain/sources.ts';
import type { Dossier } from '../../pipeline/2-normalise/types.ts';
import { isStale } from '../../pipeline/3-verify/freshness.ts';
import { CHECKS, type Check, type CheckResult, type Finding } from '../../pipeline/3-verify/types.ts';
import type { Asked } from './live.ts';

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

/** Where a source's part of the answer comes from; `asOf` is its freshest reading. */
export const sourceAnswer = (
  source: Authority,
  dossier: Dossier,
  { live, endOfDay }: { readonly live: Pick<Asked, 'status' | 'latencyMs'> | null; readonly endOfDay: Instant },
): SourceAnswer => {
  const datasets = TESTIMONIES.filter((dataset) => sourceOf(dataset) === source);
  const isWithheld = datasets.every((dataset) => dossier.readings[dataset].state === 'withheld');
  const readings = datasets.flatMap((dataset) => {
    const reading = dossier.readings[dataset];
    return reading.state === 'read' ? [{ dataset, asOf: reading.asOf }] : [];
  });
  const asOf =
    readings
      .map((reading) => reading.asOf)
      .toSorted()
      .at(-1) ?? null;
  if (live !== null) return { source, status: live.status, asOf, latencyMs: live.latencyMs };
  const isOld = readings.every((reading) => isStale(reading.dataset, reading.asOf, endOfDay));
  const stored = asOf === null ? 'error' : isOld ? 'stale' : 'cached';
  return { source, status: isWithheld ? 'withheld' : stored, asOf, latencyMs: 0 };
};
