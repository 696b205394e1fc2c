/**
 * What a night found of a member for one purpose, without the evidence: all that a question about them needs as long as nothing has changed. Pure.
 * As-of instants are not in it: they belong to the readings, and a statement names those it rests on.
 */
import type { Authority, Testimony } from '../../domain/sources.ts';
import type { Dossier, Reading } from '../2-normalise/types.ts';
import type { Check, CheckResult, Finding, Verdict, Verification } from './types.ts';

export interface Grades {
  readonly checks: readonly GradedCheck[];
  readonly readings: Readonly<Record<Testimony, Reading['state']>>;
}

export interface GradedCheck {
  readonly check: Check;
  readonly verdict: Verdict;
  readonly holds: boolean | null;
  readonly statements: readonly { readonly source: Authority; readonly result: CheckResult; readonly restsOn: readonly Testimony[] }[];
}

export const gradesOf = ({ findings }: Verification, { readings }: Dossier): Grades => ({
  checks: findings.map(gradedCheck),
  readings: Object.fromEntries(Object.entries(readings).map(([dataset, { state }]) => [dataset, state])) as Grades['readings'],
});

const gradedCheck = ({ check, verdict, holds, statements }: Finding): GradedCheck => ({
  check,
  verdict,
  holds,
  statements: statements.map(({ source, result, restsOn }) => ({ source, result, restsOn })),
});
