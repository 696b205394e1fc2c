/**
 * Verification 互证: lets the sources testify for or against each other about one member. Pure; the night and the live door both come here. `ls rules`
 * is the policy: one file a check, one file a contradiction that only shows across records.
 */
import type { Dossier } from '../2-normalise/types.ts';
import { SILENCE_DENIES } from './results.ts';
import type { CheckRule, ContradictionRule } from './rule.ts';
import { assistanceAfterDeath } from './rules/assistance-after-death.ts';
import { assistanceStatus } from './rules/assistance-status.ts';
import { benefitWhileEmployed } from './rules/benefit-while-employed.ts';
import { employer } from './rules/employer.ts';
import { employmentInsurance } from './rules/employment-insurance.ts';
import { identity } from './rules/identity.ts';
import { livingConflict } from './rules/living-conflict.ts';
import { living } from './rules/living.ts';
import { medicalInsurance } from './rules/medical-insurance.ts';
import { payingAfterDeath } from './rules/paying-after-death.ts';
import { payingWithoutContributions } from './rules/paying-without-contributions.ts';
import type { Check, Discrepancy, Finding, Verification } from './types.ts';
import { weigh } from './weigh.ts';

const CHECK_RULES: Readonly<Record<Check, CheckRule>> = {
  identity,
  living,
  'assistance-status': assistanceStatus,
  'medical-insurance': medicalInsurance,
  'employment-insurance': employmentInsurance,
  employer,
};

const CONTRADICTION_RULES: readonly ContradictionRule[] = [livingConflict, payingAfterDeath, assistanceAfterDeath, benefitWhileEmployed, payingWithoutContributions];

const find = ({ check, claims, statements }: CheckRule, dossier: Dossier): Finding => {
  const said = statements(dossier);
  return { check, ...weigh(said, { claims, silenceDenies: SILENCE_DENIES[check] }), statements: said };
};

/** What the sources openly contradict each other about: both sides, and nobody else. */
const conflictOf = ({ check, conflict }: CheckRule, { verdict, statements }: Finding): readonly Discrepancy[] =>
  conflict === null || verdict !== 'conflicting' ? [] : [{ kind: conflict, check, statements: statements.filter(({ result }) => result === 'match' || result === 'mismatch') }];

export const verify = (dossier: Dossier): Verification => {
  const rules = Object.values(CHECK_RULES);
  const findings = rules.map((rule) => find(rule, dossier));
  const findingOf = (check: Check): Finding => findings.find((finding) => finding.check === check) ?? find(CHECK_RULES[check], dossier);
  const conflicts = rules.flatMap((rule) => conflictOf(rule, findingOf(rule.check)));
  const contradictions = CONTRADICTION_RULES.map((rule) => rule(dossier, findingOf)).filter((found) => found !== null);
  return { findings, discrepancies: [...conflicts, ...contradictions] };
};
