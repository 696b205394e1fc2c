/** From findings to grades: what a caller is told. Pure; no field value leaves. */
import type { Instant } from '../../domain/period.ts';
import { AUTHORITIES, type Authority, sourceOf, TESTIMONIES, type Testimony } from '../../domain/sources.ts';
import type { Dossier, Reading } from '../../pipeline/2-normalise/types.ts';
import { isStale } from '../../pipeline/3-verify/freshness.ts';
import { CHECKS, type Check, type CheckResult, type Finding, type Statement } from '../../pipeline/3-verify/types.ts';
import type { components } from '../contract.ts';
import type { Asked } from './live.ts';

type Schemas = components['schemas'];
type CheckAnswer = Schemas['CheckAnswer'];
export type SourceAnswer = Schemas['SourceAnswer'];
/** Without the id it is kept under. */
export type VerificationAnswer = Omit<Schemas['Verification'], 'verificationId'>;
type Outcome = VerificationAnswer['outcome'];

const texts = new WeakMap<VerificationAnswer, string>();

/** As it is kept: written once, however many are told the same. */
export const textOf = (answer: VerificationAnswer): string => {
  const text = texts.get(answer) ?? JSON.stringify(answer);
  texts.set(answer, text);
  return text;
};

export const readAnswer = (text: string): VerificationAnswer => JSON.parse(text) as VerificationAnswer;

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

/** A finding, as far as it is told. */
export type GradedFinding = Pick<Finding, 'check' | 'verdict' | 'holds'> & {
  readonly statements: readonly Pick<Statement, 'source' | 'result' | 'asOf'>[];
};

export interface Found {
  readonly findings: readonly GradedFinding[];
  readonly sources: readonly SourceAnswer[];
  readonly asked: readonly Check[];
  /** The name given is not the roster's. */
  readonly underAnotherName: boolean;
}

/** Whoever gives another name asks about somebody else: of the one who has this number they are told no more than that. */
export const answerOf = ({ findings, sources, asked, underAnotherName }: Found): VerificationAnswer => {
  const found = findings.find(({ check }) => check === 'identity');
  const identity = found === undefined ? 'unknown' : resultOf(found);
  const isSomebodyElse = identity === 'mismatch' || (underAnotherName && identity !== 'match' && identity !== 'similar');
  const told = (check: Check): boolean => asked.includes(check) && (!isSomebodyElse || check === 'identity');
  const checks = findings.map((finding) => (told(finding.check) ? checkAnswer(finding) : notAsked(finding.check)));
  return { outcome: outcomeOf(checks, isSomebodyElse ? 'mismatch' : identity), checks, sources: [...sources] };
};

const checkAnswer = (finding: GradedFinding): CheckAnswer => ({
  check: finding.check,
  result: resultOf(finding),
  sources: finding.statements.map(({ source, result, asOf }) => ({ source, result, asOf })),
});

/**
 * The contract's table `x-agreement`. Sources that contradict each other leave the check unknown: nobody is told a mismatch that another source
 * denies.
 */
export const resultOf = ({ verdict, holds, statements }: Pick<GradedFinding, 'verdict' | 'holds' | 'statements'>): CheckResult => {
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
}

/** Where a source's part of the answer comes from; `asOf` is its freshest reading, too old or not. */
export const sourceAnswer = (
  source: Authority,
  { readings }: Pick<Dossier, 'readings'>,
  { live, endOfDay }: SourceCircumstances,
): SourceAnswer => {
  const datasets = TESTIMONIES.filter((dataset) => sourceOf(dataset) === source && readings[dataset].state !== 'withheld');
  if (datasets.length === 0) return { source, status: 'withheld', asOf: null, latencyMs: 0 };
  const asOf = latest(datasets.flatMap((dataset) => readAt(readings[dataset]) ?? []));
  if (live !== null) return { source, status: live.status, asOf, latencyMs: live.latencyMs };
  const isFresh = datasets.some((dataset) => isUsable(dataset, readings[dataset], endOfDay));
  const failed = datasets.every((dataset) => readings[dataset].state === 'failed');
  return { source, status: isFresh ? 'cached' : failed ? 'error' : 'stale', asOf, latencyMs: 0 };
};

const readAt = (reading: Reading): Instant | null => (reading.state === 'read' || reading.state === 'stale' ? reading.asOf : null);

const latest = (instants: readonly Instant[]): Instant | null => instants.toSorted().at(-1) ?? null;

const isUsable = (dataset: Testimony, reading: Reading, endOfDay: Instant): boolean =>
  reading.state === 'read' && !isStale(dataset, reading.asOf, endOfDay);
