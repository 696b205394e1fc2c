/**
 * Exclusive protection: the members in a new form of employment who can be enrolled for the policy year. Work-injury insurance does not bar them:
 * the cover is the union's gift, beside whatever else there is. Months on a platform no source says: a worker checks them.
 */
import type { Day } from '../../domain/period.ts';
import { type Answer, isTrue, kindOf, NOTHING, standingOf, substanceOf } from './case.ts';
import { hold } from './holds.ts';
import { judge } from './judge.ts';
import type { RuleSet } from './rule-set.ts';
import type { Case, FactSheet } from './types.ts';

export const screenExclusiveProtection = ({ facts, holds }: FactSheet, ruleSet: RuleSet): Answer => {
  if (isTrue(facts.dead) || isTrue(facts.leftUnion)) return NOTHING;
  const judgement = judge(ruleSet.tables['exclusive-protection'], facts, ruleSet);
  const { held, cannotJudge } = judgement;
  const standing = standingOf(cannotJudge);
  if (held.length === 0) return { cases: [], standing };
  const enrolment: Case = {
    purpose: 'exclusive-protection',
    episode: `policy-year:${policyYearOf(ruleSet)}`,
    kind: kindOf(held),
    class: null,
    ...substanceOf(judgement, facts, ruleSet, () => holds.map(hold)),
    leaving: null,
  };
  return { cases: [enrolment], standing };
};

/** The year in which the policy year that covers the day began. */
export const policyYearOf = ({ on, policyYearStartsOn }: { readonly on: Day; readonly policyYearStartsOn: string }): number =>
  Number(on.slice(0, 4)) - (on.slice(5) < policyYearStartsOn ? 1 : 0);
