/**
 * Verification 互证: lets the sources testify for or against each other about one member. Pure; the night and the live door both come here. `ls rules`
 * is the policy: one file a check, one file a contradiction that only shows across records or checks.
 */
import type { Dossier } from '../2-normalise/types.ts';
import { type Heard, hear } from './hear.ts';
import { SILENCE_DENIES } from './results.ts';
import type { CheckRule, CheckRules, ContradictionRule, Findings } from './rule.ts';
import { assistanceAfterDeath } from './rules/assistance-after-death.ts';
import { assistanceStatus } from './rules/assistance-status.ts';
import { benefitWhileEmployed } from './rules/benefit-while-employed.ts';
import { employer } from './rules/employer.ts';
import { employmentInsurance } from './rules/employment-insurance.ts';
import { identity } from './rules/identity.ts';
import { living } from './rules/living.ts';
import { livingConflict } from './rules/living-conflict.ts';
import { medicalInsurance } from './rules/medical-insurance.ts';
import { payingAfterDeath } from './rules/paying-after-death.ts';
import { payingWithoutContributions } from './rules/paying-without-contributions.ts';
import { CHECKS, type Check, type Discrepancy, type Finding, type Verification } from './types.ts';
import { weigh } from './weigh.ts';

const CHECK_RULES: CheckRules = {
  identity,
  living,
  'assistance-status': assistanceStatus,
  'medical-insurance': medicalInsurance,
  'employment-insurance': employmentInsurance,
  employer,
};

const CONTRADICTION_RULES: readonly ContradictionRule[] = [
  livingConflict,
  payingAfterDeath,
  assistanceAfterDeath,
  benefitWhileEmployed,
  payingWithoutContributions,
];

const find = (check: Check, heard: Heard): Finding => {
  const { claims, statements } = CHECK_RULES[check];
  const said = statements(heard);
  return { check, ...weigh(said, { claims, silenceDenies: SILENCE_DENIES[check] }), statements: said };
};

/** Both sides of an open contradiction, and nobody else. */
const conflictOn = ({ conflict }: CheckRule, { check, verdict, statements }: Finding): Discrepancy | null =>
  conflict === null || verdict !== 'conflicting'
    ? null
    : { kind: conflict, check, statements: statements.filter(({ result }) => result === 'match' || result === 'mismatch') };

export const verify = (dossier: Dossier): Verification => {
  const heard = hear(dossier);
  const findings: Findings = {
    identity: find('identity', heard),
    living: find('living', heard),
    'assistance-status': find('assistance-status', heard),
    'medical-insurance': find('medical-insurance', heard),
    'employment-insurance': find('employment-insurance', heard),
    employer: find('employer', heard),
  };
  const conflicts = CHECKS.map((check) => conflictOn(CHECK_RULES[check], findings[check]));
  const contradictions = CONTRADICTION_RULES.map((rule) => rule(heard, findings));
  return {
    findings: CHECKS.map((check) => findings[check]),
    discrepancies: [...conflicts, ...contradictions].filter((found) => found !== null),
  };
};
