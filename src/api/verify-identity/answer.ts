/** From findings to grades: what a caller is told. Pure; no field value leaves. */
import type { Instant } from '../../domain/period.ts';
import { AUTHORITIES, type Authority, sourceOf, TESTIMONIES } from '../../domain/sources.ts';
import type { Dossier } from '../../pipeline/2-normalise/types.ts';
import { isStale } from '../../pipeline/3-verify/freshness.ts';
import { CHECKS, type Check, type CheckResult, type Finding } from '../../pipeline/3-verify/types.ts';
import type { components } from '../contract.ts';
import type { Asked } from './live.ts';

type Schemas = components['schemas'];
type CheckAnswer = Schemas['CheckAnswer'];
export type SourceAnswer = Schemas['SourceAnswer'];
/** Without the id it is kept under. */
export type VerificationAnswer = Omit<Schemas['Verification'], 'verificationId'>;
type Outcome = VerificationAnswer['outcome'];

/** Someone off the roster and someone who did not agree look the same (`design.md`, "Withheld looks like unknown"). */
export const withheldAnswer = (asked: readonly Check[]): VerificationAnswer =>
  silentAnswer(asked, { result: 'not-held', outcome: 'not-found' });

/** Whether there is such a member, or such a consent, could not be found out: alike for everybody of whom the roster does not tell. */
export const unavailableAnswer = (asked: readonly Check[]): VerificationAnswer =>
  silentAnswer(asked, { result: 'unknown', outcome: 'unavailable' });

const silentAnswer = (
  asked: readonly Check[],
  { result, outcome }: { readonly result: CheckResult; readonly outcome: Outcome },
): VerificationAnswer => ({
  outcome,
  checks: CHECKS.map((check) => (asked.includes(check) ? { check, result, sources: [] } : notAsked(check))),
  sources: AUTHORITIES.map((source) => ({ source, status: 'withheld', asOf: null, latencyMs: 0 })),
});

const notAsked = (check: Check): CheckAnswer => ({ check, result: 'not-asked', sources: [] });

export interface Found {
  readonly findings: readonly Finding[];
  readonly sources: readonly SourceAnswer[];
  readonly asked: readonly Check[];
}

/** Whoever gives another name asks about somebody else: of the one who has this number they are told no more than that. */
export const answerOf = ({ findings, sources, asked }: Found): VerificationAnswer => {
  const identity = findings.find(({ check }) => check === 'identity');
  const isSomebodyElse = identity !== undefined && resultOf(identity) === 'mismatch';
  const told = (check: Check): boolean => asked.includes(check) && (!isSomebodyElse || check === 'identity');
  const checks = findings.map((finding) => (told(finding.check) ? checkAnswer(finding) : notAsked(finding.check)));
  return { outcome: outcomeOf(checks, identity === undefined ? 'unknown' : resultOf(identity)), checks, sources: [...sources] };
};

const checkAnswer = (finding: Finding): CheckAnswer => ({
  check: finding.check,
  result: resultOf(finding),
  sources: finding.statements.map(({ source, result, asOf }) => ({ source, result, asOf })),
});

/**
 * The contract's table `x-agreement`. Sources that contradict each other leave the check unknown: nobody is told a mismatch that another source
 * denies.
 */
export const resultOf = ({ verdict, holds, statements }: Pick<Finding, 'verdict' | 'holds' | 'statements'>): CheckResult => {
  const says = (wanted: CheckResult): boolean => statements.some(({ result }) => result === wanted);
  if (verdict === 'conflicting') return 'unknown';
  if (holds === true) return says('match') ? 'match' : 'similar';
  if (holds === false) return says('mismatch') ? 'mismatch' : 'not-held';
  return statements.length > 0 && statements.every(({ result }) => result === 'not-held') ? 'not-held' : 'unknown';
};

/** The contract's table `x-outcomes`, from its third line on: the first that fits. */
export const outcomeOf = (checks: readonly Pick<CheckAnswer, 'result'>[], identity: CheckResult): Outcome => {
  const results = checks.map(({ result }) => result).filter((result) => result !== 'not-asked');
  const all = (wanted: CheckResult): boolean => results.every((result) => result === wanted);
  if (identity === 'mismatch') return 'mismatch';
  if (all('unknown')) return 'unavailable';
  if (all('match')) return 'match';
  return all('not-held') && identity === 'not-held' ? 'not-found' : 'partial';
};

interface SourceCircumstances {
  readonly live: Pick<Asked, 'status' | 'latencyMs'> | null;
  readonly endOfDay: Instant;
  /** Nothing older may be used. */
  readonly notBefore: Instant | null;
}

/** Where a source's part of the answer comes from; `asOf` is its freshest reading. */
export const sourceAnswer = (source: Authority, dossier: Dossier, { live, endOfDay, notBefore }: SourceCircumstances): SourceAnswer => {
  const datasets = TESTIMONIES.filter((dataset) => sourceOf(dataset) === source);
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
  if (datasets.every((dataset) => dossier.readings[dataset].state === 'withheld'))
    return { source, status: 'withheld', asOf: null, latencyMs: 0 };
  const isOld = readings.every((reading) => isStale(reading.dataset, reading.asOf, endOfDay)) || isTooOld(asOf, notBefore);
  return { source, status: asOf === null ? 'error' : isOld ? 'stale' : 'cached', asOf, latencyMs: 0 };
};

const isTooOld = (asOf: Instant | null, notBefore: Instant | null): boolean => asOf !== null && notBefore !== null && asOf < notBefore;
